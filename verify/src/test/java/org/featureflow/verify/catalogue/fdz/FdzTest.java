package org.featureflow.verify.catalogue.fdz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.convex.solver.TwoLevelSettings;
import org.featureflow.convex.solver.TwoLevelSolution;
import org.featureflow.convex.solver.TwoLevelSolver;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.Interval;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.twolevel.IntegrationSettings;
import org.featureflow.flow.twolevel.TwoLevelIntegrator;
import org.featureflow.flow.twolevel.TwoLevelNetwork;
import org.featureflow.flow.twolevel.TwoLevelResult;
import org.featureflow.verify.claim.LowerAtom;
import org.featureflow.verify.claim.TwoLevelMatch;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.MeanInterval;
import org.junit.jupiter.api.Test;

/** Flows against the solver of the convex program, which shares no code with them. */
class FdzTest {

    private final FdzInstance instance =
            FdzInstance.sine(FdzInstance.draw(new RandomStreams(4), 10, 1, 60, "squared"), MatrixProducts.portable(1));

    @Test
    void flowObjectivesAreThoseOfTheProgram() {
        assertThat(instance.flow().at(instance.start()).objective())
                .isCloseTo(instance.program().objective(TwoLevelMatch.measure(instance.start())), within(1e-14));
    }

    @Test
    void theSolverSeparatesFixedFromMovingMasses() {
        TwoLevelSolution solution = TwoLevelSolver.solve(instance.program(), TwoLevelSettings.withDefaults());
        Interval optimum = new Interval(solution.lower(), solution.upper());
        TwoLevelResult fixed = TwoLevelIntegrator.ofTransport(IntegrationSettings.withDefaults())
                .run(instance.flow(), instance.start());
        TwoLevelMatch above = TwoLevelMatch.of(instance.program(), fixed, optimum, 1e-7);
        assertThat(above.verdict()).isEqualTo(Verdict.REFUTED);
        TwoLevelResult moving = Repopulated.repopulated(instance);
        TwoLevelMatch at = TwoLevelMatch.of(instance.program(), moving, optimum, 1e-7);
        assertThat(at.verdict()).isEqualTo(Verdict.CERTIFIED);
        // Not at rest: above the optimum, but no statement about the flow's limit.
        TwoLevelResult early = TwoLevelIntegrator.ofTransport(
                        IntegrationSettings.withDefaults().withMaximalSteps(5))
                .run(instance.flow(), instance.start());
        assertThat(TwoLevelMatch.of(instance.program(), early, optimum, 1e-7).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        TwoLevelMatch own = TwoLevelMatch.byOwnDual(instance.program(), moving, 1e-7, 1_000_000);
        assertThat(own.optimum().lower()).isLessThanOrEqualTo(solution.upper());
        assertThat(own.optimum().upper()).isGreaterThanOrEqualTo(solution.lower());
    }

    /** Mass moved to the atom lowers the objective at the rate it says. */
    @Test
    void theLowerAtomLowersTheObjective() {
        TwoLevelResult fixed = TwoLevelIntegrator.ofTransport(IntegrationSettings.withDefaults())
                .run(instance.flow(), instance.start());
        LowerAtom atom =
                LowerAtom.find(instance.program(), fixed.end(), 1e-7, 1_000_000, new RandomStreams(1).stream("probes"));
        assertThat(atom.lowers()).isTrue();
        assertThat(atom.variation() - atom.provedLeast()).isBetween(0.0, 2e-7);
        TwoLevelNetwork probed = fixed.end().network().withProbes(row(atom.outputWeights()), row(atom.inputWeights()));
        double mass = 1e-6;
        DMatrixRMaj p = probed.masses();
        for (int k = 0; k < p.numRows; k++) {
            p.data[k] *= 1 - mass;
        }
        p.data[p.numRows - 1] += mass;
        double slope = (instance.flow().at(probed.withMasses(p)).objective()
                        - fixed.end().objective())
                / mass;
        assertThat(slope).isCloseTo(atom.variation() - atom.meanVariation(), within(1e-4));
    }

    @Test
    void thereIsNoLowerAtomAtTheOptimum() {
        TwoLevelResult moving = Repopulated.repopulated(instance);
        LowerAtom atom = LowerAtom.find(
                instance.program(), moving.end(), 1e-8, 1_000_000, new RandomStreams(1).stream("probes"));
        assertThat(atom.meanVariation() - atom.provedLeast()).isBetween(0.0, 3e-8);
    }

    /** The exact reaction gives the best masses on given features: any other masses and output weights are no better. */
    @Test
    void theExactReactionIsTheBestOnItsFeatures() {
        TwoLevelProgram program = instance.program();
        TwoLevelNetwork best = TwoLevelMatch.exactReaction(program, 1e-11)
                .after(instance.flow().at(instance.start()));
        double value = instance.flow().at(best).objective();
        assertThat(best.inputWeights().data).isEqualTo(instance.start().inputWeights().data);
        TwoLevelResult reacted = TwoLevelIntegrator.ofTransportAndReaction(
                        IntegrationSettings.withDefaults().withMaximalFlowTime(1e-3))
                .run(instance.flow(), instance.start());
        assertThat(value).isLessThan(reacted.end().objective());
        // At the best masses the first variation's mean is its least over the features, to the tolerance.
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < best.units(); k++) {
            least = Math.min(least, instance.flow().at(best).variation(k));
        }
        assertThat(instance.flow().at(best).meanVariation() - least).isBetween(-1e-12, 1e-10);
    }

    /** Two atoms, by hand: f = q_1 u_1 h_1 + q_2 u_2 h_2 with one sample; the variance of one unit is q_1 q_2 (u_1 h_1 - u_2 h_2)^2. */
    @Test
    void samplingHasTheVarianceItIsSaidToHave() {
        UnitSampling sampling = new UnitSampling(
                new double[] {0.3, 0.7}, new double[] {2, -1}, new DMatrixRMaj(new double[][] {{0.5, 0.25}}));
        double exact = 0.3 * 0.7 * 1.25 * 1.25 / 10;
        assertThat(sampling.variance(10)).isCloseTo(exact, within(1e-15));
        MeanInterval measured = sampling.measured(10, 20_000, 1e-6, new RandomStreams(1).stream("draws"));
        assertThat(measured.lower()).isLessThan(exact);
        assertThat(measured.upper()).isGreaterThan(exact);
        assertThat(measured.halfWidth()).isLessThan(0.1 * exact);
    }

    private static DMatrixRMaj row(List<Double> entries) {
        DMatrixRMaj row = new DMatrixRMaj(1, entries.size());
        for (int i = 0; i < entries.size(); i++) {
            row.data[i] = entries.get(i);
        }
        return row;
    }
}
