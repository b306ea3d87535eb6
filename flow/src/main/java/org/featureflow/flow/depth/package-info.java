/**
 * The mean-field ODE Res-Net of [LMLLY], theory section 7: X'(t) = int f(X(t), theta) rho(theta, t) dtheta on [0, 1].
 *
 * <p>A {@link org.featureflow.flow.depth.Block} is f; a {@link org.featureflow.flow.depth.BlockMeasure} is rho as particles, constant
 * in each cell of a partition of [0, 1]; a {@link org.featureflow.flow.depth.DepthProblem} holds the data and the loss E(rho). Start
 * with {@link org.featureflow.flow.depth.DepthProblem#at}: the state it returns has the outputs, the adjoint, the first variation and
 * the velocity of the particles, which {@link org.featureflow.flow.depth.ParameterFlow} follows. With
 * {@link org.featureflow.flow.depth.DepthScheme#network()} the same code is a network of finite depth.
 * {@link org.featureflow.flow.depth.ImplicitDescent} follows it to its limit.
 * {@link org.featureflow.flow.depth.TimedNetwork} is the training scheme whose blocks learn their times.
 */
@NullMarked
package org.featureflow.flow.depth;

import org.jspecify.annotations.NullMarked;
