/**
 * How a long run survives being killed: every outcome goes into a {@link org.featureflow.verify.journal.OutcomeJournal} as soon as it
 * is known, and is read from there when the run goes on. As an outcome is a function of claim and instance, it does not matter where
 * the run was broken off.
 */
@NullMarked
package org.featureflow.verify.journal;

import org.jspecify.annotations.NullMarked;
