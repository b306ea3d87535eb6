package org.featureflow.convex.solver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.featureflow.convex.program.FeatureInstance;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.model.Losses;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Time and gap over the number of atoms and the depth; the table goes to the test report. Processor time, not wall time. */
@Tag("study")
class FeatureSolverStudyTest {

    @Test
    void timeAndGapOverAtomsAndDepth(TestReporter reporter) {
        List<String> rows = new ArrayList<>(List.of("N, L, K: seconds, relative gap, iterations"));
        solve(8, 30, 2, 1e-8);
        for (int depth = 1; depth <= 4; depth++) {
            SimpleRegression growth = new SimpleRegression();
            for (int atoms = 25; atoms <= (depth <= 3 ? 200 : 100); atoms *= 2) {
                double seconds = solve(20, atoms, depth, 1e-6, rows);
                if (atoms >= 50) {
                    growth.addData(Math.log(atoms), Math.log(seconds));
                }
            }
            rows.add("L = " + depth + ": time grows as K^" + growth.getSlope());
        }
        reporter.publishEntry("feature programs", String.join("\n", rows));
    }

    @Test
    void meetsItsTargets(TestReporter reporter) {
        solve(8, 30, 2, 1e-8);
        List<String> rows = new ArrayList<>();
        assertThat(solve(8, 30, 2, 1e-8, rows)).isLessThan(0.5);
        assertThat(solve(20, 200, 3, 1e-6, rows)).isLessThan(60);
        reporter.publishEntry("targets", String.join("\n", rows));
    }

    private static FeatureSolution solve(int samples, int atoms, int depth, double tolerance) {
        FeatureProgram program = FeatureInstance.random(Model.RESNET, Losses.squared(), samples, atoms, depth, 1e-3, 1)
                .program();
        return FeatureSolver.solve(program, FeatureSettings.defaults().withTolerance(tolerance));
    }

    private static double solve(int samples, int atoms, int depth, double tolerance, List<String> rows) {
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        FeatureSolution solution = solve(samples, atoms, depth, tolerance);
        double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) * 1e-9;
        assertThat(solution.relativeGap()).isLessThanOrEqualTo(tolerance);
        rows.add(String.format(
                Locale.ROOT,
                "%d, %d, %d: %.3f, %.1e, %d",
                samples,
                depth,
                atoms,
                seconds,
                solution.relativeGap(),
                solution.iterations()));
        return seconds;
    }
}
