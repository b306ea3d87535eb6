/**
 * Regularized two-level networks f_n = int u h(w . x_n) dp as particles (p_k, u_k, w_k), theory sections 5.3 and 6 [FDZ]: their
 * gradient flow with the penalties lambda_2 int |u|^2 dp + lambda_1 int |w|^2 dp, its repopulated version, in which mass moves too,
 * and its noisy version.
 *
 * <p>Start with {@link org.featureflow.flow.twolevel.TwoLevelFlow#at}: the state it returns has the objective, the velocities and the
 * first variation. {@link org.featureflow.flow.twolevel.TwoLevelIntegrator} follows the flow to rest, with or without a
 * {@link org.featureflow.flow.twolevel.Reaction}; {@link org.featureflow.flow.twolevel.Langevin} adds noise.
 */
@NullMarked
package org.featureflow.flow.twolevel;

import org.jspecify.annotations.NullMarked;
