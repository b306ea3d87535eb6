package org.featureflow.convex.certificate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.FeatureDual;
import org.featureflow.convex.program.FeaturePoint;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.core.numeric.Interval;

/**
 * Proved numbers of a feature program, theory section 5.2, in outward-rounded arithmetic: a lower bound of its optimum at a dual point,
 * and the value and the violation of a primal point. Nothing is solved, and the points need not be good.
 *
 * <p>That the value of a point that satisfies its constraints nearly bounds the optimum from above, nearly, is not proved here.
 */
public final class FeatureBound {

    private FeatureBound() {}

    /**
     * The dual value at g = s/N and M, rounded down, for a Res-Net
     *
     * <pre>
     *   -(1/N) sum_n phi*(s_n) + min_k [ lambda_1 q_k + sum_l M^l_k . alpha^l_k - |g^T A^L_k|^2/(4 lambda_{L+1})
     *                                    - sum_l (max_j |M^l_j . A^{l-1}_k|)^2/(4 lambda_l) ];
     * </pre>
     *
     * for a DNN the minimum is taken in each layer and the minima are added.
     *
     * @param program the program
     * @param scaledDual s = N g, N x c, whose doubles are exact; rows of a softmax loss sum to zero
     * @param multipliers M^2..M^L, N x K_l
     * @return a number at most the optimum; minus infinity if s leaves the domain of phi*; costs O(N L K^2) interval operations
     * @throws IllegalArgumentException if a shape is not the program's, naming both
     */
    public static double dual(FeatureProgram program, DMatrixRMaj scaledDual, List<DMatrixRMaj> multipliers) {
        program.checkShapes(new FeatureDual(scaledDual, multipliers));
        double conjugate = ScaledConjugate.upper(program.objective(), scaledDual);
        if (conjugate == Double.POSITIVE_INFINITY) {
            return Double.NEGATIVE_INFINITY;
        }
        int depth = program.depth();
        List<Interval[]> brackets = new ArrayList<>();
        for (int layer = 1; layer <= program.simplices(); layer++) {
            Interval[] bracket = new Interval[program.atoms(layer)];
            Arrays.fill(bracket, Interval.ZERO);
            brackets.add(bracket);
        }
        double[] cost = program.inputCost();
        add(
                brackets.get(program.simplex(1)),
                k -> Interval.of(cost[k]).times(program.lambda().input()));
        for (int layer = 2; layer <= depth; layer++) {
            DMatrixRMaj m = multipliers.get(layer - 2);
            DMatrixRMaj reproduced = program.reproduced(layer);
            add(brackets.get(program.simplex(layer)), j -> dot(m, j, reproduced, j));
            DMatrixRMaj source = program.activated(layer - 1);
            double lambda = program.lambda().hidden().get(layer - 2);
            add(brackets.get(program.simplex(layer - 1)), k -> price(largest(m, source, k), lambda));
        }
        DMatrixRMaj last = program.activated(depth);
        add(
                brackets.get(program.simplex(depth)),
                k -> price(correlation(scaledDual, last, k), program.lambda().output()));
        double bound = -conjugate;
        for (Interval[] bracket : brackets) {
            bound = Interval.addDown(
                    bound,
                    Arrays.stream(bracket).mapToDouble(Interval::lower).min().orElseThrow());
        }
        return bound;
    }

    /**
     * Encloses the objective at a point, feasible or not.
     *
     * @param program the program
     * @param point the point
     * @return an interval that contains the exact value for the doubles of the point; its upper end is infinite if an atom with weights
     *     has no positive mass; costs O(N K c + L K^2)
     * @throws IllegalArgumentException if a shape is not the program's, naming both
     */
    public static Interval value(FeatureProgram program, FeaturePoint point) {
        program.checkShapes(point);
        int depth = program.depth();
        DMatrixRMaj c = point.output();
        Interval value = program.objective().value(product(program.activated(depth), c));
        double[] first = point.masses(program.simplex(1));
        double[] cost = program.inputCost();
        Interval part = Interval.ZERO;
        for (int k = 0; k < first.length; k++) {
            part = part.plus(Interval.of(first[k]).times(cost[k]));
        }
        value = value.plus(part.times(program.lambda().input()));
        for (int layer = 2; layer <= depth; layer++) {
            double[] source = point.masses(program.simplex(layer - 1));
            DMatrixRMaj w = point.weights().get(layer - 2);
            part = Interval.ZERO;
            for (int k = 0; k < source.length; k++) {
                Interval norm = Interval.ZERO;
                for (int j = 0; j < w.numCols; j++) {
                    norm = norm.plus(Interval.of(Math.abs(w.get(k, j))));
                }
                part = part.plus(perMass(norm.square(), source[k]));
            }
            value = value.plus(part.times(program.lambda().hidden().get(layer - 2)));
        }
        double[] last = point.masses(program.simplex(depth));
        part = Interval.ZERO;
        for (int k = 0; k < last.length; k++) {
            Interval square = Interval.ZERO;
            for (int i = 0; i < c.numCols; i++) {
                square = square.plus(Interval.of(c.get(k, i)).square());
            }
            part = part.plus(perMass(square, last[k]));
        }
        return value.plus(part.times(program.lambda().output()));
    }

    /**
     * How far a point is from feasible, rounded up: the largest absolute entry of A^{l-1} W^l_j - p_j alpha^l_j, of sum p - 1, and of the
     * negative part of p.
     *
     * @param program the program
     * @param point the point
     * @return a number at least the violation of the doubles of the point; costs O(N L K^2) interval operations
     * @throws IllegalArgumentException if a shape is not the program's, naming both
     */
    public static double violation(FeatureProgram program, FeaturePoint point) {
        program.checkShapes(point);
        double violation = 0;
        for (double[] p : point.masses()) {
            Interval sum = Interval.of(-1);
            for (double mass : p) {
                sum = sum.plus(Interval.of(mass));
                violation = Math.max(violation, -mass);
            }
            violation = Math.max(violation, sum.magnitude());
        }
        for (int layer = 2; layer <= program.depth(); layer++) {
            double[] p = point.masses(program.simplex(layer));
            DMatrixRMaj reproduced = program.reproduced(layer);
            Interval[][] product =
                    product(program.activated(layer - 1), point.weights().get(layer - 2));
            for (int n = 0; n < product.length; n++) {
                for (int j = 0; j < p.length; j++) {
                    Interval wanted = Interval.of(reproduced.get(n, j)).times(p[j]);
                    violation = Math.max(violation, product[n][j].minus(wanted).magnitude());
                }
            }
        }
        return violation;
    }

    private interface Term {
        Interval of(int atom);
    }

    private static void add(Interval[] bracket, Term term) {
        for (int k = 0; k < bracket.length; k++) {
            bracket[k] = bracket[k].plus(term.of(k));
        }
    }

    /** -square/(4 lambda). */
    private static Interval price(Interval square, double lambda) {
        return square.dividedBy(Interval.of(lambda).times(4)).negate();
    }

    /** (max_j |M_j . A_k|)^2. */
    private static Interval largest(DMatrixRMaj m, DMatrixRMaj activated, int k) {
        Interval largest = Interval.ZERO;
        for (int j = 0; j < m.numCols; j++) {
            largest = largest.max(dot(m, j, activated, k).abs());
        }
        return largest.square();
    }

    /** |s^T A_k / N|^2. */
    private static Interval correlation(DMatrixRMaj s, DMatrixRMaj activated, int k) {
        Interval sum = Interval.ZERO;
        for (int i = 0; i < s.numCols; i++) {
            sum = sum.plus(dot(s, i, activated, k).dividedBy(s.numRows).square());
        }
        return sum;
    }

    /** A column of one matrix times a column of another. */
    private static Interval dot(DMatrixRMaj a, int i, DMatrixRMaj b, int k) {
        double down = 0;
        double up = 0;
        for (int n = 0; n < a.numRows; n++) {
            double x = a.get(n, i);
            double y = b.get(n, k);
            down = Interval.addDown(down, Interval.multiplyDown(x, y));
            up = Interval.addUp(up, Interval.multiplyUp(x, y));
        }
        return new Interval(down, up);
    }

    private static Interval[][] product(DMatrixRMaj a, DMatrixRMaj b) {
        Interval[][] product = new Interval[a.numRows][b.numCols];
        for (int n = 0; n < a.numRows; n++) {
            for (int j = 0; j < b.numCols; j++) {
                double down = 0;
                double up = 0;
                for (int k = 0; k < a.numCols; k++) {
                    down = Interval.addDown(down, Interval.multiplyDown(a.get(n, k), b.get(k, j)));
                    up = Interval.addUp(up, Interval.multiplyUp(a.get(n, k), b.get(k, j)));
                }
                product[n][j] = new Interval(down, up);
            }
        }
        return product;
    }

    /** A square over a mass; 0 for an atom without either. */
    private static Interval perMass(Interval square, double mass) {
        if (square.upper() == 0) {
            return Interval.ZERO;
        }
        return mass > 0 ? square.dividedBy(mass) : new Interval(0, Double.POSITIVE_INFINITY);
    }
}
