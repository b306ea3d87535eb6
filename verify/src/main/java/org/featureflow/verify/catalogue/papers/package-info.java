/**
 * Reproducibility checks: experiments that papers report, run anew. Each reports how far it agrees with the printed numbers; the factor within
 * which it counts as reproduced is declared before the run.
 */
@NullMarked
package org.featureflow.verify.catalogue.papers;

import org.jspecify.annotations.NullMarked;
