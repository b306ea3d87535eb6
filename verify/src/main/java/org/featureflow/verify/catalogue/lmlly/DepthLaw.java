package org.featureflow.verify.catalogue.lmlly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.nonstiff.DormandPrince853Integrator;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.depth.BlockMeasure;
import org.featureflow.flow.depth.DepthProblem;
import org.featureflow.flow.depth.DepthScheme;
import org.featureflow.flow.depth.ParameterLaw;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.RateFit;
import org.featureflow.verify.statistics.RatePlot;

/** Theory section 7: networks of depth n approximate the limit at O(1/n), sampled ones at O(n^-1/2) in root mean square. */
final class DepthLaw {

    static final double ERROR_RATE = 0.01;

    /** Theorems are bounds: a rate may be steeper, and a tenth is left to the depths that are finite. */
    private static final double SLACK = 0.1;

    private static final double REFERENCE_TOLERANCE = 1e-11;
    private static final int SAMPLED_TRIES = 120;
    private static final int GROUPS = 10;
    private static final String OUTPUT_ERROR = "error of the outputs, root mean square over the samples";

    private DepthLaw() {}

    static List<Claim> claims() {
        return List.of(
                new StatedClaim(
                        "lmlly-depth-deterministic",
                        "|output of depth n - limit| = a/n + b/n^2 for the blocks theta(i/n) of a smooth rho",
                        "[LMLLY] Theorem on approximation, theory section 7",
                        "an exponent above " + (-1 + SLACK) + " at error rate " + ERROR_RATE + "; one below "
                                + (-1 - SLACK) + " is inconclusive, since a/n is not yet what leads",
                        Verdict.SUPPORTED,
                        2,
                        streams -> DepthInstance.draw(streams, 1024, 3),
                        (spec, products) -> deterministic(spec)),
                new StatedClaim(
                        "lmlly-depth-sampled",
                        "root mean square of output of depth n - limit = O(n^-1/2) for blocks drawn from rho(., i/n)",
                        "[LMLLY] Theorem on approximation, theory section 7",
                        "an exponent above " + (-0.5 + SLACK) + " at error rate " + ERROR_RATE,
                        Verdict.SUPPORTED,
                        1,
                        streams -> DepthInstance.draw(streams, 256, 6),
                        (spec, products) -> sampled(spec, SAMPLED_TRIES)));
    }

    private static Outcome deterministic(InstanceSpec spec) {
        DepthInstance instance = DepthInstance.of(spec);
        ParameterLaw law = instance.law();
        DMatrixRMaj limit = limit(instance.problem(), law);
        double[] depths = depths(spec.depth());
        double[] errors = Arrays.stream(depths)
                .map(n -> distance(instance.problem(), law.discretised((int) n), limit))
                .toArray();
        // the leading terms a and b from the two deepest networks
        int last = depths.length - 1;
        double b = (errors[last - 1] * depths[last - 1] - errors[last] * depths[last])
                / (1 / depths[last - 1] - 1 / depths[last]);
        double a = errors[last] * depths[last] - b / depths[last];
        // The asymptotic range starts where b/n is small beside a.
        double[] deep = Arrays.copyOfRange(depths, last - 3, last + 1);
        RateFit fit = RateFit.of(deep, Arrays.copyOfRange(errors, last - 3, last + 1), ERROR_RATE);
        List<Evidence> evidence = new ArrayList<>(rate(fit));
        evidence.add(new Evidence("a", a));
        evidence.add(new Evidence("b", b));
        for (int i = 0; i <= last; i++) {
            evidence.add(new Evidence("error, depth " + (int) depths[i], errors[i]));
        }
        return new Outcome(equal(fit, -1), instance.hypotheses(), evidence, List.of(expansion(depths, errors, a, b)));
    }

    static Outcome sampled(InstanceSpec spec, int tries) {
        DepthInstance instance = DepthInstance.of(spec);
        ParameterLaw law = instance.law();
        DMatrixRMaj limit = limit(instance.problem(), law);
        double[] depths = depths(spec.depth());
        double[][] errors = new double[depths.length][tries];
        for (int i = 0; i < depths.length; i++) {
            RandomGenerator random = new RandomStreams(spec.seed()).stream("sampled-" + i);
            for (int r = 0; r < tries; r++) {
                errors[i][r] = distance(instance.problem(), law.sampled((int) depths[i], random), limit);
            }
        }
        RateFit fit = RateFit.ofRootMeanSquares(depths, errors, GROUPS, ERROR_RATE);
        return new Outcome(
                atMost(fit, -0.5 + SLACK),
                instance.hypotheses(),
                rate(fit),
                List.of(plot("Outputs of deep networks with sampled blocks approach the limit")
                        .of(fit, -0.5)));
    }

    private static Plot expansion(double[] depths, double[] errors, double a, double b) {
        List<Plot.Point> measured = new ArrayList<>();
        List<Plot.Point> leading = new ArrayList<>();
        List<Plot.Point> both = new ArrayList<>();
        for (int i = 0; i < depths.length; i++) {
            double n = depths[i];
            measured.add(Plot.Point.of(n, errors[i]));
            leading.add(Plot.Point.of(n, a / n));
            both.add(Plot.Point.of(n, (a + b / n) / n));
        }
        return new Plot(
                "error",
                "Networks of the n blocks theta(i/n) against the limit",
                new Plot.Axis("depth n", Plot.Scale.LOGARITHMIC),
                new Plot.Axis(OUTPUT_ERROR, Plot.Scale.LOGARITHMIC),
                List.of(
                        new Plot.Series("a/n", Plot.Mark.LINE, leading),
                        new Plot.Series("a/n + b/n^2", Plot.Mark.LINE, both),
                        new Plot.Series("measured", Plot.Mark.POINTS, measured)));
    }

    /** Two-sided, for the deterministic law is an expansion: a steeper law is a proof of neither. */
    private static Verdict equal(RateFit fit, double exponent) {
        return atMost(fit, exponent + SLACK)
                .worse(fit.lower() >= exponent - SLACK ? Verdict.SUPPORTED : Verdict.INCONCLUSIVE);
    }

    /** One-sided: supported if the whole interval is at or below the exponent, refuted if it is above. */
    private static Verdict atMost(RateFit fit, double exponent) {
        return fit.upper() <= exponent
                ? Verdict.SUPPORTED
                : fit.lower() > exponent ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
    }

    private static RatePlot plot(String title) {
        return new RatePlot("depth", title, "depth n", "root mean square distance of outputs from the limit");
    }

    private static List<Evidence> rate(RateFit fit) {
        return List.of(
                new Evidence("exponent", fit.slope()),
                new Evidence("its half width", fit.halfWidth()),
                new Evidence("error rate", fit.errorRate()));
    }

    private static double[] depths(int greatest) {
        return IntStream.iterate(8, n -> n <= greatest, n -> 2 * n)
                .asDoubleStream()
                .toArray();
    }

    private static double distance(DepthProblem problem, BlockMeasure measure, DMatrixRMaj limit) {
        DMatrixRMaj output = problem.at(measure, DepthScheme.network()).output();
        double sum = 0;
        for (int n = 0; n < limit.numRows; n++) {
            sum += (output.get(n) - limit.get(n)) * (output.get(n) - limit.get(n)) / limit.numRows;
        }
        return Math.sqrt(sum);
    }

    /** The outputs of X' = int f rho by Dormand and Prince's method, independently of the product's schemes. */
    private static DMatrixRMaj limit(DepthProblem problem, ParameterLaw law) {
        DMatrixRMaj x = problem.embedded();
        int dimension = x.numCols;
        FirstOrderDifferentialEquations equations = new FirstOrderDifferentialEquations() {
            @Override
            public int getDimension() {
                return x.data.length;
            }

            @Override
            public void computeDerivatives(double t, double[] y, double[] dot) {
                Arrays.fill(dot, 0);
                for (int n = 0; n < y.length; n += dimension) {
                    double[] out = new double[dimension];
                    for (int k = 0; k < law.particles(); k++) {
                        problem.block()
                                .addValue(
                                        1.0 / law.particles(),
                                        Arrays.copyOfRange(y, n, n + dimension),
                                        law.theta(k, t),
                                        out);
                    }
                    System.arraycopy(out, 0, dot, n, dimension);
                }
            }
        };
        new DormandPrince853Integrator(1e-10, 1, REFERENCE_TOLERANCE, REFERENCE_TOLERANCE)
                .integrate(equations, 0, x.data, 1, x.data);
        DMatrixRMaj readOut = problem.readOut();
        DMatrixRMaj outputs = new DMatrixRMaj(x.numRows, 1);
        for (int n = 0; n < x.numRows; n++) {
            for (int i = 0; i < dimension; i++) {
                outputs.data[n] += x.get(n, i) * readOut.get(i, 0);
            }
        }
        return outputs;
    }
}
