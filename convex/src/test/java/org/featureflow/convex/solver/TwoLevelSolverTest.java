package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Losses;
import org.junit.jupiter.api.Test;

class TwoLevelSolverTest {

    static TwoLevelProgram repopulation() {
        DMatrixRMaj x = new DMatrixRMaj(10, 2);
        DMatrixRMaj y = new DMatrixRMaj(10, 1);
        for (int n = 0; n < 10; n++) {
            double t = -2 + 4.0 * n / 9;
            x.set(n, 0, t);
            x.set(n, 1, 1);
            y.set(n, 0, Math.sin(2.5 * t));
        }
        return new TwoLevelProgram(x, y, Losses.squared(), Activations.tanh(), 1e-3, 1e-3);
    }

    @Test
    void enclosesTheKnownOptimum() {
        for (int i = 0; i < 3; i++) {
            long t0 = System.nanoTime();
            TwoLevelSolution s = TwoLevelSolver.solve(
                    repopulation(), TwoLevelSettings.defaults().withProgress(System.out::println));
            System.out.println(s.status() + " " + s.lower() + " " + s.upper() + " gap " + s.gap() + " boxes "
                    + s.boxes() + " " + (System.nanoTime() - t0) / 1e9 + "s "
                    + s.measure().masses());
        }
    }
}
