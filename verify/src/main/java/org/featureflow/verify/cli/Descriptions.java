package org.featureflow.verify.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.featureflow.core.feature.Network;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Objective;
import org.featureflow.flow.control.FlowPath;
import org.featureflow.verify.json.WrongInput;

/** Networks and numbers of things in words. */
final class Descriptions {

    private Descriptions() {}

    /** A network, for instance {@code Res-Net of depth 3, width 500, h1 tanh, h2 tanh}. */
    static String of(Network network) {
        return of(network.architecture(), network.weights().widths());
    }

    /** An architecture with given widths. */
    static String of(Architecture architecture, int... widths) {
        boolean equal = Arrays.stream(widths).distinct().count() == 1;
        String width = equal
                ? "width " + widths[0]
                : "widths " + Arrays.stream(widths).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String activations = architecture.hasSkipConnections()
                ? "h1 " + architecture.activation().name() + ", h2 "
                        + architecture.residualActivation().name()
                : "h " + architecture.activation().name();
        return (architecture.hasSkipConnections() ? "Res-Net" : "DNN") + " of depth " + architecture.depth() + ", "
                + width + ", " + activations;
    }

    /** The data of an objective, for instance {@code 8 samples, 1 output, squared loss}. */
    static String of(Objective objective) {
        return count(objective.samples(), "sample") + ", " + count(objective.outputs(), "output") + ", "
                + objective.loss().name() + " loss";
    }

    /** What is known of a run's path, in the words of result files. */
    static String of(FlowPath path) {
        return path.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is known of a run's path, in words. */
    static String explained(FlowPath path) {
        return switch (path) {
            case FOLLOWS_FLOW -> "follows the flow: the estimated error of every step is within the tolerance";
            case HEADS_FOR_LIMIT -> "heads for the limit of the flow, does not follow it on the way";
            case NOT_ESTIMATED -> "a discretisation of the flow, its distance from it is not estimated";
        };
    }

    /** A number of things, for instance {@code 1 input} or {@code 2 inputs}. */
    static String count(long number, String thing) {
        return WrongInput.count(number, thing);
    }

    /** A number of things whose plural is another word. */
    static String count(long number, String thing, String things) {
        return number + " " + (number == 1 ? thing : things);
    }
}
