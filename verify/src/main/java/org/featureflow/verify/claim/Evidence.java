package org.featureflow.verify.claim;

/**
 * A number a verdict rests on.
 *
 * @param name what it is
 * @param value the number
 */
public record Evidence(String name, double value) {}
