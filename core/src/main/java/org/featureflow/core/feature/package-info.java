/**
 * The representation: a network as probability measures over its features, the values of hidden units on the N samples.
 *
 * <p>Start with {@link org.featureflow.core.feature.Network}: an architecture, {@link org.featureflow.core.feature.Weights} at
 * mean-field scale and the {@link org.featureflow.core.feature.Masses} of its units.
 * {@link org.featureflow.core.feature.Initialization} draws one; its forward pass gives
 * {@link org.featureflow.core.feature.Features}; the backward pass gives
 * {@link org.featureflow.core.feature.Sensitivities}, from which come the {@link org.featureflow.core.feature.Velocity} of the
 * neural feature flow and the function-space kernel. Theory sections 2 to 4; [FLYZ].
 *
 * <p>Hidden weights are {@link org.featureflow.core.feature.DenseWeights} or, for wide layers,
 * {@link org.featureflow.core.feature.FactoredWeights}, which {@link org.featureflow.core.feature.Recompression} keeps short.
 */
@NullMarked
package org.featureflow.core.feature;

import org.jspecify.annotations.NullMarked;
