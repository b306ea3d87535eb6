package org.featureflow.verify.claim;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.TwoLevelBound;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.flow.twolevel.IntegrationSettings;
import org.featureflow.flow.twolevel.TwoLevelFlow;
import org.featureflow.flow.twolevel.TwoLevelIntegrator;
import org.featureflow.flow.twolevel.TwoLevelState;

/**
 * Why a flow at rest is not at the optimum: the atom (u, w) at which the first variation is least over all of R^c x R^d, theory sections 5.3
 * and 6. Mass moved there lowers the objective at the rate meanVariation - variation; where that is 0 the state is optimal.
 *
 * @param inputWeights w
 * @param outputWeights u = -S(w)/(2 lambda_2)
 * @param variation the first variation there, as computed
 * @param provedLeast a proved lower bound of the first variation over all atoms
 * @param meanVariation the first variation's mean under the network; an excess over the optimum is at most this minus provedLeast
 */
public record LowerAtom(
        List<Double> inputWeights,
        List<Double> outputWeights,
        double variation,
        double provedLeast,
        double meanVariation) {

    private static final int PROBES = 24;
    private static final int MAX_SEARCHES = 20;
    private static final double SPREAD = 2;

    /**
     * Copies the lists.
     *
     * @param inputWeights w
     * @param outputWeights u
     * @param variation the first variation there
     * @param provedLeast a proved lower bound of the first variation over all atoms
     * @param meanVariation the first variation's mean under the network
     */
    public LowerAtom {
        inputWeights = List.copyOf(inputWeights);
        outputWeights = List.copyOf(outputWeights);
    }

    /**
     * Searches the least first variation at a rest: probes, units of mass zero, fall to its minima along the flow; branch and bound proves that
     * there is none lower, or finds where the next probe must start.
     *
     * @param program the program of the flow, d at most 3
     * @param rest a state at rest
     * @param tolerance how sharply the minimum is enclosed, positive
     * @param maxBoxes the budget of a branch and bound
     * @param random gives the probes
     * @return the atom
     */
    public static LowerAtom find(
            TwoLevelProgram program, TwoLevelState rest, double tolerance, long maxBoxes, RandomGenerator random) {
        DMatrixRMaj starts = new DMatrixRMaj(PROBES, program.dimension());
        for (int i = 0; i < starts.getNumElements(); i++) {
            starts.data[i] = SPREAD * random.nextGaussian();
        }
        TwoLevelState probed = fall(rest, starts);
        TwoLevelBound bound = TwoLevelMatch.bound(program, probed, tolerance, maxBoxes, () -> false);
        for (int i = 0; i < MAX_SEARCHES && bound.outcome() == TwoLevelBound.Outcome.LOWER_PRICE_FOUND; i++) {
            probed = fall(probed, DMatrixRMaj.wrap(1, program.dimension(), bound.leastFeature()));
            bound = TwoLevelMatch.bound(program, probed, tolerance, maxBoxes, () -> false);
        }
        double conjugate = program.objective().conjugate(rest.gradient());
        int best = 0;
        for (int k = 0; k < probed.network().units(); k++) {
            best = probed.variation(k) < probed.variation(best) ? k : best;
        }
        DMatrixRMaj w = probed.network().inputWeights();
        DMatrixRMaj u = probed.network().outputWeights();
        int unit = best;
        return new LowerAtom(
                row(w, unit), row(u, unit), probed.variation(unit), bound.value() + conjugate, rest.meanVariation());
    }

    /** The state with probes added, at their best output weights, and fallen to rest. */
    private static TwoLevelState fall(TwoLevelState state, DMatrixRMaj starts) {
        TwoLevelFlow flow = state.flow();
        DMatrixRMaj none = new DMatrixRMaj(starts.numRows, flow.objective().outputs());
        TwoLevelState still = flow.at(state.network().withProbes(none, starts));
        // With u = 0 a probe's velocity is u' = -S, and -S/(2 lambda_2) is the best u.
        DMatrixRMaj best = new DMatrixRMaj(none.numRows, none.numCols);
        int first = state.network().units() * none.numCols;
        for (int i = 0; i < best.getNumElements(); i++) {
            best.data[i] = still.outputVelocity().data[first + i] / (2 * flow.outputPenalty());
        }
        // The mass is at rest and stays; the run ends when the probes, too, have had time to come to rest.
        IntegrationSettings settings = IntegrationSettings.withDefaults()
                .withRestingVelocity(0)
                .withMaximalFlowTime(100 / Math.min(flow.inputPenalty(), flow.outputPenalty()));
        return TwoLevelIntegrator.ofTransport(settings)
                .run(flow, state.network().withProbes(best, starts))
                .end();
    }

    private static List<Double> row(DMatrixRMaj a, int k) {
        return IntStream.range(0, a.numCols).mapToObj(i -> a.get(k, i)).toList();
    }

    /**
     * Whether mass moved to the atom lowers the objective.
     *
     * @return whether the first variation there is below its mean
     */
    public boolean lowers() {
        return variation < meanVariation;
    }
}
