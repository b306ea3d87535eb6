/** Which candidate is taken, and how long the next step is: {@link org.featureflow.flow.control.StepController}. */
@NullMarked
package org.featureflow.flow.control;

import org.jspecify.annotations.NullMarked;
