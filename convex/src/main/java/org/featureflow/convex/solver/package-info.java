/** Solvers of the convex programs, a verb each. */
@NullMarked
package org.featureflow.convex.solver;

import org.jspecify.annotations.NullMarked;
