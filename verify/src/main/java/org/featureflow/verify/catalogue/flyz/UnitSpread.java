package org.featureflow.verify.catalogue.flyz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.control.FixedStep;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.step.ExplicitEuler;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.RateFit;
import org.featureflow.verify.statistics.RatePlot;

/**
 * How the spread of a layer's units depends on the width, after some flow time.
 *
 * @param rates one fit for each of layers 2..L-1: standard deviation over units, root mean square over samples, against the width
 * @param units how the units of a middle layer are distributed in a narrow and in a wide network
 */
record UnitSpread(List<RateFit> rates, Plot units) {

    static final double ERROR_RATE = 0.01;

    private static final int SMALLEST_WIDTH = 32;
    private static final int REPETITIONS = 24;
    private static final int MOST_POINTS = 200;
    private static final double STEP = 0.05;
    private static final int STEPS = 10;

    /** Makes a network of a width. */
    interface Start {
        Network draw(MatrixProducts products, Instance instance, int width, RandomStreams streams);
    }

    /** Copies the list. */
    UnitSpread {
        rates = List.copyOf(rates);
    }

    /** Measures networks of widths from 32 to that of the specification. */
    static UnitSpread of(InstanceSpec spec, MatrixProducts products, Start start) {
        Instance instance = Instance.of(spec);
        int layers = spec.depth() - 2;
        int widths = 1 + (int) Math.round(Math.log((double) spec.width() / SMALLEST_WIDTH) / Math.log(2));
        double[] x = new double[widths * REPETITIONS];
        double[][] y = new double[layers][x.length];
        List<Plot.Series> distributions = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            int width = SMALLEST_WIDTH << (i / REPETITIONS);
            RandomStreams streams =
                    new RandomStreams(spec.seed()).child("spread").child(i);
            Features features = new FlowIntegrator(new ExplicitEuler(), new FixedStep(STEP))
                    .run(
                            instance.flow(products),
                            start.draw(products, instance, width, streams),
                            Stopping.afterSteps(STEPS).withRestingVelocity(0).withRecordEvery(STEPS),
                            FlowObserver.none())
                    .state()
                    .features();
            if (i == 0 || i == x.length - REPETITIONS) {
                distributions.add(distribution("width " + width, features.beta(middle(spec.depth()))));
            }
            x[i] = width;
            for (int l = 0; l < layers; l++) {
                y[l][i] = spread(features.beta(l + 2));
            }
        }
        List<RateFit> rates = Arrays.stream(y)
                .map(spreads -> RateFit.of(x, spreads, ERROR_RATE))
                .toList();
        Plot units = new Plot(
                "units",
                "Where the units of layer " + middle(spec.depth()) + " lie, on the first sample",
                new Plot.Axis("value of a unit", Plot.Scale.LINEAR),
                new Plot.Axis("fraction of units below", Plot.Scale.LINEAR),
                distributions);
        return new UnitSpread(rates, units);
    }

    /** The worst verdict of all layers, with every exponent, beside the one claimed. */
    Outcome outcome(Function<RateFit, Verdict> judge, double claimed) {
        Verdict verdict = Verdict.SUPPORTED;
        List<Plot> plots = new ArrayList<>(List.of(units));
        List<Evidence> evidence = new ArrayList<>();
        for (int i = 0; i < rates.size(); i++) {
            RateFit rate = rates.get(i);
            verdict = verdict.worse(judge.apply(rate));
            int layer = i + 2;
            plots.add(new RatePlot(
                            "layer-" + layer,
                            "Spread of the units of layer " + layer,
                            "width m",
                            "standard deviation over units")
                    .of(rate, claimed));
            evidence.add(new Evidence("exponent, layer " + layer, rate.slope()));
            evidence.add(new Evidence("its half width, layer " + layer, rate.halfWidth()));
        }
        return new Outcome(verdict, List.of(), evidence, plots);
    }

    private static int middle(int depth) {
        return (depth + 1) / 2;
    }

    private static Plot.Series distribution(String label, DMatrixRMaj beta) {
        double[] units = Arrays.copyOf(beta.data, beta.numCols);
        Arrays.sort(units);
        List<Plot.Point> points = new ArrayList<>();
        for (int j = 0; j < units.length; j++) {
            points.add(Plot.Point.of(units[j], (j + 0.5) / units.length));
        }
        return new Plot.Series(label, Plot.Mark.LINE, points).thinned(MOST_POINTS);
    }

    private static double spread(DMatrixRMaj beta) {
        double sum = 0;
        for (int n = 0; n < beta.numRows; n++) {
            double mean = 0;
            for (int j = 0; j < beta.numCols; j++) {
                mean += beta.get(n, j) / beta.numCols;
            }
            for (int j = 0; j < beta.numCols; j++) {
                double deviation = beta.get(n, j) - mean;
                sum += deviation * deviation / beta.numCols / beta.numRows;
            }
        }
        return Math.sqrt(sum);
    }
}
