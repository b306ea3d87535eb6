package org.featureflow.verify.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.RandomStreams;

/**
 * Tries claims on drawn instances. Every try is a function of the seed, the claim's name and the number of the try: order, other
 * claims and threads do not matter.
 *
 * @param products the back end
 * @param seed the seed of the run
 * @param profile how much to try
 * @param tries the number of tries of each claim, instead of the profile's
 */
public record ClaimRunner(MatrixProducts products, long seed, Profile profile, OptionalInt tries) {

    /** A violation is shrunk by at most so many further tries. */
    private static final int SHRINKING_TRIES = 40;

    /**
     * Checks the number of tries.
     *
     * @param products the back end
     * @param seed the seed of the run
     * @param profile how much to try
     * @param tries the number of tries of each claim, instead of the profile's
     * @throws IllegalArgumentException if it is below 1
     */
    public ClaimRunner {
        if (tries.isPresent() && tries.getAsInt() < 1) {
            throw new IllegalArgumentException("tries " + tries.getAsInt() + ": at least 1 is needed");
        }
    }

    /**
     * Runs claims one after the other.
     *
     * @param claims the claims
     * @param listener is told of progress
     * @return one result a claim, in their order
     */
    public List<ClaimResult> run(List<? extends Claim> claims, ClaimListener listener) {
        return run(claims, listener, Claim::check);
    }

    /**
     * Runs claims one after the other, their instances checked in a given way.
     *
     * @param claims the claims
     * @param listener is told of progress
     * @param check is asked for the outcome of every instance, those of shrinking too
     * @return one result a claim, in their order
     */
    public List<ClaimResult> run(List<? extends Claim> claims, ClaimListener listener, ClaimCheck check) {
        List<ClaimResult> results = new ArrayList<>();
        for (Claim claim : claims) {
            ClaimResult result = run(claim, listener, check);
            listener.finished(result);
            results.add(result);
        }
        return results;
    }

    private ClaimResult run(Claim claim, ClaimListener listener, ClaimCheck check) {
        int count = tries.orElse(profile.tries(claim.quickTries()));
        RandomStreams streams = new RandomStreams(seed).child(claim.id());
        Try decisive = attempt(claim, claim.draw(streams.child(0)), check);
        int asExpected = claim.isAsExpected(decisive.outcome().verdict()) ? 1 : 0;
        listener.tried(claim, 1, count);
        for (int i = 1; i < count; i++) {
            Try next = attempt(claim, claim.draw(streams.child(i)), check);
            asExpected += claim.isAsExpected(next.outcome().verdict()) ? 1 : 0;
            decisive = decisive.verdict(claim, next) == decisive.outcome().verdict() ? decisive : next;
            listener.tried(claim, i + 1, count);
        }
        if (!claim.isAsExpected(decisive.outcome().verdict())) {
            decisive = shrink(claim, decisive, check);
        }
        return new ClaimResult(
                claim,
                decisive.outcome().verdict(),
                count,
                asExpected,
                decisive.spec(),
                decisive.outcome(),
                List.of(
                        "verify",
                        "--claim",
                        claim.id(),
                        "--seed",
                        Long.toString(seed),
                        "--tries",
                        Integer.toString(count)));
    }

    private Try attempt(Claim claim, InstanceSpec spec, ClaimCheck check) {
        return new Try(spec, check.check(claim, spec, products));
    }

    /** Greedily takes smaller instances as long as they show the same verdict. */
    private Try shrink(Claim claim, Try violation, ClaimCheck check) {
        Try smallest = violation;
        int left = SHRINKING_TRIES;
        boolean progress = true;
        while (progress && left > 0) {
            Optional<Try> smaller = Optional.empty();
            for (InstanceSpec spec : claim.smaller(smallest.spec())) {
                if (smaller.isEmpty() && left > 0) {
                    left--;
                    Verdict verdict = smallest.outcome().verdict();
                    smaller = Optional.of(attempt(claim, spec, check))
                            .filter(next -> next.outcome().verdict() == verdict);
                }
            }
            progress = smaller.isPresent();
            smallest = smaller.orElse(smallest);
        }
        return smallest;
    }

    private record Try(InstanceSpec spec, Outcome outcome) {
        Verdict verdict(Claim claim, Try next) {
            Verdict a = outcome.verdict();
            Verdict b = next.outcome.verdict();
            return claim.isControl() ? a.better(b) : a.worse(b);
        }
    }
}
