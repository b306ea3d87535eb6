package org.featureflow.flow.bench;

import java.io.IOException;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.control.DescentControl;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.integrate.ExcessBound;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.flow.integrate.FlowStatus;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.step.LinearlyImplicitEuler;

/**
 * Evaluations and time to an excess of 1e-8: the linearly implicit flow against scaled gradient descent from the same start, a tanh
 * Res-Net of depth 3 by Alg. 2. Gradient descent takes the step that is best after 200 steps, its search not counted, and is cut off
 * at 50 times the implicit flow's evaluations. An evaluation is a forward pass of all samples, with whatever a method does beside it.
 *
 * <p>Arguments: the width, and the number of threads.
 */
public final class ImplicitAgainstGradientDescent {

    private static final double EXCESS = 1e-8;
    private static final int CUT_OFF = 50;
    private static final int DEPTH = 3;

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
                DEPTH,
                width,
                EXCESS,
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
        DMatrixRMaj inputs = set.data().inputs();
        FeatureFlow flow = new FeatureFlow(products, inputs, set.objective());
        Network start = Initialization.draw(
                        products,
                        Architecture.resNet(DEPTH, Activations.tanh(), Activations.tanh()),
                        inputs,
                        width,
                        set.data().outputs(),
                        InitialLaw.withDefaults(),
                        new RandomStreams(1))
                .network();
        double optimum = set.objective().infimum();
        long begin = System.nanoTime();
        FlowResult implicit = new FlowIntegrator(new LinearlyImplicitEuler(), new DescentControl(1))
                .run(
                        flow,
                        start,
                        Stopping.afterSteps(whole ? 1000 : 5)
                                .withOptimum(ExcessBound.floatingPoint(optimum), EXCESS)
                                .withRestingVelocity(0)
                                .withRecordEvery(Integer.MAX_VALUE),
                        FlowObserver.none());
        double seconds = (System.nanoTime() - begin) * 1e-9;
        if (whole && implicit.status() != FlowStatus.AT_OPTIMUM) {
            return set.name() + ": the implicit flow ended " + implicit.status() + " at loss "
                    + implicit.state().loss();
        }
        GradientDescent descent = new GradientDescent(flow, start);
        int budget = CUT_OFF * implicit.evaluations();
        GradientDescent.Run run = whole
                ? descent.run(descent.bestStep(), optimum + EXCESS, budget)
                : descent.run(0.1, optimum + EXCESS, budget);
        // A step that was best after 200 steps can be too long later on.
        while (Double.isInfinite(run.loss()) && whole) {
            run = descent.run(run.step() / 2, optimum + EXCESS, budget);
        }
        String more = run.loss() - optimum > EXCESS ? "> " : "";
        return String.format(
                Locale.ROOT,
                "%-10s %4d %3d %2d | %10d %6d %8.2fs | %9.3g %11s %8.2fs %8.1e | %8s %8s",
                set.name(),
                set.data().samples(),
                set.data().inputDimension(),
                set.data().outputs(),
                implicit.evaluations(),
                implicit.accepted(),
                seconds,
                run.step(),
                more + run.evaluations(),
                run.seconds(),
                run.loss() - optimum,
                more + String.format(Locale.ROOT, "%.1f", (double) run.evaluations() / implicit.evaluations()),
                more + String.format(Locale.ROOT, "%.1f", run.seconds() / seconds));
    }
}
