package org.featureflow.convex.certificate;

import java.util.function.BooleanSupplier;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.TwoLevelMeasure;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.core.numeric.Interval;

/**
 * A proved lower bound D(g) of the optimum of a two-level program, in outward-rounded arithmetic,
 * <pre>  D(g) = -(1/N) sum_n phi*(s_n) + min_w r(w; s/N),   s = N g</pre>
 * with the minimum over all w in R^d by interval branch and bound, or over the features of a dictionary only [FDZ], theory 5.3.
 *
 * <p>The dual point is given scaled, s = N g, because its entries are then exact: g itself need not be a double. Rows of a
 * softmax loss must sum to zero exactly; {@link #admissible} makes them. Immutable.
 */
public final class TwoLevelBound {

    /** What a bound ranges over. */
    public enum Scope {
        /** All probability measures on (u, w): the bound is one of the program. */
        ALL_FEATURES,
        /** Measures on the dictionary's features only: the optimum over all features may lie below. */
        DICTIONARY
    }

    /** How a search ended. The bound holds in every case. */
    public enum Outcome {
        /** The minimum was enclosed to the tolerance. */
        PROVED,
        /** A feature was found with a price below those of the given points, by more than the tolerance: give it too. */
        LOWER_PRICE_FOUND,
        /** The budget was spent, or the search was cancelled. */
        BUDGET
    }

    private final Scope scope;
    private final Outcome outcome;
    private final double value;
    private final double leastPrice;
    private final double[] leastFeature;
    private final long boxes;

    private TwoLevelBound(
            Scope scope, Outcome outcome, double value, double leastPrice, double[] leastFeature, long boxes) {
        this.scope = scope;
        this.outcome = outcome;
        this.value = value;
        this.leastPrice = leastPrice;
        this.leastFeature = leastFeature;
        this.boxes = boxes;
    }

    /**
     * Bounds the optimum over all features.
     *
     * @param program the program; its activation and loss must have enclosures
     * @param scaledDual s = N g, N x c, in the domain of phi*; not modified
     * @param points likely minimisers w of the price, one a row, M x d, from a local search; M may be 0
     * @param tolerance how far below the least price at the points the proved minimum may be, positive
     * @param maxBoxes the budget of boxes; about 5 microseconds each for N = 10, growing with N d^2
     * @param cancelled asked between boxes
     * @return the bound; minus infinity if the dual point leaves the domain of phi*
     * @throws IllegalArgumentException if a shape is wrong, the tolerance is not positive, or the activation has no enclosure
     */
    public static TwoLevelBound overAllFeatures(
            TwoLevelProgram program,
            DMatrixRMaj scaledDual,
            DMatrixRMaj points,
            double tolerance,
            long maxBoxes,
            BooleanSupplier cancelled) {
        checkPoints(program, points);
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("tolerance is " + tolerance + ": it must be positive");
        }
        double conjugate = conjugateUpper(program, scaledDual);
        PriceMinimum minimum = new PriceMinimum(
                new PriceEnclosure(program, scaledDual),
                program.dimension(),
                program.inputPenalty(),
                program.activation().parity());
        double[][] anchors = new double[points.numRows][];
        for (int a = 0; a < anchors.length; a++) {
            anchors[a] = row(points, a);
        }
        minimum.search(anchors, tolerance, maxBoxes, cancelled);
        Outcome outcome = minimum.least() - minimum.lower() <= 2 * tolerance
                ? Outcome.PROVED
                : minimum.boxes() < maxBoxes && !cancelled.getAsBoolean() ? Outcome.LOWER_PRICE_FOUND : Outcome.BUDGET;
        return new TwoLevelBound(
                Scope.ALL_FEATURES,
                outcome,
                Interval.addDown(minimum.lower(), -conjugate),
                minimum.least(),
                minimum.leastPoint(),
                minimum.boxes());
    }

    /**
     * Bounds the optimum over measures on a dictionary of features.
     *
     * @param program the program; its activation and loss must have enclosures
     * @param scaledDual s = N g, N x c, in the domain of phi*; not modified
     * @param dictionary the features w, one a row, K x d with K &gt;= 1
     * @return the bound; minus infinity if the dual point leaves the domain of phi*; costs O(N K (d + c))
     * @throws IllegalArgumentException if a shape is wrong or the activation has no enclosure
     */
    public static TwoLevelBound overDictionary(
            TwoLevelProgram program, DMatrixRMaj scaledDual, DMatrixRMaj dictionary) {
        checkPoints(program, dictionary);
        if (dictionary.numRows < 1) {
            throw new IllegalArgumentException("dictionary has no feature: at least one is needed");
        }
        double conjugate = conjugateUpper(program, scaledDual);
        PriceEnclosure prices = new PriceEnclosure(program, scaledDual);
        double lower = Double.POSITIVE_INFINITY;
        double least = Double.POSITIVE_INFINITY;
        double[] leastFeature = row(dictionary, 0);
        for (int k = 0; k < dictionary.numRows; k++) {
            double[] w = row(dictionary, k);
            Interval price = prices.at(w);
            lower = Math.min(lower, price.lower());
            if (price.upper() < least) {
                least = price.upper();
                leastFeature = w;
            }
        }
        return new TwoLevelBound(
                Scope.DICTIONARY, Outcome.PROVED, Interval.addDown(lower, -conjugate), least, leastFeature, 0);
    }

    /**
     * Encloses the objective at a measure, which bounds the optimum from above.
     *
     * @param program the program
     * @param measure the measure; its masses are divided by their sum, exactly
     * @return an interval that contains L(f) + lambda_2 int |u|^2 dp + lambda_1 int |w|^2 dp
     * @throws IllegalArgumentException if the measure has other numbers of inputs or outputs, or the activation no enclosure
     */
    public static Interval objective(TwoLevelProgram program, TwoLevelMeasure measure) {
        program.checkShape(measure);
        ActivationRange range = ActivationRange.of(program.activation());
        DMatrixRMaj x = program.inputs();
        Interval total = Interval.ZERO;
        for (int k = 0; k < measure.atoms(); k++) {
            total = total.plus(Interval.of(measure.mass(k)));
        }
        Interval[][] f = new Interval[program.samples()][program.outputs()];
        for (int n = 0; n < program.samples(); n++) {
            for (int j = 0; j < program.outputs(); j++) {
                f[n][j] = Interval.ZERO;
            }
            for (int k = 0; k < measure.atoms(); k++) {
                Interval z = Interval.ZERO;
                for (int i = 0; i < program.dimension(); i++) {
                    z = z.plus(Interval.of(x.get(n, i)).times(measure.inputWeight(k, i)));
                }
                Interval part = range.value(z).times(measure.mass(k)).dividedBy(total);
                for (int j = 0; j < program.outputs(); j++) {
                    f[n][j] = f[n][j].plus(part.times(measure.outputWeight(k, j)));
                }
            }
        }
        return program.objective().value(f).plus(penalty(program, measure).dividedBy(total));
    }

    private static Interval penalty(TwoLevelProgram program, TwoLevelMeasure measure) {
        Interval penalty = Interval.ZERO;
        for (int k = 0; k < measure.atoms(); k++) {
            Interval u = Interval.ZERO;
            for (int j = 0; j < program.outputs(); j++) {
                u = u.plus(Interval.of(measure.outputWeight(k, j)).square());
            }
            Interval w = Interval.ZERO;
            for (int i = 0; i < program.dimension(); i++) {
                w = w.plus(Interval.of(measure.inputWeight(k, i)).square());
            }
            Interval cost = u.times(program.outputPenalty()).plus(w.times(program.inputPenalty()));
            penalty = penalty.plus(cost.times(measure.mass(k)));
        }
        return penalty;
    }

    /**
     * Rounds a dual point so that bounds can be proved at it: entries are cut towards zero to multiples of 2^-46 of the largest,
     * whose sums are then exact, and rows of two or more entries that sum to zero up to that rounding get sum zero exactly. A
     * cut towards zero stays in the domain of every conjugate of theory section 1.
     *
     * @param scaledDual s = N g, N x c, finite; not modified
     * @return a new N x c matrix
     */
    public static DMatrixRMaj admissible(DMatrixRMaj scaledDual) {
        DMatrixRMaj rounded = scaledDual.copy();
        int c = rounded.numCols;
        double largest = 0;
        for (int i = 0; i < rounded.getNumElements(); i++) {
            largest = Math.max(largest, Math.abs(rounded.data[i]));
        }
        if (largest < 0x1p-900) {
            rounded.zero();
            return rounded;
        }
        double unit = Math.scalb(1.0, Math.getExponent(largest) - 46);
        for (int n = 0; n < rounded.numRows; n++) {
            double sum = 0;
            int top = n * c;
            for (int i = n * c; i < (n + 1) * c; i++) {
                double quotient = rounded.data[i] / unit;
                rounded.data[i] = (quotient < 0 ? Math.ceil(quotient) : Math.floor(quotient)) * unit;
                sum += rounded.data[i];
                top = Math.abs(rounded.data[i]) > Math.abs(rounded.data[top]) ? i : top;
            }
            if (c > 1 && Math.abs(sum) <= 2 * c * unit) {
                rounded.data[top] -= sum;
            }
        }
        return rounded;
    }

    private static double conjugateUpper(TwoLevelProgram program, DMatrixRMaj scaledDual) {
        program.checkDual(scaledDual);
        return ScaledConjugate.upper(program.objective(), scaledDual);
    }

    private static void checkPoints(TwoLevelProgram program, DMatrixRMaj points) {
        if (points.numRows > 0 && points.numCols != program.dimension()) {
            throw new IllegalArgumentException("points are " + points.numRows + " x " + points.numCols
                    + ": one column for each of " + program.dimension() + " inputs is needed");
        }
    }

    private static double[] row(DMatrixRMaj a, int k) {
        double[] row = new double[a.numCols];
        System.arraycopy(a.data, k * a.numCols, row, 0, a.numCols);
        return row;
    }

    /**
     * What the bound ranges over.
     *
     * @return the scope
     */
    public Scope scope() {
        return scope;
    }

    /**
     * How the search ended.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * The bound.
     *
     * @return a number at most the optimum over the scope
     */
    public double value() {
        return value;
    }

    /**
     * The least price seen.
     *
     * @return an upper bound of min_w r(w; g)
     */
    public double leastPrice() {
        return leastPrice;
    }

    /**
     * The feature with the least price seen.
     *
     * @return a copy of w, length d
     */
    public double[] leastFeature() {
        return leastFeature.clone();
    }

    /**
     * The work done.
     *
     * @return the number of boxes bounded
     */
    public long boxes() {
        return boxes;
    }
}
