package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.control.FixedStep;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.step.ExplicitEuler;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.InstanceSpec.DataKind;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.RateFit;
import org.featureflow.verify.statistics.RatePlot;

/**
 * Theorems 6 and 7 of [FLYZ], the part in the width: a network of width m stays within O~(m^(-1/2)) of the flow up to a time T. Hence the
 * outputs of two independent networks of widths m and 2 m are within a constant times m^(-1/2) of each other: their root mean square
 * difference is measured, at one step length, so that the part in the step cancels. The rate is an upper bound and tested one-sided.
 */
final class WidthDiscretisation {

    private static final double ERROR_RATE = 0.01;
    private static final int SMALLEST_WIDTH = 16;
    private static final int GROUPS = 12;
    private static final int PAIRS_IN_A_GROUP = 8;
    private static final double STEP = 0.1;
    private static final int STEPS = 10;

    /** Half way between the bound's exponent -1/2 and -1/4: slower than this and it is another law. */
    private static final double SLOWEST = -0.375;

    private WidthDiscretisation() {}

    static Claim claim() {
        return new StatedClaim(
                "flyz-thm67-width",
                "scaled gradient descent at width m stays within O~(m^(-1/2)) of the flow up to time T",
                "[FLYZ] Theorems 6 and 7",
                "a root mean square difference between widths m and 2 m that falls more slowly than m^" + SLOWEST
                        + ", at error rate " + ERROR_RATE,
                Verdict.SUPPORTED,
                1,
                streams -> draw(new Draws(streams)),
                WidthDiscretisation::check);
    }

    private static InstanceSpec draw(Draws draws) {
        return new InstanceSpec(
                draws.seed(),
                DataKind.GENERIC,
                5,
                2,
                true,
                Architecture.Model.RESNET,
                draws.between(2, 4),
                256,
                "tanh",
                draws.oneOf(List.of("squared", "logistic", "huber")));
    }

    private static Outcome check(InstanceSpec spec, MatrixProducts products) {
        Instance instance = Instance.of(spec);
        int widths = (int) Math.round(Math.log((double) spec.width() / SMALLEST_WIDTH) / Math.log(2));
        double[] x = new double[widths * GROUPS];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int width = SMALLEST_WIDTH << (i / GROUPS);
            RandomStreams streams =
                    new RandomStreams(spec.seed()).child("widths").child(i);
            double sum = 0;
            for (int pair = 0; pair < PAIRS_IN_A_GROUP; pair++) {
                RandomStreams ofPair = streams.child(pair);
                DMatrixRMaj narrow = outputs(products, instance, width, ofPair.child("narrow"));
                DMatrixRMaj wide = outputs(products, instance, 2 * width, ofPair.child("wide"));
                for (int n = 0; n < narrow.getNumElements(); n++) {
                    double difference = narrow.data[n] - wide.data[n];
                    sum += difference * difference;
                }
            }
            x[i] = width;
            y[i] = Math.sqrt(sum / PAIRS_IN_A_GROUP / instance.dataset().samples());
        }
        RateFit rate = RateFit.of(x, y, ERROR_RATE);
        Verdict verdict = rate.upper() <= SLOWEST
                ? Verdict.SUPPORTED
                : rate.lower() > SLOWEST ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
        return new Outcome(
                verdict,
                List.of(),
                List.of(
                        new Evidence("exponent", rate.slope()),
                        new Evidence("its half width", rate.halfWidth()),
                        new Evidence("slowest exponent allowed", SLOWEST),
                        new Evidence("error rate", ERROR_RATE)),
                List.of(new RatePlot(
                                "width",
                                "Independent networks of widths m and 2 m approach each other",
                                "width m",
                                "root mean square difference of outputs")
                        .of(rate, -0.5)));
    }

    private static DMatrixRMaj outputs(MatrixProducts products, Instance instance, int width, RandomStreams streams) {
        Initialization start = Initialization.draw(
                products,
                instance.architecture(),
                instance.dataset().inputs(),
                width,
                instance.dataset().outputs(),
                InitialLaw.withDefaults(),
                streams);
        return new FlowIntegrator(new ExplicitEuler(), new FixedStep(STEP))
                .run(
                        instance.flow(products),
                        start.network(),
                        Stopping.afterSteps(STEPS).withRestingVelocity(0).withRecordEvery(STEPS),
                        FlowObserver.none())
                .state()
                .outputs();
    }
}
