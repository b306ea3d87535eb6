/** What the user brought: {@link org.featureflow.core.data.Dataset}, N samples of inputs and targets, checked. */
@NullMarked
package org.featureflow.core.data;

import org.jspecify.annotations.NullMarked;
