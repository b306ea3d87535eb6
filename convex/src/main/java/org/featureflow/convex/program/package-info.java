/**
 * Convex programs: what is minimised over what. Solvers find their points, certificates prove their bounds.
 *
 * <p>{@link org.featureflow.convex.program.FeatureProgram} is the re-parameterised objective of a deep network on given atoms
 * (theory 5.2); {@link org.featureflow.convex.program.FeatureNetworks} goes from networks to its points and back.
 */
@NullMarked
package org.featureflow.convex.program;

import org.jspecify.annotations.NullMarked;
