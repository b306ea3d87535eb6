/**
 * Reproducibility checks: experiments that papers report, run anew. Each reports how far it agrees with the printed numbers; the factor within
 * which it counts as reproduced is part of the statement.
 */
@NullMarked
package org.featureflow.verify.catalogue.papers;

import org.jspecify.annotations.NullMarked;
