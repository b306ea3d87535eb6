package org.featureflow.verify.cli;

import java.util.Optional;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.verify.json.WrongInput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose a network. */
final class NetworkOptions {

    private static final int DEFAULT_DEPTH = 3;

    private static final int DEFAULT_WIDTH = 500;

    @Option(names = "--model", paramLabel = "MODEL", description = "resnet (the default) or dnn.")
    private @Nullable Model model;

    @Option(
            names = "--depth",
            paramLabel = "L",
            description = "Number of hidden layers (default: " + DEFAULT_DEPTH + ").")
    private @Nullable Integer depth;

    @Option(names = "--width", paramLabel = "M", description = "Width of each layer (default: " + DEFAULT_WIDTH + ").")
    private @Nullable Integer width;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            description = "h1: tanh (the default), sigmoid, erf, softplus, relu, sine or identity.")
    private @Nullable Activation activation;

    @Option(names = "--residual-activation", paramLabel = "NAME", description = "h2 of a Res-Net (default: tanh).")
    private @Nullable Activation residualActivation;

    /**
     * Checks the numbers.
     *
     * @throws WrongInput if depth or width is below 1, or a DNN is to have a residual activation
     */
    void check() {
        if (depth != null && depth < 1) {
            throw new WrongInput("--depth is " + depth + ", a network has at least 1 hidden layer");
        }
        if (width != null && width < 1) {
            throw new WrongInput("--width is " + width + ", a layer has at least 1 unit");
        }
        if (model == Model.DNN && residualActivation != null) {
            throw new WrongInput("--residual-activation is for a Res-Net, leave it out for a DNN");
        }
    }

    /** The architecture chosen, with defaults for what is not. */
    Architecture architecture() {
        int layers = depth == null ? DEFAULT_DEPTH : depth;
        Activation h1 = activation == null ? Activations.tanh() : activation;
        Activation h2 = residualActivation == null ? Activations.tanh() : residualActivation;
        return model == Model.DNN ? Architecture.dnn(layers, h1) : Architecture.resNet(layers, h1, h2);
    }

    /** The width chosen. */
    int width() {
        return widthOr(DEFAULT_WIDTH);
    }

    /** The width chosen, with another default. */
    int widthOr(int otherwise) {
        return width == null ? otherwise : width;
    }

    /**
     * The architecture of given weights: what their file does not say is for the options, and the two must not disagree.
     *
     * @throws WrongInput if they do
     */
    Architecture architectureOf(GivenWeights weights) {
        Model chosen = agreed("--model", weights.model(), model, Model.RESNET);
        Activation h1 = agreed("--activation", weights.activation(), activation, Activations.tanh());
        agreed("--depth", Optional.of(weights.depth()), depth, weights.depth());
        if (width != null) {
            for (int given : weights.weights().widths()) {
                agreed("--width", Optional.of(given), width, given);
            }
        }
        if (chosen == Model.DNN) {
            return Architecture.dnn(weights.depth(), h1);
        }
        Activation h2 =
                agreed("--residual-activation", weights.residualActivation(), residualActivation, Activations.tanh());
        return Architecture.resNet(weights.depth(), h1, h2);
    }

    private static <T> T agreed(String option, Optional<T> given, @Nullable T chosen, T otherwise) {
        if (given.isPresent() && chosen != null && !given.get().equals(chosen)) {
            throw new WrongInput(
                    option + " is " + chosen + " but the weights are of " + given.get() + ", leave the option out");
        }
        return chosen != null ? chosen : given.orElse(otherwise);
    }
}
