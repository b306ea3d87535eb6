/** Proofs of bounds on convex programs, by arithmetic with outward rounding or exact numbers. Knows no solver. */
@NullMarked
package org.featureflow.convex.certificate;

import org.jspecify.annotations.NullMarked;
