/**
 * For authors of test suites, on top of jqwik and AssertJ, which this package alone needs. Start with {@link
 * org.featureflow.verify.property.FeatureFlowDomain}, which draws the arguments of properties, and {@link
 * org.featureflow.verify.property.FeatureFlowAssertions}, whose failures show the evidence and how to see it again; {@link
 * org.featureflow.verify.property.ViolationSearch} looks for the worst instance instead of any.
 */
@NullMarked
package org.featureflow.verify.property;

import org.jspecify.annotations.NullMarked;
