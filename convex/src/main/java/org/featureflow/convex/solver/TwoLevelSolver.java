package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.convex.certificate.TwoLevelBound;
import org.featureflow.convex.program.TwoLevelMeasure;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.convex.solver.TwoLevelSettings.Progress;
import org.featureflow.convex.solver.TwoLevelSolution.Status;
import org.featureflow.core.numeric.Interval;
import org.featureflow.core.numeric.RandomStreams;

/**
 * Solves two-level programs by column generation [FDZ], theory 5.3.
 *
 * <p>A round solves the program on the dictionary of features by an interior point method, moves the atoms that carry mass by
 * Newton's method, and adds the features of least price that a local search finds. When the gap is closed as far as the search
 * can tell, interval branch and bound over all of R^d proves it (d &lt;= 3) or returns a feature the search had missed.
 */
public final class TwoLevelSolver {

    /** The largest dimension in which branch and bound is tried. */
    public static final int MAX_PROVED_DIMENSION = 3;

    /** Features added a round. */
    private static final int NEW_FEATURES = 8;

    /** Masses below this leave the dictionary; the search finds their features again if they are of use. */
    private static final double NEGLIGIBLE = 1e-9;

    /** Atoms whose features differ by less than this, relative to sup |h|, are merged before polishing. */
    private static final double MERGE = 0.05;

    /** Atoms closer than this, relative to sup |h|, are one atom after polishing. */
    private static final double SAME = 1e-7;

    /** Unknowns beyond which polishing, of cubic cost, is left out. */
    private static final int MAX_POLISHED_UNKNOWNS = 250;

    private final TwoLevelProgram program;
    private final TwoLevelSettings settings;
    private final RandomStreams streams;

    /** Every feature that was ever in a dictionary: what a bound over the dictionary is over. */
    private final List<double[]> pool = new ArrayList<>();

    private TwoLevelMeasure best;
    private double upper;
    private DMatrixRMaj bestDual;
    private DMatrixRMaj bestPoints;
    private double lower = Double.NEGATIVE_INFINITY;
    private long boxes;

    private TwoLevelSolver(TwoLevelProgram program, TwoLevelSettings settings) {
        this.program = program;
        this.settings = settings;
        this.streams = new RandomStreams(settings.seed()).child("two-level");
        this.best = new TwoLevelMeasure(
                DMatrixRMaj.wrap(1, 1, new double[] {1}),
                new DMatrixRMaj(1, program.outputs()),
                new DMatrixRMaj(1, program.dimension()));
        this.upper = program.objective(best);
        this.bestDual = scaledDual(program.objective().gradient(program.predictions(best)));
        this.bestPoints = new DMatrixRMaj(1, program.dimension());
    }

    /**
     * Solves a program.
     *
     * @param program the program, whose activation must have enclosures
     * @param settings how
     * @return the solution, the same for the same arguments on every machine
     * @throws IllegalArgumentException if nothing can be proved about the activation's values
     */
    public static TwoLevelSolution solve(TwoLevelProgram program, TwoLevelSettings settings) {
        return new TwoLevelSolver(program, settings).run();
    }

    /**
     * Solves a program on a dictionary of features: the best masses and output weights with input weights as they are. This is the exact
     * reaction of a repopulated flow, theory section 6.
     *
     * @param program the program
     * @param features the input weights w, one a row, K x d with K &gt;= 1; not modified
     * @param tolerance the gap to the optimum on these features at which to stop, positive
     * @return a measure of all K features in their order, most of them with masses that are zero but for rounding; its objective exceeds
     *     the optimum by more than the tolerance only where rounding allows no better. Costs 10 to 20 times O(K^2 (K + N c))
     * @throws IllegalArgumentException if there is no feature, or they do not have d columns
     */
    public static TwoLevelMeasure onFeatures(TwoLevelProgram program, DMatrixRMaj features, double tolerance) {
        if (features.numRows < 1) {
            throw new IllegalArgumentException("features are none: at least one is needed");
        }
        MassProgram.Point point = new MassProgram(program, features).solve(tolerance);
        DMatrixRMaj masses = new DMatrixRMaj(features.numRows, 1);
        for (int k = 0; k < features.numRows; k++) {
            masses.data[k] = point.mass(k);
        }
        CommonOps_DDRM.divide(masses, CommonOps_DDRM.elementSum(masses));
        return new TwoLevelMeasure(masses, point.outputWeights(), features);
    }

    private TwoLevelSolution run() {
        List<double[]> dictionary = new ArrayList<>();
        dictionary.add(new double[program.dimension()]);
        for (int k = 0; k < settings.starts(); k++) {
            dictionary.add(FeaturePricing.randomFeature(program, streams.child(k).stream("dictionary")));
        }
        pool.addAll(dictionary);
        int round = 0;
        while (round < settings.maxRounds() && !settings.cancelled().getAsBoolean()) {
            round++;
            DMatrixRMaj features = matrix(dictionary);
            MassProgram.Point masses = new MassProgram(program, features).solve(1e-3 * settings.tolerance());
            List<double[]> next = new ArrayList<>();
            for (int k = 0; k < dictionary.size(); k++) {
                if (masses.mass(k) > NEGLIGIBLE) {
                    next.add(dictionary.get(k));
                }
            }
            TwoLevelMeasure measure = measure(masses, features);
            offer(measure);
            TwoLevelMeasure polished = polish(measure);
            offer(polished);
            List<double[]> known = new ArrayList<>(dictionary);
            boolean grown = false;
            for (int k = 0; k < polished.atoms(); k++) {
                double[] moved = FeaturePricing.canonical(program.activation(), row(polished.inputWeights(), k));
                addIfNew(next, moved);
                grown |= addIfNew(known, moved);
            }
            DMatrixRMaj starts = matrix(known);
            List<double[]> found = price(masses.dual(), starts, round, "dictionary-dual");
            DMatrixRMaj polishedDual = program.objective().gradient(program.predictions(polished));
            found.addAll(price(polishedDual, starts, round, "polished-dual"));
            for (double[] feature : found) {
                addIfNew(next, feature);
                grown |= addIfNew(known, feature);
            }
            known.forEach(feature -> addIfNew(pool, feature));
            settings.progress().accept(new Progress(round, dictionary.size(), upper, lower));
            if (upper - lower <= settings.tolerance() / 2 || !grown) {
                TwoLevelBound bound = prove();
                boolean missed = bound.outcome() == TwoLevelBound.Outcome.LOWER_PRICE_FOUND
                        || (bound.scope() == TwoLevelBound.Scope.DICTIONARY
                                && bound.value() < lower - settings.tolerance() / 4);
                if (!missed) {
                    return solution(bound, round, !grown);
                }
                // The dual value claimed by the local search was wrong: forget it and search on from the feature it
                // missed.
                lower = bound.value();
                addIfNew(next, bound.leastFeature());
            }
            dictionary = next;
        }
        return solution(prove(), round, false);
    }

    private TwoLevelSolution solution(TwoLevelBound bound, int rounds, boolean exhausted) {
        Interval objective = TwoLevelBound.objective(program, best);
        double gap = Interval.addUp(objective.upper(), -bound.value());
        Status status = Status.BUDGET;
        if (bound.scope() == TwoLevelBound.Scope.ALL_FEATURES && gap <= settings.tolerance()) {
            status = Status.OPTIMAL;
        } else if (bound.outcome() == TwoLevelBound.Outcome.PROVED && (exhausted || gap <= settings.tolerance())) {
            status = Status.REDUCED;
        }
        return new TwoLevelSolution(status, best, objective, bestDual, bound, rounds, boxes);
    }

    private TwoLevelBound prove() {
        if (program.dimension() > MAX_PROVED_DIMENSION) {
            return TwoLevelBound.overDictionary(program, bestDual, matrix(pool));
        }
        TwoLevelBound bound = TwoLevelBound.overAllFeatures(
                program,
                bestDual,
                bestPoints,
                settings.tolerance() / 4,
                Math.max(0, settings.maxBoxes() - boxes),
                settings.cancelled());
        boxes += bound.boxes();
        return bound;
    }

    private void offer(TwoLevelMeasure measure) {
        double value = program.objective(measure);
        if (value < upper) {
            upper = value;
            best = measure;
        }
    }

    /** Searches features at a dual point, keeps the point if its dual value is the best, and returns the cheapest features. */
    private List<double[]> price(DMatrixRMaj gradient, DMatrixRMaj starts, int round, String name) {
        DMatrixRMaj scaled = scaledDual(gradient);
        DMatrixRMaj g = scaled.copy();
        CommonOps_DDRM.divide(g, program.samples());
        List<FeaturePricing.Priced> found = new FeaturePricing(program, g)
                .search(starts, settings.starts(), streams.child(name).child(round).stream("starts"));
        double zeroPrice = program.price(new double[program.dimension()], g);
        double value = Math.min(zeroPrice, found.get(0).price()) - conjugate(scaled);
        List<double[]> cheapest = new ArrayList<>();
        for (FeaturePricing.Priced priced : found) {
            if (cheapest.size() < NEW_FEATURES) {
                cheapest.add(priced.feature());
            }
        }
        if (value > lower) {
            lower = value;
            bestDual = scaled;
            bestPoints = matrix(cheapest);
        }
        return cheapest;
    }

    private DMatrixRMaj scaledDual(DMatrixRMaj gradient) {
        DMatrixRMaj scaled = gradient.copy();
        CommonOps_DDRM.scale(program.samples(), scaled);
        return TwoLevelBound.admissible(scaled);
    }

    private double conjugate(DMatrixRMaj scaled) {
        double sum = 0;
        for (int n = 0; n < program.samples(); n++) {
            sum += program.objective()
                    .loss()
                    .conjugate(row(scaled, n), program.objective().target(n));
        }
        return sum / program.samples();
    }

    private TwoLevelMeasure polish(TwoLevelMeasure measure) {
        TwoLevelMeasure merged = merge(measure, MERGE);
        int unknowns = merged.atoms() * (1 + program.outputs() + program.dimension());
        if (unknowns > MAX_POLISHED_UNKNOWNS) {
            return measure;
        }
        // Atoms that ran into each other are joined only once they are one up to rounding, which costs nothing.
        return merge(new AtomPolishing(program).polish(merged), SAME);
    }

    /** The measure of the dictionary's masses that are not negligible. */
    private TwoLevelMeasure measure(MassProgram.Point masses, DMatrixRMaj features) {
        List<Integer> kept = new ArrayList<>();
        double total = 0;
        for (int k = 0; k < features.numRows; k++) {
            if (masses.mass(k) > NEGLIGIBLE) {
                kept.add(k);
                total += masses.mass(k);
            }
        }
        DMatrixRMaj p = new DMatrixRMaj(kept.size(), 1);
        DMatrixRMaj u = new DMatrixRMaj(kept.size(), program.outputs());
        DMatrixRMaj w = new DMatrixRMaj(kept.size(), program.dimension());
        for (int row = 0; row < kept.size(); row++) {
            int k = kept.get(row);
            p.data[row] = masses.mass(k) / total;
            CommonOps_DDRM.extract(masses.outputWeights(), k, k + 1, 0, program.outputs(), u, row, 0);
            CommonOps_DDRM.extract(features, k, k + 1, 0, program.dimension(), w, row, 0);
        }
        return new TwoLevelMeasure(p, u, w);
    }

    /** Joins atoms of nearly equal features, weighted by their masses, heaviest first. */
    private TwoLevelMeasure merge(TwoLevelMeasure measure, double tolerance) {
        int atoms = measure.atoms();
        DMatrixRMaj activated = program.activated(measure.inputWeights());
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < atoms; k++) {
            order.add(k);
        }
        order.sort((a, b) -> Double.compare(measure.mass(b), measure.mass(a)));
        List<Integer> heads = new ArrayList<>();
        int[] head = new int[atoms];
        for (int k : order) {
            head[k] = heads.stream()
                    .filter(h -> distance(activated, h, k)
                            < tolerance * program.activation().bound())
                    .findFirst()
                    .orElse(k);
            if (head[k] == k) {
                heads.add(k);
            }
        }
        DMatrixRMaj p = new DMatrixRMaj(heads.size(), 1);
        DMatrixRMaj u = new DMatrixRMaj(heads.size(), program.outputs());
        DMatrixRMaj w = new DMatrixRMaj(heads.size(), program.dimension());
        for (int k = 0; k < atoms; k++) {
            int row = heads.indexOf(head[k]);
            p.data[row] += measure.mass(k);
            for (int j = 0; j < program.outputs(); j++) {
                u.set(row, j, u.get(row, j) + measure.mass(k) * measure.outputWeight(k, j));
            }
            for (int i = 0; i < program.dimension(); i++) {
                w.set(row, i, w.get(row, i) + measure.mass(k) * measure.inputWeight(k, i));
            }
        }
        CommonOps_DDRM.divideRows(p.data, u);
        CommonOps_DDRM.divideRows(p.data, w);
        return new TwoLevelMeasure(p, u, w);
    }

    private static double distance(DMatrixRMaj activated, int a, int b) {
        double largest = 0;
        for (int n = 0; n < activated.numRows; n++) {
            largest = Math.max(largest, Math.abs(activated.get(n, a) - activated.get(n, b)));
        }
        return largest;
    }

    private static boolean addIfNew(List<double[]> features, double[] candidate) {
        for (double[] feature : features) {
            double distance = 0;
            double size = 1;
            for (int i = 0; i < candidate.length; i++) {
                distance = Math.max(distance, Math.abs(feature[i] - candidate[i]));
                size = Math.max(size, Math.abs(candidate[i]));
            }
            if (distance <= 1e-9 * size) {
                return false;
            }
        }
        features.add(candidate);
        return true;
    }

    private DMatrixRMaj matrix(List<double[]> rows) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows.size(), program.dimension());
        for (int k = 0; k < rows.size(); k++) {
            System.arraycopy(rows.get(k), 0, matrix.data, k * matrix.numCols, matrix.numCols);
        }
        return matrix;
    }

    private static double[] row(DMatrixRMaj a, int k) {
        double[] row = new double[a.numCols];
        System.arraycopy(a.data, k * a.numCols, row, 0, a.numCols);
        return row;
    }
}
