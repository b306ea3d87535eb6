/**
 * Regularized flows of Res-Nets on the path measure, theory sections 5.2 and 6: the gradient flow of
 * L(f) + sum_l lambda_l R_l in the weights (transport), and of the masses of the paths (reaction, "repopulation").
 *
 * <p>Start with {@link org.featureflow.flow.regularized.RegularizedFlow}; {@link org.featureflow.flow.regularized.ImplicitStep} makes
 * steps, {@link org.featureflow.flow.regularized.RegularizedIntegrator} runs them to rest, and
 * {@link org.featureflow.flow.regularized.RepopulatedFlow} alternates transport with exact solves of the masses, which a
 * {@link org.featureflow.flow.regularized.Reaction} brings in from outside.
 */
@NullMarked
package org.featureflow.flow.regularized;

import org.jspecify.annotations.NullMarked;
