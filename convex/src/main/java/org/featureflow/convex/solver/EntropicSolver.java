package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.dense.row.mult.VectorVectorMult_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.featureflow.convex.program.EntropicProgram;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.convex.solver.EntropicSettings.Progress;
import org.featureflow.convex.solver.EntropicSolution.Quadrature;
import org.featureflow.convex.solver.EntropicSolution.Status;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.Interval;
import org.featureflow.core.numeric.RandomStreams;

/**
 * Maximises the dual of an entropic program by Newton's method [FDZ], theory 5.3.
 *
 * <p>The unknown is f with g = phi'(f)/N, so that g never leaves the domain of the conjugate; with psi the log-partition function
 * the equation is f + grad psi(g) = 0 and a step solves (I + psi'' A) df = -(f + grad psi), A = diag(phi''/N), a direction of ascent.
 * Integrals over w are by the trapezoid rule, refined until the value stands (d &lt;= 3), else by randomised quasi-Monte Carlo.
 */
public final class EntropicSolver {

    /** The largest dimension in which the lattice is used. */
    public static final int MAX_LATTICE_DIMENSION = 3;

    private static final int MAX_STEPS = 100;

    /** Terms of the integral below exp(-45) of the largest are left out: 3e-20. */
    private static final double NEGLIGIBLE_LOG = 45;

    /** Exponents of the integrand up to this size make the dual easy from a cold start. */
    private static final double EASY_EXPONENT = 10;

    /** The ratio of steps of successive lattices, and of the lattice with which each is compared. */
    private static final double REFINEMENT = 1.5;

    private static final double COMPARISON = 1.25;

    /** The ratio of entropy penalties of successive warm starts. */
    private static final double COOLING = 4;

    private final EntropicProgram program;
    private final TwoLevelProgram base;
    private final Objective objective;
    private final EntropicSettings settings;
    private DMatrixRMaj f;
    private int steps;
    private boolean stopped;

    private EntropicSolver(EntropicProgram program, EntropicSettings settings, DMatrixRMaj start) {
        this.program = program;
        this.base = program.twoLevel();
        this.objective = base.objective();
        this.settings = settings;
        this.f = start;
    }

    /**
     * Solves a program.
     *
     * @param program the program
     * @param settings how
     * @return the solution, the same for the same arguments on every machine; one Newton step costs O(M (N d + N^2 c^2)) for M
     *     nodes
     */
    public static EntropicSolution solve(EntropicProgram program, EntropicSettings settings) {
        TwoLevelProgram base = program.twoLevel();
        EntropicSolver solver = new EntropicSolver(program, settings, new DMatrixRMaj(base.samples(), base.outputs()));
        solver.warmStart();
        return program.twoLevel().dimension() <= MAX_LATTICE_DIMENSION ? solver.byLattice() : solver.bySobol();
    }

    private EntropicSolution byLattice() {
        double[] reach = reach();
        LatticeRule rule = lattice(reach, program.inputDeviation());
        while (true) {
            climb(List.of(rule));
            LatticeRule finer = lattice(reach, rule.step() / REFINEMENT);
            boolean last = finer.nodes() > settings.maxNodes();
            DMatrixRMaj dual = objective.gradient(f);
            GibbsMoments moments = new GibbsMoments(program, dual, List.of(rule), false);
            LatticeRule coarse = lattice(reach, rule.step() * COMPARISON);
            GibbsMoments rough = new GibbsMoments(program, dual, List.of(coarse), false);
            // The error of the coarser lattice, of which this one has less: it falls exponentially in 1/step.
            double error = program.entropyPenalty() * Math.abs(moments.logPartition() - rough.logPartition());
            double[] wider = reach();
            boolean covered = true;
            for (int i = 0; i < reach.length; i++) {
                covered &= wider[i] <= reach[i];
                wider[i] = Math.max(reach[i], wider[i]);
            }
            boolean done = covered && error + Math.abs(gap(moments, dual)) <= settings.tolerance();
            if (done || stopped || (last && covered)) {
                double value = dualValue(moments, dual);
                return new EntropicSolution(
                        done ? Status.OPTIMAL : stopped ? Status.BUDGET : Status.REDUCED,
                        Quadrature.LATTICE,
                        value,
                        Interval.around(value, error),
                        new GibbsLaw(program, dual, List.of(rule)),
                        rule.nodes(),
                        steps);
            }
            reach = wider;
            rule = lattice(reach, covered ? finer.step() : rule.step());
            while (rule.nodes() > settings.maxNodes()) {
                rule = lattice(reach, rule.step() * 1.25);
            }
        }
    }

    private LatticeRule lattice(double[] reach, double step) {
        return new LatticeRule(program.inputDeviation(), reach, step, new double[reach.length]);
    }

    /**
     * Warm starts from programs of more entropy: where lambda_3 is small beside the price differences the dual has narrow valleys,
     * in which Newton's method from zero takes many short steps.
     */
    private void warmStart() {
        double strong = gain(objective.gradient(f)) / EASY_EXPONENT;
        List<Double> ladder = new ArrayList<>();
        for (double penalty = program.entropyPenalty() * COOLING; penalty < strong; penalty *= COOLING) {
            ladder.add(0, penalty);
        }
        for (double penalty : ladder) {
            EntropicSolver stage = new EntropicSolver(
                    new EntropicProgram(base, penalty),
                    settings.withTolerance(Math.max(settings.tolerance(), 0.1 * penalty)),
                    f);
            List<? extends WeightRule> rules = base.dimension() > MAX_LATTICE_DIMENSION
                    ? stage.sobol("shifts-of-the-search")
                    : List.of(stage.lattice(stage.reach(), 0.75 * stage.program.inputDeviation()));
            stage.climb(rules);
            f = stage.f;
            steps += stage.steps;
        }
    }

    private EntropicSolution bySobol() {
        List<SobolRule> rules = sobol("shifts-of-the-search");
        climb(rules);
        DMatrixRMaj dual = objective.gradient(f);
        // Fresh shifts: those of the search are biased towards the dual point they chose.
        List<SobolRule> fresh = sobol("shifts-of-the-estimate");
        int count = fresh.size();
        double[] logs = new double[count];
        double top = Double.NEGATIVE_INFINITY;
        for (int r = 0; r < count; r++) {
            logs[r] = new GibbsMoments(program, dual, List.of(fresh.get(r)), false).logPartition();
            top = Math.max(top, logs[r]);
        }
        double mean = 0;
        for (double log : logs) {
            mean += StrictMath.exp(log - top) / count;
        }
        double variance = 0;
        for (double log : logs) {
            double difference = StrictMath.exp(log - top) - mean;
            variance += difference * difference / (count - 1);
        }
        double quantile =
                new TDistribution(null, count - 1).inverseCumulativeProbability(0.5 + settings.confidence() / 2);
        double radius = quantile * Math.sqrt(variance / count);
        double rest = dualOfLoss(dual) + program.constant();
        double low = rest - program.entropyPenalty() * (top + StrictMath.log(mean + radius));
        double high = rest - program.entropyPenalty() * (top + StrictMath.log(Math.max(0, mean - radius)));
        return new EntropicSolution(
                stopped ? Status.BUDGET : Status.REDUCED,
                Quadrature.QUASI_MONTE_CARLO,
                rest - program.entropyPenalty() * (top + StrictMath.log(mean)),
                new Interval(low, high),
                new GibbsLaw(program, dual, fresh),
                (long) count * settings.points(),
                steps);
    }

    private List<SobolRule> sobol(String name) {
        RandomGenerator random = new RandomStreams(settings.seed()).child("entropic").stream(name);
        SobolRule plain = new SobolRule(program.inputDeviation(), settings.points(), new double[base.dimension()]);
        List<SobolRule> rules = new ArrayList<>();
        for (int r = 0; r < settings.replicates(); r++) {
            rules.add(plain.shifted(random));
        }
        return rules;
    }

    /** Newton's method for f with fixed quadrature rules. */
    private void climb(List<? extends WeightRule> rules) {
        long nodes = rules.stream().mapToLong(WeightRule::nodes).sum();
        for (int step = 0; step < MAX_STEPS; step++) {
            if (settings.cancelled().getAsBoolean()) {
                stopped = true;
                return;
            }
            DMatrixRMaj dual = objective.gradient(f);
            GibbsMoments moments = new GibbsMoments(program, dual, rules, true);
            double value = dualValue(moments, dual);
            double gap = gap(moments, dual);
            steps++;
            settings.progress().accept(new Progress(steps, nodes, value, value + gap));
            if (gap <= 1e-2 * settings.tolerance()) {
                return;
            }
            DMatrixRMaj residual = f.copy();
            CommonOps_DDRM.subtractEquals(residual, moments.prediction());
            DMatrixRMaj direction = direction(moments.hessian(), residual);
            double slope = slope(residual, direction);
            double t = 1;
            DMatrixRMaj next = moved(t, direction);
            while (!(dualAt(next, rules) >= value + 1e-4 * t * slope - 1e-15 * Math.abs(value))) {
                t /= 2;
                if (t < 1e-10) {
                    // Rounding: no step raises the dual any more.
                    return;
                }
                next = moved(t, direction);
            }
            f = next;
        }
        stopped = true;
    }

    private double dualAt(DMatrixRMaj point, List<? extends WeightRule> rules) {
        DMatrixRMaj kept = f;
        f = point;
        DMatrixRMaj dual = objective.gradient(point);
        double value = dualValue(new GibbsMoments(program, dual, rules, false), dual);
        f = kept;
        return value;
    }

    private DMatrixRMaj moved(double t, DMatrixRMaj direction) {
        DMatrixRMaj next = f.copy();
        CommonOps_DDRM.addEquals(next, t, direction);
        return next;
    }

    /** Solves (I + H A) df = -residual. */
    private DMatrixRMaj direction(DMatrixRMaj hessian, DMatrixRMaj residual) {
        int c = base.outputs();
        int size = residual.getNumElements();
        DMatrixRMaj curvature = objective.curvature(f);
        DMatrixRMaj matrix = CommonOps_DDRM.identity(size);
        for (int row = 0; row < size; row++) {
            for (int col = 0; col < size; col++) {
                for (int l = 0; l < c; l++) {
                    int inner = col / c * c + l;
                    matrix.data[row * size + col] +=
                            hessian.data[row * size + inner] * curvature.data[inner * c + col % c];
                }
            }
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(size);
        DMatrixRMaj right = residual.copy();
        right.reshape(size, 1, true);
        CommonOps_DDRM.changeSign(right);
        DMatrixRMaj direction = new DMatrixRMaj(size, 1);
        if (!solver.setA(matrix)) {
            throw new IllegalStateException(
                    "entropic dual: the Newton matrix is singular; scale inputs and targets to order"
                            + " one or raise outputPenalty");
        }
        solver.solve(right, direction);
        direction.reshape(residual.numRows, c, true);
        return direction;
    }

    /** The derivative of the dual along a direction of f, -(residual . A df). */
    private double slope(DMatrixRMaj residual, DMatrixRMaj direction) {
        int c = base.outputs();
        DMatrixRMaj curvature = objective.curvature(f);
        double slope = 0;
        for (int row = 0; row < residual.getNumElements(); row++) {
            for (int l = 0; l < c; l++) {
                slope -= residual.data[row] * curvature.data[row * c + l] * direction.data[row / c * c + l];
            }
        }
        return slope;
    }

    /** -(1/N) sum phi*(N g_n) = L(f) - f . g at g = phi'(f)/N, by Fenchel's equality. */
    private double dualOfLoss(DMatrixRMaj dual) {
        return objective.value(f) - VectorVectorMult_DDRM.innerProd(f, dual);
    }

    private double dualValue(GibbsMoments moments, DMatrixRMaj dual) {
        return dualOfLoss(dual) - program.entropyPenalty() * moments.logPartition() + program.constant();
    }

    /** Objective of the Gibbs law minus dual: L(m) - L(f) - g . (m - f) at the mean prediction m, free of cancellation. */
    private double gap(GibbsMoments moments, DMatrixRMaj dual) {
        DMatrixRMaj mean = moments.prediction();
        DMatrixRMaj difference = mean.copy();
        CommonOps_DDRM.subtractEquals(difference, f);
        return objective.value(mean) - objective.value(f) - VectorVectorMult_DDRM.innerProd(dual, difference);
    }

    /**
     * How far the integrand reaches along each axis: the outermost nodes, on a coarse lattice over the ball that must contain it, of
     * terms that count.
     */
    private double[] reach() {
        int d = base.dimension();
        DMatrixRMaj dual = objective.gradient(f);
        double deviation = program.inputDeviation();
        double radius =
                Math.sqrt((gain(dual) + NEGLIGIBLE_LOG * program.entropyPenalty()) / base.inputPenalty()) + deviation;
        double[] ball = new double[d];
        Arrays.fill(ball, radius);
        LatticeRule coarse = new LatticeRule(deviation, ball, deviation, new double[d]);
        while (coarse.nodes() > settings.maxNodes()) {
            coarse = new LatticeRule(deviation, ball, coarse.step() * 1.5, new double[d]);
        }
        double scale = 1 / (4 * base.outputPenalty() * program.entropyPenalty());
        double[] top = {Double.NEGATIVE_INFINITY};
        coarse.forEach((w, logWeight) -> top[0] = Math.max(top[0], logWeight + scale * square(program.sums(w, dual))));
        double[] reach = new double[d];
        coarse.forEach((w, logWeight) -> {
            if (logWeight + scale * square(program.sums(w, dual)) > top[0] - NEGLIGIBLE_LOG) {
                for (int i = 0; i < d; i++) {
                    reach[i] = Math.max(reach[i], Math.abs(w[i]));
                }
            }
        });
        for (int i = 0; i < d; i++) {
            reach[i] = Math.min(radius, reach[i] + 2 * coarse.step());
        }
        return reach;
    }

    /** An upper bound of |S(w)|^2/(4 lambda_2) over all w. */
    private double gain(DMatrixRMaj dual) {
        double gain = 0;
        for (int j = 0; j < base.outputs(); j++) {
            double sum = 0;
            for (int n = 0; n < base.samples(); n++) {
                sum += Math.abs(dual.get(n, j)) * base.activation().bound();
            }
            gain += sum * sum / (4 * base.outputPenalty());
        }
        return gain;
    }

    private static double square(double[] sums) {
        double square = 0;
        for (double sum : sums) {
            square += sum * sum;
        }
        return square;
    }
}
