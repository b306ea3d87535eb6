/**
 * Error and chance: outward-rounded {@link org.featureflow.core.numeric.Interval}s, and the named
 * {@link org.featureflow.core.numeric.RandomStreams} from which every random number of a run comes.
 */
@NullMarked
package org.featureflow.core.numeric;

import org.jspecify.annotations.NullMarked;
