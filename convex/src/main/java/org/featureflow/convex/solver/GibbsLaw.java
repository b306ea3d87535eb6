package org.featureflow.convex.solver;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.EntropicProgram;
import org.featureflow.convex.program.TwoLevelMeasure;
import org.featureflow.convex.program.TwoLevelProgram;

/**
 * The Gibbs law of a dual point g of an entropic program: density proportional to gamma(u, w) exp(-u . S(w)/lambda_3), that is
 * w of density proportional to gamma(w) exp(|S(w)|^2/(4 lambda_2 lambda_3)) and, given w, u Gaussian of mean -S(w)/(2 lambda_2) and
 * variance lambda_3/(2 lambda_2) [FDZ], theory 5.3. Integrals over w are by the quadrature rule of the solution. Immutable.
 */
public final class GibbsLaw {

    /** The evaluations of h that fresh lattices may cost a call of {@code sample}. */
    private static final double LATTICE_BUDGET = 2e6;

    private final EntropicProgram program;
    private final DMatrixRMaj dual;
    private final WeightRule rule;
    private final double logPartition;
    private final DMatrixRMaj meanPrediction;
    private final double objective;

    GibbsLaw(EntropicProgram program, DMatrixRMaj dual, List<? extends WeightRule> rules) {
        this.program = program;
        this.dual = dual.copy();
        this.rule = rules.get(0);
        GibbsMoments moments = new GibbsMoments(program, dual, rules, false);
        this.logPartition = moments.logPartition();
        this.meanPrediction = moments.prediction();
        this.objective = program.twoLevel().objective().value(meanPrediction)
                + program.entropyPenalty() * moments.relativeEntropy()
                + program.constant();
    }

    /**
     * The dual point.
     *
     * @return a copy of g, N x c
     */
    public DMatrixRMaj dual() {
        return dual.copy();
    }

    /**
     * The logarithm of the partition function, ln E_w exp(|S(w)|^2/(4 lambda_2 lambda_3)) under gamma.
     *
     * @return the logarithm
     */
    public double logPartition() {
        return logPartition;
    }

    /**
     * The mean prediction f_n = E[u h(w . x_n)].
     *
     * @return a copy, N x c
     */
    public DMatrixRMaj meanPrediction() {
        return meanPrediction.copy();
    }

    /**
     * The objective of the law, an upper bound of the optimum up to quadrature.
     *
     * @return L(f) + lambda_3 KL(p | gamma) + constant
     */
    public double objective() {
        return objective;
    }

    /**
     * The logarithm of the density at a point.
     *
     * @param u output weights, length c, not modified
     * @param w input weights, length d, not modified
     * @return ln p(u, w), with respect to Lebesgue measure; costs O(N (d + c))
     * @throws IllegalArgumentException if a length is wrong
     */
    public double logDensity(double[] u, double[] w) {
        if (u.length != program.twoLevel().outputs()) {
            throw new IllegalArgumentException("output weights have " + u.length + " entries, the program "
                    + program.twoLevel().outputs() + " outputs: they must agree");
        }
        double[] sums = program.sums(w, dual);
        double value = -logPartition;
        for (int j = 0; j < u.length; j++) {
            value += logGaussian(u[j], program.outputDeviation()) - u[j] * sums[j] / program.entropyPenalty();
        }
        for (double weight : w) {
            value += logGaussian(weight, program.inputDeviation());
        }
        return value;
    }

    private static double logGaussian(double x, double deviation) {
        double scaled = x / deviation;
        return -scaled * scaled / 2 - StrictMath.log(deviation) - 0.5 * StrictMath.log(2 * Math.PI);
    }

    /**
     * Draws atoms of equal mass from the law.
     *
     * <p>On a lattice (d &lt;= 3): a lattice is shifted at random and a node drawn by weight. Since every shift integrates equally
     * well, each sample has the exact law up to quadrature error. Samples that share a lattice (as few as a budget of 2e6
     * evaluations of h allows) are uncorrelated for smooth functions, though not independent. Above dimension 3 nodes of shifted
     * Sobol sets are resampled, which is exact only as the set grows.
     *
     * @param count the number of atoms, at least 1
     * @param random the stream to draw from, which is advanced
     * @return a measure of {@code count} atoms of mass 1/count
     * @throws IllegalArgumentException if the count is below 1
     */
    public TwoLevelMeasure sample(int count, RandomGenerator random) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + ": at least one atom is needed");
        }
        TwoLevelProgram base = program.twoLevel();
        DMatrixRMaj w = new DMatrixRMaj(count, base.dimension());
        int lattices = (int) Math.max(1, Math.min(count, LATTICE_BUDGET / rule.nodes() / base.samples()));
        for (int block = 0; block < lattices; block++) {
            int from = (int) ((long) count * block / lattices);
            int to = (int) ((long) count * (block + 1) / lattices);
            fill(w, from, to, rule.shifted(random), random);
        }
        DMatrixRMaj p = new DMatrixRMaj(count, 1);
        DMatrixRMaj u = new DMatrixRMaj(count, base.outputs());
        for (int k = 0; k < count; k++) {
            p.data[k] = 1.0 / count;
            double[] feature = Arrays.copyOfRange(w.data, k * w.numCols, (k + 1) * w.numCols);
            double[] sums = program.sums(feature, dual);
            for (int j = 0; j < sums.length; j++) {
                u.set(k, j, -sums[j] / (2 * base.outputPenalty()) + program.outputDeviation() * random.nextGaussian());
            }
        }
        return new TwoLevelMeasure(p, u, w);
    }

    /** Draws rows of w among the nodes of a rule: one pass for the weights, one for the nodes drawn. */
    private void fill(DMatrixRMaj w, int from, int to, WeightRule nodes, RandomGenerator random) {
        double scale = 1 / (4 * program.twoLevel().outputPenalty() * program.entropyPenalty());
        double[] cumulative = new double[Math.toIntExact(nodes.nodes())];
        int[] cursor = new int[1];
        nodes.forEach((node, logWeight) -> {
            double square = 0;
            for (double sum : program.sums(node, dual)) {
                square += sum * sum;
            }
            cumulative[cursor[0]++] = logWeight + square * scale;
        });
        double top = Arrays.stream(cumulative).max().orElseThrow();
        double total = 0;
        for (int i = 0; i < cumulative.length; i++) {
            total += StrictMath.exp(cumulative[i] - top);
            cumulative[i] = total;
        }
        int[] drawn = new int[to - from];
        Integer[] order = new Integer[to - from];
        for (int k = 0; k < drawn.length; k++) {
            int found = Arrays.binarySearch(cumulative, random.nextDouble() * total);
            drawn[k] = Math.min(cumulative.length - 1, found < 0 ? -found - 1 : found);
            order[k] = k;
        }
        Arrays.sort(order, (a, b) -> Integer.compare(drawn[a], drawn[b]));
        int[] node = new int[2];
        nodes.forEach((weights, logWeight) -> {
            while (node[1] < order.length && drawn[order[node[1]]] == node[0]) {
                System.arraycopy(weights, 0, w.data, (from + order[node[1]]) * w.numCols, w.numCols);
                node[1]++;
            }
            node[0]++;
        });
    }
}
