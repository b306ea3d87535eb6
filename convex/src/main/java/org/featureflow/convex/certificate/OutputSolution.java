package org.featureflow.convex.certificate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace.Block;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.Interval;

/**
 * A primal and a dual point of an output program with proved bounds on its optimum (infimum, attained or not); theory section 5.1.
 *
 * <p>Upper end: L at the exactly feasible f = B z of the coordinates z, products summed exactly, the loss enclosed. Lower end:
 * -(1/N) sum phi*(N s_n) for an s that is exactly orthogonal to S, next to the given one, and enclosed; where that is not proved
 * the bound of unrestricted outputs, -(1/N) sum phi*(0), in which case {@link #shortfall} says why. Blocks of S are bounded one by
 * one, each by the better of the two. However bad the points are, the bounds hold.
 *
 * <p>Immutable.
 */
public final class OutputSolution {

    private final OutputProgram program;
    private final DMatrixRMaj coordinates;
    private final DMatrixRMaj dualPoint;
    private final Interval optimum;
    private final String shortfall;

    private OutputSolution(
            OutputProgram program, DMatrixRMaj coordinates, DMatrixRMaj dualPoint, Interval optimum, String shortfall) {
        this.program = program;
        this.coordinates = coordinates;
        this.dualPoint = dualPoint;
        this.optimum = optimum;
        this.shortfall = shortfall;
    }

    /**
     * Proves bounds from a primal and a dual point.
     *
     * @param program the program
     * @param coordinates z of a point f = B z of S, dimension x c, finite, copied
     * @param dualPoint s, N x c, finite, nearly orthogonal to S; copied. For a minimiser f it is the gradient of L at f.
     * @return the points with bounds; costs O(N r (r + c)) operations for a block with r generators
     * @throws IllegalArgumentException if a shape does not fit or an entry is not finite
     */
    public static OutputSolution certify(OutputProgram program, DMatrixRMaj coordinates, DMatrixRMaj dualPoint) {
        Objective objective = program.objective();
        check("coordinates", coordinates, program.subspace().dimension(), objective.outputs());
        check("dual point", dualPoint, objective.samples(), objective.outputs());
        DMatrixRMaj scaled = dualPoint.copy();
        for (int i = 0; i < scaled.getNumElements(); i++) {
            scaled.data[i] *= objective.samples();
        }
        List<String> shortfalls = new ArrayList<>();
        Interval[][] outputs = zeros(objective);
        double lower = 0;
        int offset = 0;
        boolean[] covered = new boolean[objective.samples()];
        for (Block block : program.subspace().blocks()) {
            enclose(block, coordinates, offset, outputs);
            offset += block.dimension();
            block.rows().forEach(row -> covered[row] = true);
            DualBound bound = new DualBound(program, block, scaled, outputs);
            lower = Interval.addDown(lower, bound.lower());
            if (!bound.shortfall().isEmpty() && !shortfalls.contains(bound.shortfall())) {
                shortfalls.add(bound.shortfall());
            }
        }
        for (int n = 0; n < covered.length; n++) {
            if (!covered[n]) {
                // Every output here is zero, and so is the loss of no other.
                double value =
                        objective.loss().value(outputs[n], objective.target(n)).lower();
                lower = Interval.addDown(lower, value);
            }
        }
        double upper = objective.value(outputs).upper() + 0.0; // so that -0 prints as 0
        double mean = Interval.of(Math.max(lower, -Double.MAX_VALUE))
                .dividedBy(objective.samples())
                .lower();
        Interval optimum = new Interval(lower == Double.NEGATIVE_INFINITY ? lower : mean, upper);
        if (upper == Double.POSITIVE_INFINITY) {
            shortfalls.add("the loss " + objective.loss().name() + " at the feasible point is not enclosed");
        }
        return new OutputSolution(
                program, coordinates.copy(), dualPoint.copy(), optimum, String.join("; ", shortfalls));
    }

    /**
     * The program.
     *
     * @return the program these points belong to
     */
    public OutputProgram program() {
        return program;
    }

    /**
     * The coordinates of the feasible point.
     *
     * @return a copy of z, dimension x c
     */
    public DMatrixRMaj coordinates() {
        return coordinates.copy();
    }

    /**
     * The feasible point.
     *
     * @return f = B z, rounded; N x c
     */
    public DMatrixRMaj outputs() {
        return program.subspace().outputs(coordinates);
    }

    /**
     * The dual point.
     *
     * @return a copy of s as given, N x c; the point that proves the bound lies next to it
     */
    public DMatrixRMaj dualPoint() {
        return dualPoint.copy();
    }

    /**
     * Proved bounds on the optimum.
     *
     * @return an interval that contains the infimum of L over S
     */
    public Interval optimum() {
        return optimum;
    }

    /**
     * The proved gap.
     *
     * @return the width of the optimum's interval, rounded up
     */
    public double gap() {
        return optimum.width() + 0.0;
    }

    /**
     * Whether both ends come from the points given. If not, the interval still holds but is wide, and only floating point speaks
     * for {@link #floatingDualValue()}.
     *
     * @return whether {@link #shortfall()} is empty
     */
    public boolean isProved() {
        return shortfall.isEmpty();
    }

    /**
     * What could not be proved.
     *
     * @return reasons, empty if there are none
     */
    public String shortfall() {
        return shortfall;
    }

    /**
     * The dual value at the dual point as given, in floating point: evidence, not a bound.
     *
     * @return -(1/N) sum phi*(N s_n), minus infinity outside the domain
     */
    public double floatingDualValue() {
        return -program.objective().conjugate(dualPoint);
    }

    @Override
    public String toString() {
        return "optimum in " + optimum + (isProved() ? "" : " (" + shortfall + ")");
    }

    private static void enclose(Block block, DMatrixRMaj coordinates, int offset, Interval[][] outputs) {
        DMatrixRMaj generators = block.generators();
        for (int i = 0; i < generators.numRows; i++) {
            for (int k = 0; k < coordinates.numCols; k++) {
                ExactSum sum = new ExactSum();
                for (int j = 0; j < generators.numCols; j++) {
                    sum.add(generators.get(i, j), coordinates.get(offset + j, k));
                }
                outputs[block.row(i)][k] = sum.enclosure();
            }
        }
    }

    private static Interval[][] zeros(Objective objective) {
        Interval[][] zeros = new Interval[objective.samples()][objective.outputs()];
        for (Interval[] row : zeros) {
            Arrays.fill(row, Interval.ZERO);
        }
        return zeros;
    }

    private static void check(String what, DMatrixRMaj a, int rows, int cols) {
        if (a.numRows != rows || a.numCols != cols) {
            throw new IllegalArgumentException(
                    what + " " + a.numRows + " x " + a.numCols + ": the program needs " + rows + " x " + cols);
        }
        for (int i = 0; i < a.getNumElements(); i++) {
            if (!Double.isFinite(a.data[i])) {
                throw new IllegalArgumentException(
                        what + " entry " + (i + 1) + " is " + a.data[i] + ": use finite numbers");
            }
        }
    }
}
