package org.featureflow.verify.catalogue.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.TwoLevelBound;
import org.featureflow.convex.program.TwoLevelMeasure;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.convex.solver.TwoLevelSolver;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.twolevel.IntegrationSettings;
import org.featureflow.flow.twolevel.TwoLevelFlow;
import org.featureflow.flow.twolevel.TwoLevelIntegrator;
import org.featureflow.flow.twolevel.TwoLevelNetwork;
import org.featureflow.flow.twolevel.TwoLevelResult;
import org.featureflow.flow.twolevel.TwoLevelState;
import org.featureflow.verify.claim.TwoLevelMatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Real data with penalties: the objective before and after repopulation, the bound over the dictionary, and the held-out error. */
@Tag("study")
class DiabetesRepopulationStudyTest {

    private static final int WIDTH = 500;
    private static final double PENALTY = 1e-3;
    /** Every fourth row is held out. */
    private static final int HELD_OUT = 4;

    @Test
    void diabetes(TestReporter reporter) {
        Dataset data = RealData.DIABETES.load(1);
        DMatrixRMaj x = rows(data.inputs(), false);
        DMatrixRMaj y = rows(data.targets(), false);
        MatrixProducts products = MatrixProducts.portable(1);
        TwoLevelFlow flow =
                new TwoLevelFlow(products, x, new Objective(Losses.squared(), y), Activations.tanh(), PENALTY, PENALTY);
        TwoLevelFlow heldOut = new TwoLevelFlow(
                products,
                rows(data.inputs(), true),
                new Objective(Losses.squared(), rows(data.targets(), true)),
                Activations.tanh(),
                0,
                0);
        TwoLevelNetwork start =
                TwoLevelNetwork.normal(WIDTH, 1, x.numCols, 1, 0.5, new RandomStreams(1).stream("start"));
        IntegrationSettings settings = IntegrationSettings.withDefaults()
                .withAccuracy(0.05)
                .withMaximalSteps(150)
                .withRestingVelocity(1e-9);
        List<String> report = new ArrayList<>();
        TwoLevelProgram program = TwoLevelMatch.program(flow);

        TwoLevelResult plain = TwoLevelIntegrator.ofTransport(settings).run(flow, start);
        report.add(line("fixed masses", plain, heldOut));
        DMatrixRMaj features = plain.end().network().inputWeights();
        TwoLevelMeasure best = TwoLevelSolver.onFeatures(program, features, 1e-10);
        TwoLevelState once = flow.at(TwoLevelNetwork.of(best.masses(), best.outputWeights(), features));
        report.add(String.format(
                Locale.ROOT,
                "repopulated once: objective %.10f, dual bound over its %d features %.10f, held-out loss %.6f",
                once.objective(),
                features.numRows,
                dictionaryBound(program, once),
                heldOut.at(once.network()).objective()));
        TwoLevelResult moving =
                TwoLevelIntegrator.ofTransportAndReaction(settings).run(flow, start);
        report.add(line("repopulated along the flow", moving, heldOut));
        report.add("dual bound over its features " + dictionaryBound(program, moving.end()));
        reporter.publishEntry("diabetes", String.join("\n", report));
        assertThat(once.objective()).isLessThanOrEqualTo(plain.end().objective());
        assertThat(dictionaryBound(program, once)).isLessThanOrEqualTo(once.objective());
        assertThat(moving.end().objective()).isLessThanOrEqualTo(once.objective());
    }

    private static String line(String name, TwoLevelResult result, TwoLevelFlow heldOut) {
        return String.format(
                Locale.ROOT,
                "%s: %s, objective %.10f, velocity %.1e, of masses %.1e, %d steps, flow time %.3g, held-out loss %.6f",
                name,
                result.status(),
                result.end().objective(),
                result.last().velocity(),
                result.last().reactionVelocity(),
                result.attempts(),
                result.last().time(),
                heldOut.at(result.end().network()).objective());
    }

    private static double dictionaryBound(TwoLevelProgram program, TwoLevelState state) {
        DMatrixRMaj scaled = state.gradient();
        for (int i = 0; i < scaled.getNumElements(); i++) {
            scaled.data[i] *= program.samples();
        }
        return TwoLevelBound.overDictionary(
                        program,
                        TwoLevelBound.admissible(scaled),
                        state.network().inputWeights())
                .value();
    }

    private static DMatrixRMaj rows(DMatrixRMaj a, boolean heldOut) {
        List<double[]> kept = new ArrayList<>();
        for (int n = 0; n < a.numRows; n++) {
            if ((n % HELD_OUT == 0) == heldOut) {
                double[] row = new double[a.numCols];
                System.arraycopy(a.data, n * a.numCols, row, 0, a.numCols);
                kept.add(row);
            }
        }
        return new DMatrixRMaj(kept.toArray(new double[0][]));
    }
}
