/** Turns samples into evidence: fitted rates with confidence intervals. */
@NullMarked
package org.featureflow.verify.statistics;

import org.jspecify.annotations.NullMarked;
