/**
 * One step of an integrator: a {@link org.featureflow.flow.step.Stepper} makes a candidate, no more. Whether it is taken is for
 * {@code flow.control} to say. {@link org.featureflow.flow.step.WMethod} takes its coefficients from a
 * {@link org.featureflow.flow.step.Tableau}.
 */
@NullMarked
package org.featureflow.flow.step;

import org.jspecify.annotations.NullMarked;
