/** What is integrated: the right-hand side of the neural feature flow, {@link org.featureflow.flow.field.FeatureFlow}. */
@NullMarked
package org.featureflow.flow.field;

import org.jspecify.annotations.NullMarked;
