package org.featureflow.verify.catalogue.lmlly;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.flow.depth.Block;
import org.featureflow.flow.depth.BlockMeasure;
import org.featureflow.flow.depth.DepthScheme;
import org.featureflow.flow.depth.DepthState;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/** Theory section 7: d/dt of the first variation is the mean of q . (grad_X f F - grad_X F f), a Lie bracket. */
final class LieBracket {

    private static final int STEPS = 64;
    private static final int NODE = STEPS / 2;

    /** States and adjoints are off by (1/64)^4 = 6e-8 times constants that cancel in part; differences of order 4 by as much. */
    private static final double TOLERANCE = 1e-6;

    private LieBracket() {}

    static Claim claim() {
        return new StatedClaim(
                "lmlly-lie-bracket",
                "d/dt dE/drho(theta, t) = mean q . (grad_X f F - grad_X F f)",
                "[LMLLY] sec. 3, theory section 7",
                "a difference above " + TOLERANCE + " (1 + size)",
                Verdict.SUPPORTED,
                3,
                streams -> DepthInstance.draw(streams, 1, 4),
                (spec, products) -> check(spec, -1));
    }

    static Claim control() {
        return new StatedClaim(
                "lmlly-control-adjoint-sign",
                "the Lie-bracket identity holds with the adjoint q' = +q grad_X F",
                "negative control of the Lie-bracket identity: the adjoint's sign is wrong",
                "this control is sound if it is refuted",
                Verdict.REFUTED,
                2,
                streams -> DepthInstance.draw(streams, 1, 4),
                (spec, products) -> check(spec, +1));
    }

    /** The adjoint is integrated here, backwards from the node's right, so that its sign is this class's own. */
    private static Outcome check(InstanceSpec spec, int sign) {
        DepthInstance instance = DepthInstance.of(spec);
        BlockMeasure measure = instance.measure("measure", 1, spec.width());
        DepthState state = instance.problem().at(measure, DepthScheme.rungeKutta(STEPS));
        double[] theta = instance.measure("theta", 1, 1).theta(0, 0);
        double[] variations = new double[5];
        DMatrixRMaj q = state.adjoint(NODE + 2);
        for (int i = 4; i >= 0; i--) {
            int node = NODE - 2 + i;
            variations[i] = product(instance.problem().block(), q, state.state(node), theta);
            if (i > 0) {
                q = back(instance.problem().block(), measure, state, node, q, sign);
            }
        }
        double h = 1.0 / STEPS;
        double difference = (8 * (variations[3] - variations[1]) - (variations[4] - variations[0])) / (12 * h);
        double bracket = state.lieBracket(NODE, theta);
        double discrepancy = Math.abs(difference - bracket) / (1 + Math.abs(bracket));
        return new Outcome(
                discrepancy <= TOLERANCE ? Verdict.SUPPORTED : Verdict.REFUTED,
                instance.hypotheses(),
                List.of(
                        new Evidence("Lie bracket", bracket),
                        new Evidence("time derivative by differences", difference),
                        new Evidence("discrepancy", discrepancy),
                        new Evidence("tolerance", TOLERANCE)));
    }

    /** One step of Runge and Kutta's method for q' = sign q grad_X F, over [node - 1, node], with states in between by F's own steps. */
    private static DMatrixRMaj back(
            Block block, BlockMeasure measure, DepthState state, int node, DMatrixRMaj q, int sign) {
        double h = -1.0 / STEPS;
        DMatrixRMaj right = state.state(node);
        DMatrixRMaj left = state.state(node - 1);
        DMatrixRMaj middle = middle(left, right, state.meanField(node - 1), state.meanField(node));
        DMatrixRMaj k1 = slope(block, measure, right, q, sign);
        DMatrixRMaj k2 = slope(block, measure, middle, plus(q, h / 2, k1), sign);
        DMatrixRMaj k3 = slope(block, measure, middle, plus(q, h / 2, k2), sign);
        DMatrixRMaj k4 = slope(block, measure, left, plus(q, h, k3), sign);
        return plus(plus(plus(plus(q, h / 6, k1), h / 3, k2), h / 3, k3), h / 6, k4);
    }

    /** Hermite's cubic interpolation at the middle, of order 4. */
    private static DMatrixRMaj middle(
            DMatrixRMaj left, DMatrixRMaj right, DMatrixRMaj leftSlope, DMatrixRMaj rightSlope) {
        DMatrixRMaj middle = new DMatrixRMaj(left.numRows, left.numCols);
        for (int i = 0; i < middle.data.length; i++) {
            middle.data[i] =
                    (left.data[i] + right.data[i]) / 2 + (leftSlope.data[i] - rightSlope.data[i]) / (8 * STEPS);
        }
        return middle;
    }

    private static DMatrixRMaj slope(Block block, BlockMeasure measure, DMatrixRMaj x, DMatrixRMaj q, int sign) {
        DMatrixRMaj slope = new DMatrixRMaj(x.numRows, x.numCols);
        for (int n = 0; n < x.numRows; n++) {
            double[] out = new double[x.numCols];
            for (int k = 0; k < measure.particles(); k++) {
                block.addStateGradient(
                        (double) sign / measure.particles(), row(x, n), measure.theta(0, k), row(q, n), out);
            }
            System.arraycopy(out, 0, slope.data, n * x.numCols, x.numCols);
        }
        return slope;
    }

    private static double product(Block block, DMatrixRMaj q, DMatrixRMaj x, double[] theta) {
        double sum = 0;
        for (int n = 0; n < x.numRows; n++) {
            double[] value = new double[x.numCols];
            block.addValue(1, row(x, n), theta, value);
            for (int i = 0; i < value.length; i++) {
                sum += q.get(n, i) * value[i] / x.numRows;
            }
        }
        return sum;
    }

    private static double[] row(DMatrixRMaj matrix, int row) {
        return Arrays.copyOfRange(matrix.data, row * matrix.numCols, (row + 1) * matrix.numCols);
    }

    private static DMatrixRMaj plus(DMatrixRMaj a, double factor, DMatrixRMaj b) {
        DMatrixRMaj sum = a.copy();
        for (int i = 0; i < sum.data.length; i++) {
            sum.data[i] += factor * b.data[i];
        }
        return sum;
    }
}
