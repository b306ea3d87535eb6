package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.RandomStreams;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The feature solver against ojAlgo's quadratic solver on a feature program that is a quadratic one: squared loss, L = 1 and no
 * input cost, where the masses can be eliminated, min over p of sum_k c_k^2/p_k = (sum_k |c_k|)^2:
 *
 * <pre>  minimise (1/2N) |r|^2 + lambda s^2  over a, b &gt;= 0, r = A (a - b) - y, s = sum_k (a_k + b_k)</pre>
 *
 * <p>Its optimum is that of the feature program, so that the dual bound of the one judges the point of the other. Residuals and
 * sum as variables of their own make ojAlgo faster and more accurate than the dense matrix A^T A/N + 2 lambda does. With hidden
 * layers the program has quadratic-over-linear terms that no quadratic program has.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 1, time = 5) // one, since counters of several are added up
@Fork(1)
public class QuadraticProgramBenchmark {

    private static final int SAMPLES = 20;

    private static final double LAMBDA = 1e-3;

    /** The number of atoms, K. */
    @Param({"50", "100", "200"})
    public int atoms;

    private DMatrixRMaj activated;
    private double[] targets;
    private FeatureProgram program;

    /** Draws tanh features of one input and a bias, and a smooth target with noise. */
    @Setup
    public void draw() {
        RandomGenerator random = new RandomStreams(1).stream("quadratic-program-" + atoms);
        activated = new DMatrixRMaj(SAMPLES, atoms);
        for (int k = 0; k < atoms; k++) {
            double slope = 3 * random.nextGaussian();
            double bias = 2 * random.nextGaussian();
            for (int n = 0; n < SAMPLES; n++) {
                activated.set(n, k, StrictMath.tanh(slope * input(n) + bias));
            }
        }
        targets = new double[SAMPLES];
        for (int n = 0; n < SAMPLES; n++) {
            targets[n] = StrictMath.sin(3 * input(n)) + 0.1 * random.nextGaussian();
        }
        program = FeatureProgram.resNet(
                new Objective(Losses.squared(), DMatrixRMaj.wrap(SAMPLES, 1, targets)),
                List.of(activated),
                List.of(),
                new double[atoms],
                new Regularization(0, List.of(), LAMBDA));
    }

    private static double input(int n) {
        return -1 + 2.0 * n / (SAMPLES - 1);
    }

    /**
     * A solve each: ours to the default relative gap 1e-8, ojAlgo's with its default settings.
     *
     * @param comparison takes times and gaps
     */
    @Benchmark
    public void solveBoth(Comparison comparison) {
        long start = System.nanoTime();
        FeatureSolution solution = FeatureSolver.solve(program);
        long middle = System.nanoTime();
        double[] c = ojAlgo();
        comparison.other += System.nanoTime() - middle;
        comparison.own += middle - start;
        comparison.pairs++;
        comparison.ownGap = Math.max(comparison.ownGap, solution.relativeGap());
        comparison.otherGap = Math.max(comparison.otherGap, value(c) / solution.dual() - 1);
    }

    /** c = a - b, building the model included. */
    private double[] ojAlgo() {
        ExpressionsBasedModel model = new ExpressionsBasedModel();
        List<Variable> plus = new ArrayList<>();
        List<Variable> minus = new ArrayList<>();
        Expression sum = model.newExpression("sum").level(0);
        for (int k = 0; k < atoms; k++) {
            plus.add(model.newVariable("a" + k).lower(0));
            minus.add(model.newVariable("b" + k).lower(0));
            sum.set(plus.get(k), 1).set(minus.get(k), 1);
        }
        Variable total = model.newVariable("s");
        sum.set(total, -1);
        Expression objective = model.newExpression("objective").weight(1);
        objective.set(total, total, LAMBDA);
        for (int n = 0; n < SAMPLES; n++) {
            Variable residual = model.newVariable("r" + n);
            Expression row = model.newExpression("row" + n).level(targets[n]).set(residual, -1);
            for (int k = 0; k < atoms; k++) {
                row.set(plus.get(k), activated.get(n, k)).set(minus.get(k), -activated.get(n, k));
            }
            objective.set(residual, residual, 0.5 / SAMPLES);
        }
        Optimisation.Result result = model.minimise();
        double[] c = new double[atoms];
        for (int k = 0; k < atoms; k++) {
            c[k] = result.doubleValue(k * 2L) - result.doubleValue(k * 2L + 1);
        }
        return c;
    }

    /** The objective at c, masses eliminated. */
    private double value(double[] c) {
        double value = 0;
        for (int n = 0; n < SAMPLES; n++) {
            double residual = -targets[n];
            for (int k = 0; k < atoms; k++) {
                residual += activated.get(n, k) * c[k];
            }
            value += residual * residual / (2 * SAMPLES);
        }
        double norm = 0;
        for (double entry : c) {
            norm += Math.abs(entry);
        }
        return value + LAMBDA * norm * norm;
    }

    /** Times and relative gaps of both, in turn within one run, so that the ratio survives a busy machine. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Comparison {

        private int pairs;
        private long own;
        private long other;
        private double ownGap;
        private double otherGap;

        /** Starts over. */
        @Setup(Level.Iteration)
        public void reset() {
            pairs = 0;
            own = 0;
            other = 0;
            ownGap = 0;
            otherGap = 0;
        }

        /**
         * The time of the feature solver.
         *
         * @return milliseconds
         */
        public double featureSolverMillis() {
            return own * 1e-6 / pairs;
        }

        /**
         * The time of ojAlgo.
         *
         * @return milliseconds
         */
        public double ojAlgoMillis() {
            return other * 1e-6 / pairs;
        }

        /**
         * How many times faster than ojAlgo.
         *
         * @return the ratio
         */
        public double timesOjAlgo() {
            return (double) other / own;
        }

        /**
         * The largest relative gap the feature solver proved, in units that JMH prints.
         *
         * @return the gap times 1e12
         */
        public double featureSolverGapE12() {
            return ownGap * 1e12;
        }

        /**
         * How far ojAlgo's point is from the dual bound of the other, at most.
         *
         * @return the relative gap times 1e12
         */
        public double ojAlgoGapE12() {
            return otherGap * 1e12;
        }
    }
}
