package org.featureflow.flow.bench;

import java.io.IOException;
import java.util.Locale;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.flow.integrate.FlowResult;

/**
 * Evaluations and time to an excess of 1e-8: the linearly implicit flow against scaled gradient descent from the same start, a tanh
 * Res-Net of depth 3 by Alg. 2. Gradient descent takes the step that is best after 200 steps, its search not counted, and is cut off
 * at 50 times the implicit flow's evaluations. An evaluation is a forward pass of all samples, with whatever a method does beside it.
 *
 * <p>Arguments: the width, and the number of threads.
 */
public final class ImplicitAgainstGradientDescent {

    private static final int WARMING_STEPS = 5;

    private ImplicitAgainstGradientDescent() {}

    /**
     * Runs the comparison and prints a table.
     *
     * @param arguments width and threads
     * @throws IOException if a data set cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        int width = Integer.parseInt(arguments[0]);
        MatrixProducts products = MatrixProducts.portable(Integer.parseInt(arguments[1]));
        System.out.printf(
                Locale.ROOT,
                "tanh Res-Net, depth %d, width %d, excess %.0e, %s products, %d thread(s)%n",
                Contest.DEPTH,
                width,
                Contest.EXCESS,
                products.name(),
                products.threads());
        System.out.printf(
                "%-10s %4s %3s %2s | %10s %6s %9s | %9s %11s %9s %8s | %8s %8s%n",
                "data",
                "N",
                "d",
                "c",
                "impl.evals",
                "steps",
                "time",
                "GD step",
                "GD evals",
                "time",
                "excess",
                "evals",
                "time");
        // The first pass warms the compiler up, at a small width, and is not printed.
        for (int pass : new int[] {Math.min(20, width), width}) {
            for (TrainingSet set : TrainingSet.all()) {
                String row = compare(products, set, pass, pass == width);
                if (pass == width) {
                    System.out.println(row);
                }
            }
        }
    }

    private static String compare(MatrixProducts products, TrainingSet set, int width, boolean whole) {
        Contest contest = Contest.of(products, set, width);
        Contest.ImplicitRun ours = whole ? contest.implicit() : contest.implicit(WARMING_STEPS);
        FlowResult implicit = ours.result();
        double target = contest.optimum() + Contest.EXCESS;
        GradientDescent descent = new GradientDescent(contest.flow(), contest.start());
        int budget = Contest.CUT_OFF * implicit.evaluations();
        GradientDescent.Run run = descent.run(whole ? descent.bestStep() : 0.1, target, budget);
        // A step that was best after 200 steps can be too long later on.
        while (Double.isInfinite(run.loss()) && whole) {
            run = descent.run(run.step() / 2, target, budget);
        }
        String more = run.loss() > target ? "> " : "";
        return String.format(
                Locale.ROOT,
                "%-10s %4d %3d %2d | %10d %6d %8.2fs | %9.3g %11s %8.2fs %8.1e | %8s %8s",
                set.name(),
                set.data().samples(),
                set.data().inputDimension(),
                set.data().outputs(),
                implicit.evaluations(),
                implicit.accepted(),
                ours.seconds(),
                run.step(),
                more + run.evaluations(),
                run.seconds(),
                run.loss() - contest.optimum(),
                more + String.format(Locale.ROOT, "%.1f", (double) run.evaluations() / implicit.evaluations()),
                more + String.format(Locale.ROOT, "%.1f", run.seconds() / ours.seconds()));
    }
}
