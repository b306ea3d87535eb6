/** Convex programs and networks as files state them. Knows no solver and no flow. */
@NullMarked
package org.featureflow.verify.program;

import org.jspecify.annotations.NullMarked;
