package org.featureflow.verify.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.RegularizedEnclosure;
import org.featureflow.convex.certificate.TwoLevelBound;
import org.featureflow.convex.program.FeatureDual;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.convex.solver.FeatureSettings;
import org.featureflow.convex.solver.Repopulation;
import org.featureflow.convex.solver.TwoLevelSettings;
import org.featureflow.convex.solver.TwoLevelSolution;
import org.featureflow.convex.solver.TwoLevelSolver;
import org.featureflow.core.feature.Network;
import org.featureflow.core.model.Activation;
import org.featureflow.core.numeric.Interval;
import org.featureflow.flow.control.DescentControl;
import org.featureflow.flow.regularized.Reaction;
import org.featureflow.flow.regularized.RegularizedFlow;
import org.featureflow.flow.regularized.RegularizedIntegrator;
import org.featureflow.flow.regularized.RegularizedObserver;
import org.featureflow.flow.regularized.RegularizedResult;
import org.featureflow.flow.regularized.RegularizedState;
import org.featureflow.flow.regularized.RepopulatedFlow;
import org.featureflow.flow.regularized.RestRule;

/**
 * The end of a regularized flow held against the regularized optimum, theory sections 5.2, 5.3 and 6.
 *
 * @param flow the end of the flow
 * @param state the state judged: the flow's last network with masses that sum to 1 exactly
 * @param objective an enclosure of its objective
 * @param optimum its upper end is proved, the objective of a network; its lower end is a lower bound over {@code scope}, proved for
 *     all features, in floating point for atoms
 * @param scope what the lower bound ranges over
 * @param feature for one hidden layer, the input weights of the feature of least price
 * @param solved for one hidden layer, the solution of {@link #program}
 */
public record RegularizedMatch(
        RegularizedResult flow,
        RegularizedState state,
        Interval objective,
        Interval optimum,
        Scope scope,
        Optional<List<Double>> feature,
        Optional<TwoLevelSolution> solved) {

    /** What a lower bound ranges over. */
    public enum Scope {
        /** All networks of one hidden layer, of any width. */
        ALL_FEATURES,
        /** Networks of one hidden layer on the features the search has met. */
        DICTIONARY,
        /** Networks on the atoms of the network judged. */
        ATOMS
    }

    private static final int PHASE = 30;
    private static final double FIRST_STEP = 1;
    private static final double REACTION_PRECISION = 1e-9;
    /** Relative rounding of d^2 lambda_1. */
    private static final double ROUNDED = 1 + 0x1p-50;

    /**
     * Copies the list.
     *
     * @param flow the end of the flow
     * @param state the state judged
     * @param objective an enclosure of its objective
     * @param optimum bounds of the optimum
     * @param scope what the lower bound ranges over
     * @param feature the input weights of the feature of least price
     * @param solved for one hidden layer, the solution of {@link #program}
     */
    public RegularizedMatch {
        feature = feature.map(List::copyOf);
    }

    /**
     * Runs the plain regularized flow, masses held fixed.
     *
     * @param flow the flow
     * @param start the network at time 0
     * @param rule when to end
     * @param observer is told of accepted steps
     * @return the end of the run
     */
    public static RegularizedResult plain(
            RegularizedFlow flow, Network start, RestRule rule, RegularizedObserver observer) {
        return RegularizedIntegrator.transport(new DescentControl(FIRST_STEP)).run(flow, start, rule, observer);
    }

    /**
     * Runs the repopulated flow: transport and reaction; for several hidden layers, where masses alone are slow, with an exact solve of
     * the feature program on the atoms every 30 steps. A solve leaves most atoms without mass, and with them the full support that
     * lets one hidden layer reach the optimum over all features: there masses move by the reaction alone.
     *
     * @param flow the flow
     * @param start the network at time 0
     * @param rule when to end
     * @param observer is told of accepted steps
     * @return the end of the run
     */
    public static RegularizedResult repopulated(
            RegularizedFlow flow, Network start, RestRule rule, RegularizedObserver observer) {
        FeatureSettings settings = FeatureSettings.defaults().withTolerance(REACTION_PRECISION);
        Reaction reaction =
                state -> Repopulation.onFewAtoms(state.features(), flow.loss().objective(), flow.lambda(), settings)
                        .network();
        RegularizedIntegrator integrator = RegularizedIntegrator.transportAndReaction(new DescentControl(FIRST_STEP));
        return flow.lambda().depth() == 1
                ? integrator.run(flow, start, rule, observer)
                : new RepopulatedFlow(integrator, reaction, PHASE).run(flow, start, rule, observer);
    }

    /**
     * Holds the end of a flow against the optimum over all features, where there is one hidden layer and its activation is bounded
     * and enclosed, else against that on its atoms.
     *
     * @param end the end of the flow
     * @param tolerance to which the optimum over all features is sought, positive
     * @return the match
     */
    public static RegularizedMatch of(RegularizedResult end, double tolerance) {
        RegularizedFlow flow = end.state().flow();
        RegularizedState state = flow.at(RegularizedEnclosure.ofExactMasses(end.network()));
        Activation activation = state.network().architecture().activation();
        boolean overFeatures = flow.lambda().depth() == 1
                && flow.lambda().input() > 0
                && activation.bound() < Double.POSITIVE_INFINITY
                && Double.isFinite(activation.valueRelativeError());
        return overFeatures ? overFeatures(end, state, tolerance) : onAtoms(end, state);
    }

    private static RegularizedMatch overFeatures(RegularizedResult end, RegularizedState state, double tolerance) {
        RegularizedFlow flow = state.flow();
        int d = flow.loss().inputs().numCols;
        TwoLevelProgram program = program(state);
        TwoLevelSolution solution =
                TwoLevelSolver.solve(program, TwoLevelSettings.withDefaults().withTolerance(tolerance));
        double upper = Math.nextUp(Interval.multiplyUp(solution.upper(), ROUNDED));
        double[] least = solution.bound().leastFeature();
        List<Double> feature = new ArrayList<>();
        for (double entry : least) {
            feature.add(entry * d);
        }
        return new RegularizedMatch(
                end,
                state,
                enclosed(state),
                new Interval(Math.min(solution.lower(), upper), upper),
                solution.bound().scope() == TwoLevelBound.Scope.ALL_FEATURES ? Scope.ALL_FEATURES : Scope.DICTIONARY,
                Optional.of(feature),
                Optional.of(solution));
    }

    /**
     * The two-level program of a network of one hidden layer, in w = V_1/d, with the double below lambda_1 d^2 in the place of that: its
     * optimum is at most that over all such networks.
     *
     * @param state a state of a flow of one hidden layer with a bounded activation
     * @return the program
     */
    public static TwoLevelProgram program(RegularizedState state) {
        RegularizedFlow flow = state.flow();
        DMatrixRMaj inputs = flow.loss().inputs();
        return new TwoLevelProgram(
                inputs,
                flow.loss().objective().targets(),
                flow.loss().objective().loss(),
                state.network().architecture().activation(),
                Interval.multiplyDown(flow.lambda().input(), (double) inputs.numCols * inputs.numCols),
                flow.lambda().output());
    }

    private static RegularizedMatch onAtoms(RegularizedResult end, RegularizedState state) {
        RegularizedFlow flow = state.flow();
        Repopulation best = Repopulation.of(
                state.features(),
                flow.loss().objective(),
                flow.lambda(),
                FeatureSettings.defaults().withTolerance(REACTION_PRECISION));
        Interval own = enclosed(state);
        Interval better = enclosed(flow.at(RegularizedEnclosure.ofExactMasses(best.network())));
        double upper = Math.min(own.upper(), better.upper());
        double lower = Math.max(best.solution().dual(), ownDualBound(state));
        return new RegularizedMatch(
                end,
                state,
                own,
                new Interval(Math.min(lower, upper), upper),
                Scope.ATOMS,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The lower bound that a state's own backward pass gives: D(g, M) with M^l = -E_l on its atoms. At rest, with r_k at least its mean at
     * every atom, atoms of zero mass included, it is the objective: the theorem of theory section 6.
     *
     * @param state the state
     * @return the bound, up to rounding
     */
    public static double ownDualBound(RegularizedState state) {
        RegularizedFlow flow = state.flow();
        List<DMatrixRMaj> multipliers = new ArrayList<>();
        for (int layer = 2; layer <= flow.lambda().depth(); layer++) {
            DMatrixRMaj e = state.backward(layer);
            for (int i = 0; i < e.getNumElements(); i++) {
                e.data[i] = -e.data[i];
            }
            multipliers.add(e);
        }
        return FeatureProgram.onAtomsOf(state.features(), flow.loss().objective(), flow.lambda())
                .dualBound(new FeatureDual(state.gradient(), multipliers));
    }

    private static Interval enclosed(RegularizedState state) {
        return RegularizedEnclosure.objective(
                state.flow().loss().products(),
                state.features(),
                state.flow().loss().objective(),
                state.flow().lambda());
    }

    /**
     * The excess over the optimum.
     *
     * @return objective minus optimum, not negative; its upper end is as good as the optimum's lower end
     */
    public Interval excess() {
        Interval difference = objective.minus(optimum);
        return new Interval(Math.max(0, difference.lower()), Math.max(0, difference.upper()));
    }

    /**
     * The verdict on "the flow comes to rest within the tolerance of the optimum".
     *
     * @param tolerance the tolerance
     * @return CERTIFIED if that is proved over all features; REFUTED if the flow is at rest and a network is proved to be better by more
     *     than the tolerance; SUPPORTED if the excess over the bound of the scope is within the tolerance; else INCONCLUSIVE
     */
    public Verdict verdict(double tolerance) {
        if (excess().upper() <= tolerance) {
            return scope == Scope.ALL_FEATURES ? Verdict.CERTIFIED : Verdict.SUPPORTED;
        }
        boolean atRest = flow.status() == RegularizedResult.Status.AT_REST;
        return atRest && excess().lower() > tolerance ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
    }

    /**
     * The atom to which mass should flow: that of the least mass derivative.
     *
     * @return its number, from 0
     */
    public int cheapestAtom() {
        double[] r = state.massDerivatives();
        int least = 0;
        for (int k = 1; k < r.length; k++) {
            least = r[k] < r[least] ? k : least;
        }
        return least;
    }

    /**
     * The numbers a verdict rests on.
     *
     * @return the evidence
     */
    public List<Evidence> evidence() {
        return List.of(
                new Evidence("objective lower", objective.lower()),
                new Evidence("objective upper", objective.upper()),
                new Evidence("optimum lower", optimum.lower()),
                new Evidence("optimum upper", optimum.upper()),
                new Evidence("excess lower", excess().lower()),
                new Evidence("excess upper", excess().upper()),
                new Evidence("velocity", Math.sqrt(state.energyRate())),
                new Evidence("mass defect", state.massDefect()),
                new Evidence("accepted steps", flow.accepted()),
                new Evidence("reactions", flow.reactions()));
    }
}
