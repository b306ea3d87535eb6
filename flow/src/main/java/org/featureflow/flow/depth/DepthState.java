package org.featureflow.flow.depth;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/**
 * The system at a measure: outputs, loss, adjoint, first variation and velocity, theory section 7.
 *
 * <p>Times are nodes: node j is the start of the j-th step of the scheme, 0 &lt;= j &lt; cells x substeps, and the last node is the
 * end. Values are computed when asked for and kept. Not safe for threads; values returned are copies.
 */
public final class DepthState {

    private final DepthProblem problem;
    private final BlockMeasure measure;
    private final DepthScheme scheme;
    private final double[][][][] stages;
    private final double[][] end;
    private final DMatrixRMaj output;
    private final double loss;
    private @Nullable Adjoint adjoint;
    private @Nullable BlockMeasure velocity;

    DepthState(DepthProblem problem, BlockMeasure measure, DepthScheme scheme) {
        this.problem = problem;
        this.measure = measure;
        this.scheme = scheme;
        this.stages = new double[measure.cells() * scheme.substeps()][][][];
        double[][] x = problem.start();
        for (int node = 0; node < stages.length; node++) {
            x = step(node, x);
        }
        this.end = x;
        this.output = problem.output(x);
        this.loss = problem.loss(output);
    }

    /**
     * The measure.
     *
     * @return rho
     */
    public BlockMeasure measure() {
        return measure;
    }

    /**
     * The loss.
     *
     * @return E(rho); not a number or infinite if the forward pass overflowed
     */
    public double loss() {
        return loss;
    }

    /**
     * The outputs.
     *
     * @return a copy, N x c
     */
    public DMatrixRMaj output() {
        return output.copy();
    }

    /**
     * The number of nodes before the end.
     *
     * @return cells x substeps
     */
    public int steps() {
        return stages.length;
    }

    /**
     * The states at a node.
     *
     * @param node from 0 to {@link #steps()}
     * @return a fresh matrix X(t), N x D
     */
    public DMatrixRMaj state(int node) {
        return new DMatrixRMaj(node == steps() ? end : stages[node][0]);
    }

    /**
     * The adjoint at a node, q(1) = w_1 (output - y), q' = - q grad_X F. Not divided by N.
     *
     * @param node from 0 to {@link #steps()}
     * @return a fresh matrix q(t), N x D
     */
    public DMatrixRMaj adjoint(int node) {
        return new DMatrixRMaj(backward().nodes[node]);
    }

    /**
     * The mean field at a node, F(X) = int f(X, theta) rho(theta, t) dtheta in the cell that starts at or contains the node.
     *
     * @param node from 0 to {@link #steps()} - 1
     * @return a fresh matrix F(X(t)), N x D
     */
    public DMatrixRMaj meanField(int node) {
        double[][] field = new double[problem.samples()][problem.block().stateDimension()];
        addField(node, 1, stages[node][0], field);
        return new DMatrixRMaj(field);
    }

    /**
     * The first variation dE/drho(theta, t) = mean over samples of q(t) . f(X(t), theta).
     *
     * @param node the time, from 0 to {@link #steps()}
     * @param theta a point of parameter space, length P
     * @return the first variation
     */
    public double firstVariation(int node, double[] theta) {
        double[][] x = node == steps() ? end : stages[node][0];
        double[][] q = backward().nodes[node];
        return meanProduct(q, x, theta);
    }

    /**
     * The mean of the first variation over a cell. It is the exact derivative of E in the mass put on theta in the cell, per length of the
     * cell, for the discrete system.
     *
     * @param cell i
     * @param theta a point of parameter space, length P
     * @return the derivative
     */
    public double cellVariation(int cell, double[] theta) {
        Adjoint back = backward();
        double sum = 0;
        for (int sub = 0; sub < scheme.substeps(); sub++) {
            int node = cell * scheme.substeps() + sub;
            for (int s = 0; s < scheme.stages(); s++) {
                sum += meanProduct(back.stages[node][s], stages[node][s], theta);
            }
        }
        return sum / scheme.substeps();
    }

    /**
     * The time derivative of the first variation by the Lie bracket, mean of q . (grad_X f F - grad_X F f).
     *
     * @param node from 0 to {@link #steps()} - 1
     * @param theta a point of parameter space, length P
     * @return the derivative in the interior of the cell, where rho does not jump
     */
    public double lieBracket(int node, double[] theta) {
        int dimension = problem.block().stateDimension();
        double sum = 0;
        for (int n = 0; n < problem.samples(); n++) {
            double[] x = stages[node][0][n];
            double[] q = backward().nodes[node][n];
            double[] field = new double[dimension];
            double[] fieldGradient = new double[dimension];
            double[][] particles = measure.particlesOf(node / scheme.substeps());
            for (double[] particle : particles) {
                problem.block().addValue(1.0 / particles.length, x, particle, field);
                problem.block().addStateGradient(1.0 / particles.length, x, particle, q, fieldGradient);
            }
            double[] value = new double[dimension];
            double[] gradient = new double[dimension];
            problem.block().addValue(1, x, theta, value);
            problem.block().addStateGradient(1, x, theta, q, gradient);
            sum += dot(gradient, field) - dot(fieldGradient, value);
        }
        return sum / problem.samples();
    }

    /**
     * The velocity of the gradient flow, theta_ik' = -(K / h_i) dE/dtheta_ik = -grad_theta of the first variation, averaged over
     * the cell. Cells of length 0 do not move.
     *
     * @return the velocity, of the measure's shape
     */
    public BlockMeasure velocity() {
        BlockMeasure known = velocity;
        if (known != null) {
            return known;
        }
        BlockMeasure computed = parameterGradient(backward(), -1.0 / problem.samples(), 0, problem.samples());
        velocity = computed;
        return computed;
    }

    /**
     * The gradients of the outputs in the parameters, per mass: the gradient of output k of sample n in theta_ij is (h_i / K) times that of the
     * entry n c + k. Costs c backward passes.
     */
    List<BlockMeasure> outputGradients() {
        BlockMeasure[] gradients = new BlockMeasure[problem.samples() * problem.outputs()];
        for (int k = 0; k < problem.outputs(); k++) {
            Adjoint back = backward(problem.readOutOf(k));
            for (int n = 0; n < problem.samples(); n++) {
                gradients[n * problem.outputs() + k] = parameterGradient(back, 1, n, n + 1);
            }
        }
        return List.of(gradients);
    }

    /** The sum over samples of scale times the mean over each cell of grad_theta q . f. */
    private BlockMeasure parameterGradient(Adjoint back, double factor, int from, int to) {
        double[][][] theta = new double[measure.cells()][measure.particles()][measure.parameterDimension()];
        double scale = factor / scheme.substeps();
        for (int node = 0; node < stages.length; node++) {
            int cell = node / scheme.substeps();
            double[][] particles = measure.particlesOf(cell);
            for (int s = 0; s < scheme.stages(); s++) {
                for (int k = 0; k < particles.length; k++) {
                    for (int n = from; n < to; n++) {
                        problem.block()
                                .addParameterGradient(
                                        scale,
                                        stages[node][s][n],
                                        particles[k],
                                        back.stages[node][s][n],
                                        theta[cell][k]);
                    }
                }
            }
        }
        return new BlockMeasure(measure.edges(), theta);
    }

    /**
     * The rate at which the flow loses energy, -dE/dtau = sum_i (h_i / K) sum_k |theta_ik'|^2.
     *
     * @return the squared norm of the velocity
     */
    public double energyRate() {
        return velocity().squaredNorm();
    }

    /**
     * The bound Lambda &gt;= int |grad_X F| dt by which exp(-Lambda) |q(1)| &lt;= |q(t)| &lt;= exp(Lambda) |q(1)|.
     *
     * @return the sum of the particles' Lipschitz constants, weighted by their masses
     */
    public double lipschitzBound() {
        double total = 0;
        for (int i = 0; i < measure.cells(); i++) {
            for (double[] particle : measure.particlesOf(i)) {
                total += measure.length(i) * problem.block().lipschitz(particle) / measure.particles();
            }
        }
        return total;
    }

    /** The derivative of E in the length of a cell: mean of q . F over the cell. */
    double lengthDerivative(int cell) {
        double sum = 0;
        for (double[] particle : measure.particlesOf(cell)) {
            sum += cellVariation(cell, particle);
        }
        return sum / measure.particles();
    }

    private double[][] step(int node, double[][] x) {
        double h = measure.length(node / scheme.substeps()) / scheme.substeps();
        double[][][] states = new double[scheme.stages()][][];
        double[][][] fields =
                new double[scheme.stages()][problem.samples()][problem.block().stateDimension()];
        double[][] next = copy(x);
        for (int s = 0; s < states.length; s++) {
            states[s] = copy(x);
            for (int r = 0; r < s; r++) {
                addScaled(h * scheme.coefficient(s, r), fields[r], states[s]);
            }
            addField(node, 1, states[s], fields[s]);
            addScaled(h * scheme.weight(s), fields[s], next);
        }
        stages[node] = states;
        return next;
    }

    private void addField(int node, double scale, double[][] x, double[][] out) {
        double[][] particles = measure.particlesOf(node / scheme.substeps());
        for (double[] particle : particles) {
            for (int n = 0; n < x.length; n++) {
                problem.block().addValue(scale / particles.length, x[n], particle, out[n]);
            }
        }
    }

    /** The adjoint of the Runge-Kutta step: p_s = b_s q + sum_{r > s} a_rs l_r, l_s = h grad F(X_s)^T p_s, q -&gt; q + sum_s l_s. */
    private Adjoint backward() {
        Adjoint known = adjoint;
        if (known != null) {
            return known;
        }
        Adjoint computed = backward(problem.lastAdjoint(output));
        adjoint = computed;
        return computed;
    }

    private Adjoint backward(double[][] last) {
        Adjoint back = new Adjoint(stages.length, scheme.stages());
        back.nodes[stages.length] = last;
        for (int node = stages.length - 1; node >= 0; node--) {
            double[][] particles = measure.particlesOf(node / scheme.substeps());
            double scale = measure.length(node / scheme.substeps()) / (scheme.substeps() * particles.length);
            double[][] q = back.nodes[node + 1];
            double[][] previous = copy(q);
            double[][][] pulled = new double[scheme.stages()][q.length][q[0].length];
            for (int s = scheme.stages() - 1; s >= 0; s--) {
                double[][] p = new double[q.length][q[0].length];
                addScaled(scheme.weight(s), q, p);
                for (int r = s + 1; r < scheme.stages(); r++) {
                    addScaled(scheme.coefficient(r, s), pulled[r], p);
                }
                for (double[] particle : particles) {
                    for (int n = 0; n < q.length; n++) {
                        problem.block().addStateGradient(scale, stages[node][s][n], particle, p[n], pulled[s][n]);
                    }
                }
                addScaled(1, pulled[s], previous);
                back.stages[node][s] = p;
            }
            back.nodes[node] = previous;
        }
        return back;
    }

    private double meanProduct(double[][] q, double[][] x, double[] theta) {
        double sum = 0;
        for (int n = 0; n < x.length; n++) {
            double[] value = new double[x[n].length];
            problem.block().addValue(1, x[n], theta, value);
            sum += dot(q[n], value);
        }
        return sum / x.length;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void addScaled(double scale, double[][] a, double[][] out) {
        for (int n = 0; n < a.length; n++) {
            for (int i = 0; i < a[n].length; i++) {
                out[n][i] += scale * a[n][i];
            }
        }
    }

    private static double[][] copy(double[][] a) {
        double[][] copy = new double[a.length][];
        for (int n = 0; n < a.length; n++) {
            copy[n] = a[n].clone();
        }
        return copy;
    }

    /** q at the nodes, and p at the stages of every step. */
    private static final class Adjoint {
        private final double[][][] nodes;
        private final double[][][][] stages;

        Adjoint(int steps, int stages) {
            this.nodes = new double[steps + 1][][];
            this.stages = new double[steps][stages][][];
        }
    }
}
