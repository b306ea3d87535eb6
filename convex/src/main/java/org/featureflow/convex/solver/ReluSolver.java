package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.featureflow.convex.certificate.ReluBounds;
import org.featureflow.convex.certificate.ReluCertificate;
import org.featureflow.convex.certificate.ReluCertificateChecker;
import org.featureflow.convex.program.ActivationCells;
import org.featureflow.convex.program.ReluProgram;

/**
 * Solves a {@link ReluProgram}: the global optimum of two-layer ReLU training with weight decay, with a proof.
 *
 * <p>Column generation. A master problem holds the groups of a few cells and is solved by an interior-point method, then by
 * Newton's method on the units that are left. Its dual point is priced over all cells: each price is the length of a projection
 * onto a polyhedral cone, and lambda over the largest price is the scale at which the dual point is feasible. The cells with the
 * highest prices join the master. The dual bound holds at every round, and the solver stops when the relative gap is at most the
 * tolerance. At the end the dual point is scaled down by a few rounding errors, so that its inequalities hold for the doubles
 * themselves, and {@link ReluCertificateChecker} is asked: its two values are the ones returned.
 *
 * <p>Cost per round O(C d (N + d^2)) for C cells and O((G d)^3) for G groups in the master. Theory 5.4, [PE].
 */
public final class ReluSolver {
    private static final int GROUPS_PER_ROUND = 12;

    /** Beyond this many groups, those whose units are shorter than {@link #UNUSED} of the longest leave the master. */
    private static final int GROUPS_KEPT = 32;

    private static final double UNUSED = 1e-7;

    /** The share of the tolerance left to the search; the rest is for the certificate's rounding. */
    private static final double SEARCH_SHARE = 0.5;

    /** The relative gap below which units are refined, and the widths with which that is tried. */
    private static final double REFINEMENT_GAP = 1e-3;

    private static final double[] WIDTHS = {1e-4, 1e-5, 1e-6, 1e-7, 1e-3};

    private final ReluData data;
    private final ReluSettings settings;
    private final Set<ReluGroup> active = new LinkedHashSet<>();
    private ReluUnits bestUnits;
    private double primal;
    private ReluPricing bestPricing;
    private double dual;
    private int rounds;

    private ReluSolver(ReluData data, ReluSettings settings) {
        this.data = data;
        this.settings = settings;
        this.bestUnits = new ReluUnits(data);
        this.primal = bestUnits.objective();
        this.bestPricing = new ReluPricing(data, bestUnits.dualPoint());
        this.dual = bestPricing.dualValue();
        this.rounds = 1;
    }

    /**
     * Solves a program.
     *
     * @param program the program
     * @param settings when to stop
     * @return the best network found with a certificate; its status says whether the tolerance is proved
     * @throws IllegalArgumentException if the inputs have more activation cells than the settings allow
     */
    public static ReluSolution solve(ReluProgram program, ReluSettings settings) {
        ActivationCells cells = program.cells(settings.maxCells());
        ReluSolver solver = new ReluSolver(new ReluData(program, cells), settings);
        boolean budgetSpent = solver.generateColumns();
        return solver.certified(program, cells, budgetSpent);
    }

    /**
     * The smallest weight decay at which the zero network is optimal: max over cells and |u| &lt;= 1 in the cell of |y . D X u|/N.
     *
     * @param program the program, whose lambda plays no part
     * @param settings the limit on cells
     * @return lambda_max, up to rounding; 0 if no network can correlate with y
     */
    public static double largestUsefulLambda(ReluProgram program, ReluSettings settings) {
        ActivationCells cells = program.cells(settings.maxCells());
        ReluData data = new ReluData(program, cells);
        double[] z = Vectors.scaled(1.0 / data.samples, data.targets);
        ConeProjection cone = new ConeProjection(data.unitRows, data.dimension);
        double largest = 0;
        for (int i = 0; i < data.cellCount; i++) {
            double[] gradient = data.gradient(i, z);
            cone.project(gradient, data.signs[i]);
            largest = Math.max(largest, cone.length);
            cone.project(Vectors.scaled(-1, gradient), data.signs[i]);
            largest = Math.max(largest, cone.length);
        }
        return largest;
    }

    /** Returns whether the rounds ran out or the solve was cancelled. */
    private boolean generateColumns() {
        ReluPricing pricing = bestPricing;
        while (!isClosed(settings.tolerance() * SEARCH_SHARE)) {
            if (rounds >= settings.maxRounds() || settings.cancelled().getAsBoolean()) {
                return true;
            }
            if (!addGroups(pricing)) {
                return false;
            }
            rounds++;
            List<ReluGroup> groups = List.copyOf(active);
            ReluMaster master = ReluMaster.solve(data, groups);
            double before = primal;
            ReluUnits units = ReluUnits.of(data, groups, master.weights());
            offer(units);
            pricing = price(master.dualPoint());
            refine(units);
            if (primal < before) {
                dropUnused(groups, master.weights());
            }
        }
        return false;
    }

    private boolean isClosed(double tolerance) {
        return primal - dual <= tolerance * primal;
    }

    private boolean offer(ReluUnits units) {
        double objective = units.objective();
        boolean better = objective < primal;
        if (better) {
            primal = objective;
            bestUnits = units;
        }
        return better;
    }

    /**
     * Tries guesses of which units vanish and which samples they lie on, while the gap is not wide. Also when the gap is closed,
     * until one succeeds: the master's network has units of rounding and the refined one has not.
     */
    private void refine(ReluUnits units) {
        boolean improved = false;
        for (double width : WIDTHS) {
            if (!isClosed(REFINEMENT_GAP) || (improved && isClosed(settings.tolerance() * SEARCH_SHARE))) {
                return;
            }
            ReluUnits refined = ReluRefinement.refine(data, units, width);
            if (refined != null) {
                improved |= offer(refined);
                price(refined.dualPoint());
            }
        }
    }

    private ReluPricing price(double[] z) {
        ReluPricing pricing = new ReluPricing(data, z);
        double value = pricing.dualValue();
        if (value > dual) {
            dual = value;
            bestPricing = pricing;
        }
        return pricing;
    }

    private boolean addGroups(ReluPricing pricing) {
        List<ReluPricing.Candidate> added = new ArrayList<>();
        for (ReluPricing.Candidate candidate : pricing.candidates()) {
            ReluGroup group = new ReluGroup(candidate.cell(), -candidate.sign());
            if (!active.contains(group) && added.stream().noneMatch(candidate::isNear)) {
                active.add(group);
                added.add(candidate);
            }
            if (added.size() == GROUPS_PER_ROUND) {
                break;
            }
        }
        return !added.isEmpty();
    }

    private void dropUnused(List<ReluGroup> groups, double[][] weights) {
        if (groups.size() <= GROUPS_KEPT) {
            return;
        }
        double longest = 0;
        for (double[] v : weights) {
            longest = Math.max(longest, Vectors.norm(v));
        }
        for (int g = 0; g < weights.length; g++) {
            if (Vectors.norm(weights[g]) < UNUSED * longest) {
                active.remove(groups.get(g));
            }
        }
    }

    private ReluSolution certified(ReluProgram program, ActivationCells cells, boolean budgetSpent) {
        double scale = data.bestScale(bestPricing.dualPoint(), bestPricing.feasibleScale());
        // A few rounding errors of the projections; more if the exact check finds one larger.
        double margin = 0x1p-51 * (data.dimension + 2);
        ReluCertificate certificate = certificate(program, cells, scale * (1 - margin));
        ReluBounds bounds = ReluCertificateChecker.check(certificate);
        while (!bounds.valid()) {
            if (margin >= 1) {
                // The dual point zero is feasible, so that only a list of cells that is not one can be at fault.
                throw new IllegalStateException("the enumeration of the cells is refused: " + bounds.finding());
            }
            margin = Math.min(1, 8 * margin);
            certificate = certificate(program, cells, scale * (1 - margin));
            bounds = ReluCertificateChecker.check(certificate);
        }
        ReluSolution.Status status = ReluSolution.relativeGap(bounds) <= settings.tolerance()
                ? ReluSolution.Status.OPTIMAL
                : budgetSpent ? ReluSolution.Status.BUDGET_SPENT : ReluSolution.Status.REDUCED_ACCURACY;
        return new ReluSolution(status, bounds, certificate, rounds);
    }

    private ReluCertificate certificate(ReluProgram program, ActivationCells cells, double scale) {
        List<ReluCertificate.Cell> entries = new ArrayList<>(cells.count());
        for (int i = 0; i < cells.count(); i++) {
            entries.add(new ReluCertificate.Cell(
                    cells.witness(i), bestPricing.multiplier(i, 1, scale), bestPricing.multiplier(i, -1, scale)));
        }
        return new ReluCertificate(
                program.inputs(),
                program.targets(),
                program.lambda(),
                Vectors.scaled(scale, bestPricing.dualPoint()),
                entries,
                bestUnits.hiddenWeights(),
                bestUnits.outputWeights());
    }
}
