package org.featureflow.core.model;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The named activations. */
public final class Activations {

    private Activations() {}

    /**
     * The hyperbolic tangent: odd, bounded by 1, Lipschitz 1.
     *
     * @return tanh
     */
    public static Activation tanh() {
        return StandardActivation.TANH;
    }

    /**
     * The logistic sigmoid 1/(1 + exp(-x)).
     *
     * @return the sigmoid
     */
    public static Activation sigmoid() {
        return StandardActivation.SIGMOID;
    }

    /**
     * The error function 2/sqrt(pi) int_0^x exp(-t^2) dt.
     *
     * @return erf
     */
    public static Activation erf() {
        return StandardActivation.ERF;
    }

    /**
     * The smooth rectifier ln(1 + exp(x)). Not bounded.
     *
     * @return softplus
     */
    public static Activation softplus() {
        return StandardActivation.SOFTPLUS;
    }

    /**
     * The rectifier max(x, 0), with derivative 0 at 0. Neither bounded nor smooth.
     *
     * @return ReLU
     */
    public static Activation relu() {
        return StandardActivation.RELU;
    }

    /**
     * The sine.
     *
     * @return sin
     */
    public static Activation sine() {
        return StandardActivation.SINE;
    }

    /**
     * The identity, with which every network is linear.
     *
     * @return x to x
     */
    public static Activation identity() {
        return StandardActivation.IDENTITY;
    }

    /**
     * All activations: the standard ones, then those a {@link ServiceLoader} finds.
     *
     * @return the activations, standard ones first
     */
    public static List<Activation> all() {
        Stream<Activation> standard = Stream.of(tanh(), sigmoid(), erf(), softplus(), relu(), sine(), identity());
        Stream<Activation> provided =
                ServiceLoader.load(Activation.class).stream().map(ServiceLoader.Provider::get);
        return Stream.concat(standard, provided).collect(Collectors.toUnmodifiableList());
    }

    /**
     * The activation of a name.
     *
     * @param name its name
     * @return the activation
     * @throws IllegalArgumentException if there is none, with the names there are
     */
    public static Activation named(String name) {
        List<Activation> all = all();
        return all.stream()
                .filter(activation -> activation.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown activation '" + name + "': use one of "
                        + all.stream().map(Activation::name).collect(Collectors.joining(", "))));
    }
}
