package org.featureflow.verify.cli;

import java.util.Locale;

/** How the solve of a convex program ended. */
enum SolveStatus {
    /** The gap is within the tolerance. */
    OPTIMAL(ExitCode.AS_CLAIMED),
    /** No point satisfies the constraints. */
    INFEASIBLE(ExitCode.NOT_AS_CLAIMED),
    /** The accuracy at hand does not close the gap to the tolerance. */
    REDUCED(ExitCode.NEITHER_SHOWN),
    /** Steps or time were spent before. */
    BUDGET(ExitCode.NEITHER_SHOWN);

    private final int exitCode;

    SolveStatus(int exitCode) {
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    /** The word in result files. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
