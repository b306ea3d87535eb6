package org.featureflow.verify.catalogue.aoy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.mckean.FrozenEndsModel;
import org.featureflow.flow.mckean.FrozenEndsNetwork;
import org.featureflow.flow.mckean.LimitPath;
import org.featureflow.flow.mckean.LimitSystem;
import org.featureflow.flow.mckean.NetworkPass;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.MeanInterval;

/**
 * Theory section 8: along a path the law of the weights factorises as mu^(0,1) x mu^(2) x .. x mu^(L-2) x mu^(L-1,L). Correlations outside the
 * pairs (0,1) and (L-1,L) vanish with N, and inside they are the limit system's.
 */
final class Factorisation {

    private static final int WIDTH = 128;
    private static final int NETWORKS = 32;
    private static final int ORDER = 12;

    /** The distance from the limit's correlation, 0 outside the pairs, that is left to the finite width: C N^-1/2 with C = 1. */
    private static final double TOLERANCE = 1 / Math.sqrt(WIDTH);

    private Factorisation() {}

    static List<Claim> claims() {
        return List.of(
                new StatedClaim(
                        "aoy-factorisation",
                        "weights along a path are correlated inside the pairs (0,1) and (L-1,L) only, there as in the limit",
                        "[AOY] sec. 3, theory section 8",
                        "a correlation off the limit's, which is 0 outside the pairs, by more than N^-1/2 at error rate "
                                + Rates.ERROR_RATE,
                        Verdict.SUPPORTED,
                        2,
                        streams -> FrozenEndsInstance.draw(streams, 12, WIDTH),
                        (spec, products) -> frozen(spec)),
                new StatedClaim(
                        "aoy-trained-ends",
                        "with trained ends, too, weights along a path are uncorrelated outside the pairs (0,1) and (L-1,L)",
                        "outside the hypotheses of [AOY]: observed, not proved there",
                        "a correlation outside the pairs proved above N^-1/2, at error rate " + Rates.ERROR_RATE,
                        Verdict.SUPPORTED,
                        1,
                        streams -> FrozenEndsInstance.draw(streams, 12, WIDTH),
                        (spec, products) -> trainedEnds(spec)));
    }

    static Claim control() {
        return new StatedClaim(
                "aoy-control-dependent-starts",
                "from weights that share a random part of their common unit, correlations outside the pairs vanish",
                "negative control of [AOY]: the initial weights are not independent",
                "this control is sound if it is refuted",
                Verdict.REFUTED,
                1,
                streams -> FrozenEndsInstance.draw(streams, 4, WIDTH),
                (spec, products) -> dependentStarts(spec));
    }

    private static Outcome frozen(InstanceSpec spec) {
        FrozenEndsInstance instance = FrozenEndsInstance.of(spec);
        Dataset samples = instance.samples();
        PathCorrelations correlations = correlations(
                instance,
                network -> network,
                network -> network.train(samples, FrozenEndsInstance.EPS).end());
        LimitPath limit = new LimitSystem(instance.model(), ORDER).train(samples, FrozenEndsInstance.EPS);
        List<Evidence> evidence = new ArrayList<>();
        Verdict verdict = outside(spec.depth(), correlations, evidence);
        for (int layer : new int[] {1, spec.depth() - 1}) {
            int earlier = layer == 1 ? 0 : layer;
            MeanInterval measured = correlations.between(earlier, earlier + 1, Rates.ERROR_RATE);
            double predicted = predicted(instance, limit, layer);
            double distance = Math.abs(measured.mean() - predicted);
            String pair = "(" + earlier + "," + (earlier + 1) + ")";
            evidence.add(new Evidence("correlation " + pair, measured.mean()));
            evidence.add(new Evidence("its half width " + pair, measured.halfWidth()));
            evidence.add(new Evidence("the limit's correlation " + pair, predicted));
            verdict = verdict.worse(
                    distance > TOLERANCE + measured.halfWidth()
                            ? Verdict.REFUTED
                            : measured.halfWidth() > TOLERANCE ? Verdict.INCONCLUSIVE : Verdict.SUPPORTED);
        }
        return new Outcome(verdict, instance.hypotheses(), evidence);
    }

    private static Outcome trainedEnds(InstanceSpec spec) {
        FrozenEndsInstance instance = FrozenEndsInstance.of(spec);
        PathCorrelations correlations =
                correlations(instance, network -> network, network -> trainAll(network, instance.samples()));
        List<Evidence> evidence = new ArrayList<>();
        Verdict verdict = outside(spec.depth(), correlations, evidence);
        List<Hypothesis> hypotheses = new ArrayList<>(instance.hypotheses());
        hypotheses.add(Hypothesis.checked("frozen ends", false, "they are trained"));
        return new Outcome(verdict, hypotheses, evidence);
    }

    private static Outcome dependentStarts(InstanceSpec spec) {
        FrozenEndsInstance instance = FrozenEndsInstance.of(spec);
        RandomGenerator random = new RandomStreams(spec.seed()).stream("shared");
        PathCorrelations correlations = correlations(
                instance,
                network -> sharing(network, random),
                network -> network.train(instance.samples(), FrozenEndsInstance.EPS)
                        .end());
        List<Evidence> evidence = new ArrayList<>();
        Verdict verdict = outside(spec.depth(), correlations, evidence);
        List<Hypothesis> hypotheses = new ArrayList<>(instance.hypotheses());
        hypotheses.add(Hypothesis.checked("independent starts", false, "weights of a unit share a random part"));
        return new Outcome(verdict, hypotheses, evidence);
    }

    private static PathCorrelations correlations(
            FrozenEndsInstance instance,
            UnaryOperator<FrozenEndsNetwork> start,
            UnaryOperator<FrozenEndsNetwork> train) {
        PathCorrelations correlations = new PathCorrelations(FrozenEndsInstance.probe());
        for (int r = 0; r < NETWORKS; r++) {
            correlations.add(train.apply(start.apply(instance.network(WIDTH, r))));
        }
        return correlations;
    }

    private static Verdict outside(int depth, PathCorrelations correlations, List<Evidence> evidence) {
        Verdict verdict = Verdict.SUPPORTED;
        double greatest = 0;
        for (int a = 0; a <= depth; a++) {
            for (int b = a + 1; b <= depth; b++) {
                boolean inside = b == 1 || a == depth - 1;
                if (!inside) {
                    MeanInterval interval = correlations.between(a, b, Rates.ERROR_RATE);
                    boolean above = interval.lower() > TOLERANCE || interval.upper() < -TOLERANCE;
                    boolean within = interval.upper() <= TOLERANCE && interval.lower() >= -TOLERANCE;
                    verdict =
                            verdict.worse(within ? Verdict.SUPPORTED : above ? Verdict.REFUTED : Verdict.INCONCLUSIVE);
                    greatest = Math.max(greatest, Math.max(interval.upper(), -interval.lower()));
                }
            }
        }
        evidence.add(new Evidence("largest end of an interval outside the pairs", greatest));
        evidence.add(new Evidence("bound outside the pairs", TOLERANCE));
        return verdict;
    }

    /** The correlation of the frozen function with the trained weight of the pair in layer 1 or L - 1. */
    private static double predicted(FrozenEndsInstance instance, LimitPath limit, int layer) {
        LimitPath.ParticleFunction partner = layer == 1
                ? (frozen, start, end) -> feature(instance.model(), frozen)
                : (frozen, start, end) -> frozen[0];
        LimitPath.ParticleFunction weight = (frozen, start, end) -> end;
        BinaryOperator<LimitPath.ParticleFunction> product =
                (f, g) -> (frozen, start, end) -> f.value(frozen, start, end) * g.value(frozen, start, end);
        double partnerMean = limit.expectation(layer, partner);
        double weightMean = limit.expectation(layer, weight);
        double covariance = limit.expectation(layer, product.apply(partner, weight)) - partnerMean * weightMean;
        double partnerVariance = limit.expectation(layer, product.apply(partner, partner)) - partnerMean * partnerMean;
        double weightVariance = limit.expectation(layer, product.apply(weight, weight)) - weightMean * weightMean;
        return covariance / Math.sqrt(partnerVariance * weightVariance);
    }

    private static double feature(FrozenEndsModel model, double[] theta) {
        double[] probe = FrozenEndsInstance.probe();
        double sum = 0;
        for (int i = 0; i < probe.length; i++) {
            sum += theta[i] * probe[i];
        }
        return model.featureActivation().value(sum);
    }

    /** Trains the ends, too, by their N-scaled gradients, one sample at a time. */
    private static FrozenEndsNetwork trainAll(FrozenEndsNetwork start, Dataset samples) {
        FrozenEndsNetwork network = start;
        DMatrixRMaj inputs = samples.inputs();
        DMatrixRMaj targets = samples.targets();
        FrozenEndsModel model = start.model();
        for (int k = 0; k < inputs.numRows; k++) {
            double[] x = {inputs.get(k, 0), inputs.get(k, 1)};
            NetworkPass pass = network.pass(x);
            double step = FrozenEndsInstance.EPS * (targets.get(k) - pass.prediction());
            double[] sensitivities = pass.sensitivities(1);
            double[] units = pass.units(model.depth());
            double[][] first = new double[network.width()][];
            double[] last = new double[network.width()];
            for (int i = 0; i < last.length; i++) {
                first[i] = network.first(i);
                double argument = first[i][0] * x[0] + first[i][1] * x[1];
                double factor =
                        step * sensitivities[i] * model.featureActivation().derivative(argument);
                first[i][0] += factor * x[0];
                first[i][1] += factor * x[1];
                last[i] = network.last(i) + step * model.map(model.depth()).weightDerivative(units[i], network.last(i));
            }
            Dataset sample = new Dataset(new DMatrixRMaj(1, 2, true, x), new DMatrixRMaj(1, 1, true, targets.get(k)));
            network = network.train(sample, FrozenEndsInstance.EPS).end().withEnds(first, last);
        }
        return network;
    }

    /** Adds to all weights into and out of a unit of layers 2..L-1 the unit's own random number, uniform on [-1, 1]. */
    private static FrozenEndsNetwork sharing(FrozenEndsNetwork network, RandomGenerator random) {
        int width = network.width();
        int depth = network.model().depth();
        double[][] shared = new double[depth + 1][width];
        for (int l = 2; l < depth; l++) {
            for (int j = 0; j < width; j++) {
                shared[l][j] = 2 * random.nextDouble() - 1;
            }
        }
        List<double[][]> trained = new ArrayList<>();
        for (int l = 1; l < depth; l++) {
            double[][] rows = new double[width][width];
            for (int i = 0; i < width; i++) {
                for (int j = 0; j < width; j++) {
                    rows[i][j] = network.weight(l, i, j) + shared[l][i] + shared[l + 1][j];
                }
            }
            trained.add(rows);
        }
        double[][] first = new double[width][];
        double[] last = new double[width];
        for (int i = 0; i < width; i++) {
            first[i] = network.first(i);
            last[i] = network.last(i);
        }
        return FrozenEndsNetwork.of(network.model(), first, trained, last);
    }
}
