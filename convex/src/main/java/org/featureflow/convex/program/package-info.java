/** Convex programs: what is minimised over what. Solvers find their points, certificates prove their bounds. */
@NullMarked
package org.featureflow.convex.program;

import org.jspecify.annotations.NullMarked;
