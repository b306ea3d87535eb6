package org.featureflow.verify.cli;

import java.util.List;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.Verdict;

/** The exit codes of the program. */
final class ExitCode {

    /** As claimed. */
    static final int AS_CLAIMED = 0;

    /** Not as claimed. */
    static final int NOT_AS_CLAIMED = 1;

    /** The call or its input is wrong. */
    static final int WRONG_INPUT = 2;

    /** Neither shown. */
    static final int NEITHER_SHOWN = 3;

    private ExitCode() {}

    /** The exit code of a verdict. */
    static int of(Verdict verdict) {
        return switch (verdict) {
            case CERTIFIED -> AS_CLAIMED;
            case REFUTED -> NOT_AS_CLAIMED;
            case SUPPORTED, INCONCLUSIVE -> NEITHER_SHOWN;
        };
    }

    /**
     * The exit code of claims: as claimed if all came out as expected; not if the contrary of one was shown; else neither.
     */
    static int of(List<ClaimResult> results) {
        List<Verdict> unexpected = results.stream()
                .filter(result -> !result.isAsExpected())
                .map(ClaimResult::verdict)
                .toList();
        if (unexpected.isEmpty()) {
            return AS_CLAIMED;
        }
        boolean contrary = unexpected.contains(Verdict.REFUTED) || unexpected.contains(Verdict.CERTIFIED);
        return contrary ? NOT_AS_CLAIMED : NEITHER_SHOWN;
    }
}
