package org.featureflow.flow.bench;

import java.io.IOException;
import java.util.Locale;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.flow.control.DescentControl;
import org.featureflow.flow.control.ErrorControl;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.integrate.TrajectoryPoint;
import org.featureflow.flow.step.LinearlyImplicitEuler;
import org.featureflow.flow.step.Tableau;
import org.featureflow.flow.step.WMethod;

/**
 * The same flows over and over, for some minutes: prints a line a minute with the heap in use after a collection, the largest energy
 * residual of the minute, and whether every run ended at the bits of the first.
 *
 * <p>Arguments: the width, the number of threads, the minutes.
 */
public final class Soak {

    private static final int STEPS = 20;

    private Soak() {}

    /**
     * Soaks.
     *
     * @param arguments width, threads, minutes
     * @throws IOException if a data set cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        MatrixProducts products = MatrixProducts.portable(Integer.parseInt(arguments[1]));
        Contest contest = Contest.of(products, TrainingSet.all().get(0), Integer.parseInt(arguments[0]));
        int minutes = Integer.parseInt(arguments[2]);
        System.out.printf("%6s %8s %10s %16s %s%n", "minute", "runs", "heap MiB", "energy residual", "bits");
        long begin = System.nanoTime();
        double first = run(contest).state().loss();
        for (int minute = 1; minute <= minutes; minute++) {
            int runs = 0;
            double residual = 0;
            boolean same = true;
            while ((System.nanoTime() - begin) * 1e-9 < 60.0 * minute) {
                FlowResult result = run(contest);
                for (TrajectoryPoint point : result.trajectory()) {
                    residual = Math.max(residual, Math.abs(point.energyResidual()));
                }
                same &= result.state().loss() == first;
                runs++;
            }
            System.out.printf(
                    Locale.ROOT,
                    "%6d %8d %10.1f %16.3e %s%n",
                    minute,
                    runs,
                    heap(),
                    residual,
                    same ? "the same" : "CHANGED");
        }
    }

    /** A run that heads for the limit, then one that follows the flow for a while. */
    private static FlowResult run(Contest contest) {
        new FlowIntegrator(new LinearlyImplicitEuler(), new DescentControl(1))
                .run(contest.flow(), contest.start(), Stopping.afterSteps(STEPS), FlowObserver.none());
        return new FlowIntegrator(new WMethod(Tableau.ros34pw2()), new ErrorControl(1e-4, 1e-3))
                .run(contest.flow(), contest.start(), Stopping.afterSteps(STEPS), FlowObserver.none());
    }

    private static double heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 0x1p20;
    }
}
