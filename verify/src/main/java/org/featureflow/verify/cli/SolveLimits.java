package org.featureflow.verify.cli;

import java.time.Duration;
import java.util.Optional;
import org.featureflow.verify.report.Rounded;

/**
 * How far a solve goes, and who is told.
 *
 * @param tolerance the gap at which it ends
 * @param timeLimit the time after which it ends, if there is one
 * @param seed the seed of all chance
 * @param watch the time since the command began
 * @param line shows the progress
 */
record SolveLimits(double tolerance, Optional<Duration> timeLimit, long seed, Stopwatch watch, LiveLine line) {

    /** Whether the time is over. Without a limit the result depends on the problem and the seed alone. */
    boolean isTimeOver() {
        return timeLimit.isPresent() && watch.elapsed().compareTo(timeLimit.get()) >= 0;
    }

    /** Shows the bounds after a round of the solver. */
    void show(String round, double primal, double dual) {
        if (line.isDue()) {
            line.show(round + ", primal " + Rounded.near(primal) + ", dual " + Rounded.near(dual));
        }
    }
}
