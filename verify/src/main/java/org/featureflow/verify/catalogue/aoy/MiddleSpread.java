package org.featureflow.verify.catalogue.aoy;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.core.data.Dataset;
import org.featureflow.flow.mckean.NetworkPass;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.RateFit;
import org.featureflow.verify.statistics.RatePlot;

/** Theory section 8: units of the middle layers 2..L-1 are deterministic in the limit, their spread is O(N^-1/2). */
final class MiddleSpread {

    private static final int REPETITIONS = 60;

    private MiddleSpread() {}

    static Claim claim() {
        return new StatedClaim(
                "aoy-middle-spread",
                "the standard deviation over the units of each of the layers 2..L-1 is O(N^-1/2) after training",
                "[AOY] sec. 3, theory section 8",
                "a middle layer with an exponent above " + (-0.5 + Rates.SLACK) + " at error rate " + Rates.ERROR_RATE,
                Verdict.SUPPORTED,
                2,
                streams -> FrozenEndsInstance.draw(streams, 8, 256),
                (spec, products) -> check(spec));
    }

    static Outcome check(InstanceSpec spec) {
        FrozenEndsInstance instance = FrozenEndsInstance.of(spec);
        Dataset samples = instance.samples();
        double[] widths = Rates.widths(spec.width());
        double[][][] spreads = new double[spec.depth() + 1][widths.length][REPETITIONS];
        for (int w = 0; w < widths.length; w++) {
            for (int r = 0; r < REPETITIONS; r++) {
                NetworkPass pass = instance.network((int) widths[w], r)
                        .train(samples, FrozenEndsInstance.EPS)
                        .end()
                        .pass(FrozenEndsInstance.probe());
                for (int l = 1; l <= spec.depth(); l++) {
                    spreads[l][w][r] = pass.spread(l);
                }
            }
        }
        Verdict verdict = Verdict.SUPPORTED;
        List<Plot> plots = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        for (int l = 1; l <= spec.depth(); l++) {
            RateFit fit = RateFit.ofRootMeanSquares(widths, spreads[l], Rates.GROUPS, Rates.ERROR_RATE);
            evidence.addAll(Rates.evidence("layer " + l, fit));
            if (l > 1 && l < spec.depth()) {
                verdict = verdict.worse(Rates.atMost(fit, -0.5));
                plots.add(new RatePlot(
                                "layer-" + l,
                                "Spread of the units of middle layer " + l + " after training",
                                "width N",
                                "standard deviation over units")
                        .of(fit, -0.5));
            }
        }
        return new Outcome(verdict, instance.hypotheses(), evidence, plots);
    }
}
