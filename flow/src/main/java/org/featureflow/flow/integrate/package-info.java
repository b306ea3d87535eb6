/**
 * The loop: {@link org.featureflow.flow.integrate.FlowIntegrator} puts a flow, a stepper and a step controller together and returns a
 * {@link org.featureflow.flow.integrate.FlowResult} with its {@link org.featureflow.flow.integrate.TrajectoryPoint}s. Start here.
 *
 * <p>{@link org.featureflow.flow.integrate.ReferenceIntegrator} integrates small flows by another hand, to check the rest.
 */
@NullMarked
package org.featureflow.flow.integrate;

import org.jspecify.annotations.NullMarked;
