/**
 * Deep networks whose first and last weights are frozen random features, and their McKean-Vlasov limit, [AOY], theory section 8.
 *
 * <p>A {@link org.featureflow.flow.mckean.FrozenEndsModel} states depth, maps and initial laws. A
 * {@link org.featureflow.flow.mckean.FrozenEndsNetwork} of width N is drawn from it and trained on fresh samples. A
 * {@link org.featureflow.flow.mckean.LimitSystem} is the same at N = infinity: laws of weights, represented by weighted particles at
 * quadrature nodes, whose macroscopic quantities form a {@link org.featureflow.flow.mckean.LimitPath}. Ideal particles follow that path
 * from a finite network's own initial weights, {@link org.featureflow.flow.mckean.LimitPath#coupling}.
 */
@NullMarked
package org.featureflow.flow.mckean;

import org.jspecify.annotations.NullMarked;
