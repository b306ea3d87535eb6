package org.featureflow.verify.report;

/**
 * A place at which two JSON documents differ.
 *
 * @param path the place
 * @param first what stands there in the first document, or {@code nothing}
 * @param second what stands there in the second one
 */
public record JsonDifference(String path, String first, String second) {}
