package org.featureflow.verify.cli;

import java.time.Duration;
import java.util.Optional;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.regularized.RegularizedFlow;
import org.featureflow.flow.regularized.RegularizedObserver;
import org.featureflow.flow.regularized.RegularizedResult;
import org.featureflow.flow.regularized.RestRule;
import org.featureflow.verify.claim.RegularizedMatch;

/**
 * Trains a Res-Net by a regularized flow, from a start by Alg. 2.
 *
 * @param products the back end
 * @param architecture the architecture
 * @param width the width of each layer
 * @param lambda the factors
 * @param repopulates whether masses move
 * @param tolerance the excess over the optimum that is still as claimed
 */
record RegularizedTraining(
        MatrixProducts products,
        Architecture architecture,
        int width,
        Regularization lambda,
        boolean repopulates,
        double tolerance) {

    private static final int MOST_STEPS = 4000;

    /** The excess left by a velocity u is about u^2 over the least curvature, some 1e-6. */
    private static final double RESTING_VELOCITY = 1e-8;

    /** How closely the optimum is sought. */
    static double closeness(double tolerance) {
        return Math.max(CLOSEST, SHARE * tolerance);
    }

    /** The optimum is sought this much more closely than the tolerance, and no closer than doubles allow. */
    private static final double SHARE = 0.1;

    private static final double CLOSEST = 1e-12;

    /**
     * Trains.
     *
     * @param dataset the samples as the network sees them
     * @param loss the loss
     * @param streams chance
     * @param limit the time after which the flow ends
     * @param observer is told of accepted steps
     * @return the end of the flow, held against the optimum
     */
    RegularizedMatch run(
            Dataset dataset, Loss loss, RandomStreams streams, Optional<Duration> limit, RegularizedObserver observer) {
        double close = closeness(tolerance);
        RestRule unlimited = RestRule.of(RESTING_VELOCITY, close, MOST_STEPS);
        RestRule rule = limit.map(unlimited::withWallTime).orElse(unlimited);
        Network start = Initialization.draw(
                        products,
                        architecture,
                        dataset.inputs(),
                        width,
                        dataset.outputs(),
                        InitialLaw.withDefaults(),
                        streams.child("start"))
                .network();
        RegularizedFlow flow = new RegularizedFlow(
                new FeatureFlow(products, dataset.inputs(), new Objective(loss, dataset.targets())), lambda);
        RegularizedResult end = repopulates
                ? RegularizedMatch.repopulated(flow, start, rule, observer)
                : RegularizedMatch.plain(flow, start, rule, observer);
        return RegularizedMatch.of(end, close);
    }
}
