package org.featureflow.verify.catalogue.aoy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.model.Activations;
import org.featureflow.flow.mckean.FrozenEndsNetwork;
import org.featureflow.flow.mckean.LimitPath;
import org.featureflow.flow.mckean.LimitSystem;
import org.featureflow.flow.mckean.NetworkRun;
import org.featureflow.flow.mckean.UnitMap;
import org.featureflow.flow.mckean.UnitMaps;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.RateFit;
import org.featureflow.verify.statistics.RatePlot;

/**
 * [AOY] main theorem, the law in N: at the same step and samples, outputs of networks of width N and their weights coupled to ideal particles are
 * O(N^-1/2) from the system at N = infinity, in root mean square, at a fixed step k; theory section 8.
 */
final class WidthLaw {

    private static final double EXPONENT = -0.5;

    /** The limit's own error is far below the smallest discrepancy, some 1e-2. */
    private static final double LIMIT_TOLERANCE = 1e-4;

    private static final int GREATEST_ORDER = 32;

    private WidthLaw() {}

    static Claim claim() {
        return new StatedClaim(
                "aoy-width",
                "outputs and coupled weights of width N are O(N^-1/2) from the limit at the same eps and samples",
                "[AOY] main theorem, theory section 8",
                "an exponent in N above " + (EXPONENT + Rates.SLACK) + " at error rate " + Rates.ERROR_RATE,
                Verdict.SUPPORTED,
                1,
                streams -> FrozenEndsInstance.draw(streams, 8, 256),
                (spec, products) -> twoLooks(spec));
    }

    static Claim control() {
        return new StatedClaim(
                "aoy-control-scaling",
                "with forward means scaled by 1/sqrt(N) instead of 1/N outputs are O(N^-1/2) from the limit",
                "negative control of [AOY]: the scaling is wrong",
                "this control is sound if it is refuted",
                Verdict.REFUTED,
                1,
                streams -> FrozenEndsInstance.draw(streams, 4, 128),
                (spec, products) -> wrongScaling(spec));
    }

    /** A second look with more networks if the first decides nothing; each has half the error rate. */
    private static Outcome twoLooks(InstanceSpec spec) {
        Outcome first = check(spec, width -> repetitions(width, 1), Rates.ERROR_RATE / 2);
        return first.verdict() == Verdict.INCONCLUSIVE
                ? check(spec, width -> repetitions(width, 2), Rates.ERROR_RATE / 2)
                : first;
    }

    /** More networks where they are cheap. */
    private static int repetitions(int width, int factor) {
        return factor * Rates.GROUPS * Math.min(24, Math.max(6, 1536 / width));
    }

    /** With {@code repetitions} networks at each width, a multiple of the number of groups. */
    static Outcome check(InstanceSpec spec, IntUnaryOperator repetitions, double errorRate) {
        FrozenEndsInstance instance = FrozenEndsInstance.of(spec);
        Dataset samples = instance.samples();
        LimitPath limit =
                LimitSystem.solve(instance.model(), samples, FrozenEndsInstance.EPS, LIMIT_TOLERANCE, GREATEST_ORDER);
        double[] widths = Rates.widths(spec.width());
        double[][] outputs = new double[widths.length][];
        double[][] weights = new double[widths.length][];
        for (int w = 0; w < widths.length; w++) {
            int width = (int) widths[w];
            outputs[w] = new double[repetitions.applyAsInt(width)];
            weights[w] = new double[outputs[w].length];
            for (int r = 0; r < outputs[w].length; r++) {
                FrozenEndsNetwork start = instance.network(width, r);
                NetworkRun run = start.train(samples, FrozenEndsInstance.EPS);
                outputs[w][r] = rootMeanSquareDifference(run.predictions(), limit.predictions());
                weights[w][r] = limit.coupling(start, run.end()).total();
            }
        }
        RateFit outputRate = RateFit.ofRootMeanSquares(widths, outputs, Rates.GROUPS, errorRate);
        RateFit weightRate = RateFit.ofRootMeanSquares(widths, weights, Rates.GROUPS, errorRate);
        List<Evidence> evidence = new ArrayList<>(Rates.evidence("outputs", outputRate));
        evidence.addAll(Rates.evidence("weights", weightRate));
        evidence.add(new Evidence("the limit's own error", limit.error()));
        for (int w = 0; w < widths.length; w++) {
            evidence.add(
                    new Evidence("root mean square of weights, N = " + (int) widths[w], rootMeanSquare(weights[w])));
        }
        Verdict verdict = Rates.atMost(outputRate, EXPONENT).worse(Rates.atMost(weightRate, EXPONENT));
        return new Outcome(
                limit.error() <= LIMIT_TOLERANCE ? verdict : verdict.worse(Verdict.INCONCLUSIVE),
                instance.hypotheses(),
                evidence,
                List.of(
                        plot("outputs", "Outputs of wide networks approach the limit")
                                .of(outputRate, EXPONENT),
                        plot("weights", "Weights of wide networks approach ideal particles")
                                .of(weightRate, EXPONENT)));
    }

    private static Outcome wrongScaling(InstanceSpec spec) {
        FrozenEndsInstance instance = FrozenEndsInstance.of(spec);
        Dataset samples = instance.samples();
        LimitPath limit =
                LimitSystem.solve(instance.model(), samples, FrozenEndsInstance.EPS, LIMIT_TOLERANCE, GREATEST_ORDER);
        double[] widths = Rates.widths(spec.width());
        double[][] outputs = new double[widths.length][Rates.GROUPS];
        for (int w = 0; w < widths.length; w++) {
            UnitMap map =
                    new Scaled(UnitMaps.clippedWeight(Activations.named(spec.activation()), 2), Math.sqrt(widths[w]));
            FrozenEndsInstance scaled = FrozenEndsInstance.of(spec, map);
            for (int r = 0; r < outputs[w].length; r++) {
                // A step that falls with N keeps the products of scaled gradients from growing.
                NetworkRun run = scaled.network((int) widths[w], r).train(samples, FrozenEndsInstance.EPS / widths[w]);
                int last = samples.samples() - 1;
                outputs[w][r] =
                        run.predictions().get(last) - limit.predictions().get(last);
            }
        }
        RateFit rate = RateFit.ofRootMeanSquares(widths, outputs, Rates.GROUPS, Rates.ERROR_RATE);
        return new Outcome(
                Rates.atMost(rate, EXPONENT),
                instance.hypotheses(),
                Rates.evidence("outputs", rate),
                List.of(plot("outputs", "Outputs, wrongly scaled, against the limit")
                        .of(rate, EXPONENT)));
    }

    private static RatePlot plot(String name, String title) {
        return new RatePlot(name, title, "width N", "root mean square distance from the limit");
    }

    /** Over the steps: the theorem bounds every one of them. */
    private static double rootMeanSquareDifference(List<Double> predictions, List<Double> limit) {
        double[] differences = new double[limit.size()];
        for (int k = 0; k < differences.length; k++) {
            differences[k] = predictions.get(k) - limit.get(k);
        }
        return rootMeanSquare(differences);
    }

    private static double rootMeanSquare(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value / values.length;
        }
        return Math.sqrt(sum);
    }

    /** factor s(z, theta): with factor sqrt(N) the forward mean becomes N^-1/2 times the sum. */
    private record Scaled(UnitMap map, double factor) implements UnitMap {

        @Override
        public double value(double z, double theta) {
            return factor * map.value(z, theta);
        }

        @Override
        public double unitDerivative(double z, double theta) {
            return factor * map.unitDerivative(z, theta);
        }

        @Override
        public double weightDerivative(double z, double theta) {
            return factor * map.weightDerivative(z, theta);
        }

        /** The bounds grow with N. */
        @Override
        public boolean isBoundedAndSmooth() {
            return false;
        }
    }
}
