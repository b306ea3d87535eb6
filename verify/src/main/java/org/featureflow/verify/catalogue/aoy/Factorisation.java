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
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/**
 * Theory section 8: along a path the law of the weights factorises as mu^(0,1) x mu^(2) x .. x mu^(L-2) x mu^(L-1,L). Correlations outside the
 * pairs (0,1) and (L-1,L) vanish as N grows, and inside they become the limit system's.
 *
 * <p>Error analysis. A correlation over paths is a smooth function of means over units and weights, so its expectation at width N is r + c/N +
 * O(N^-2), r the limit's. Means r_N over R independent networks of width N and r_2N over R of width 2N give 2 r_2N - r_N, whose expectation is r
 * + O(N^-2), and whose statistical error is measured: Student's interval over the R differences, at the stated error rate divided by the number
 * of correlations. At N = 32 the half widths are some 0.007 outside and 0.06 inside the pairs and the remainder is below 0.001: N r_N, measured at
 * N = 16 .. 128, is at most 1 outside the pairs and constant within its error. A claim is refuted if an interval misses r, and
 * inconclusive if one is wider than (2 N)^-1/2, the scale of the theorem.
 *
 * <p>Trained ends. Outside the hypotheses of [AOY] the ends are trained by gradients scaled by N, as an end weight has an N-th part of the effect
 * of all. Then M^(1)_i is a mean over j, so theta^(0)_i moves by deterministic averages and its own value only; z^(L)_j is a mean over i, and so
 * does theta^(L)_j. Every end weight stays a function of its own start, each weight of layers 1 and L-1 a function of its own and of its
 * partner's: the law still factorises into the same pairs. So trained ends are no negative control; that the ends be frozen serves the proof.
 * The control starts from dependent weights instead, where the product law fails at time 0.
 */
final class Factorisation {

    private static final int NARROW = 32;
    private static final int WIDE = 2 * NARROW;

    /** Correlations of single networks are skewed; so many have a nearly Gaussian mean. */
    private static final int NETWORKS = 192;

    /** Of all intervals of a try together. */
    private static final double ERROR_RATE = 0.001;

    private static final int ORDER = 12;
    private static final double LARGEST_HALF_WIDTH = 1 / Math.sqrt(WIDE);

    private Factorisation() {}

    static List<Claim> claims() {
        return List.of(
                new StatedClaim(
                        "aoy-factorisation",
                        "weights along a path are correlated inside the pairs (0,1) and (L-1,L) only, there as in the limit",
                        "[AOY] sec. 3, theory section 8",
                        "a correlation, extrapolated to N = infinity, off the limit's, which is 0 outside the pairs, at error rate "
                                + ERROR_RATE + " for all of them together",
                        Verdict.SUPPORTED,
                        2,
                        streams -> FrozenEndsInstance.draw(streams, 12, WIDE),
                        (spec, products) -> frozen(spec)),
                new StatedClaim(
                        "aoy-trained-ends",
                        "with trained ends, too, weights along a path are uncorrelated outside the pairs (0,1) and (L-1,L)",
                        "outside the hypotheses of [AOY]: every end weight is a function of its own start in the limit",
                        "a correlation outside the pairs, extrapolated to N = infinity, off 0 at error rate "
                                + ERROR_RATE,
                        Verdict.SUPPORTED,
                        1,
                        streams -> FrozenEndsInstance.draw(streams, 12, WIDE),
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
                streams -> FrozenEndsInstance.draw(streams, 4, WIDE),
                (spec, products) -> dependentStarts(spec));
    }

    private static Outcome frozen(InstanceSpec spec) {
        FrozenEndsInstance instance = FrozenEndsInstance.of(spec);
        Dataset samples = instance.samples();
        LimitPath limit = new LimitSystem(instance.model(), ORDER).train(samples, FrozenEndsInstance.EPS);
        LimitCorrelations correlations = correlations(
                instance,
                network -> network,
                network -> network.train(samples, FrozenEndsInstance.EPS).end());
        correlations.outside();
        correlations.inside(1, predicted(instance, limit, 1));
        correlations.inside(spec.depth(), predicted(instance, limit, spec.depth() - 1));
        return correlations.outcome(instance.hypotheses(), LARGEST_HALF_WIDTH);
    }

    private static Outcome trainedEnds(InstanceSpec spec) {
        FrozenEndsInstance instance = FrozenEndsInstance.of(spec);
        LimitCorrelations correlations =
                correlations(instance, network -> network, network -> trainAll(network, instance.samples()));
        correlations.outside();
        List<Hypothesis> hypotheses = new ArrayList<>(instance.hypotheses());
        hypotheses.add(Hypothesis.checked("frozen ends", false, "they are trained"));
        return correlations.outcome(hypotheses, LARGEST_HALF_WIDTH);
    }

    private static Outcome dependentStarts(InstanceSpec spec) {
        FrozenEndsInstance instance = FrozenEndsInstance.of(spec);
        RandomGenerator random = new RandomStreams(spec.seed()).stream("shared");
        LimitCorrelations correlations = correlations(
                instance,
                network -> sharing(network, random),
                network -> network.train(instance.samples(), FrozenEndsInstance.EPS)
                        .end());
        correlations.outside();
        List<Hypothesis> hypotheses = new ArrayList<>(instance.hypotheses());
        hypotheses.add(Hypothesis.checked("independent starts", false, "weights of a unit share a random part"));
        return correlations.outcome(hypotheses, LARGEST_HALF_WIDTH);
    }

    private static LimitCorrelations correlations(
            FrozenEndsInstance instance,
            UnaryOperator<FrozenEndsNetwork> start,
            UnaryOperator<FrozenEndsNetwork> train) {
        PathCorrelations narrow = new PathCorrelations(FrozenEndsInstance.probe());
        PathCorrelations wide = new PathCorrelations(FrozenEndsInstance.probe());
        for (int r = 0; r < NETWORKS; r++) {
            narrow.add(train.apply(start.apply(instance.network(NARROW, r))));
            wide.add(train.apply(start.apply(instance.network(WIDE, r))));
        }
        return new LimitCorrelations(instance.model().depth(), narrow, wide, ERROR_RATE);
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
