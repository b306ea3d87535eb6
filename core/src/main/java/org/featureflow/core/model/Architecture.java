package org.featureflow.core.model;

/**
 * A network architecture of theory section 2: which model, how many hidden layers, which activations.
 *
 * @param model Res-Net or DNN
 * @param depth the number L of hidden layers, at least 1
 * @param activation h1 (a DNN's h), applied to the features
 * @param residualActivation h2, applied to the residuals alpha of a Res-Net; a DNN ignores it
 */
public record Architecture(Model model, int depth, Activation activation, Activation residualActivation) {

    /** The model. */
    public enum Model {
        /** beta_l = beta_{l-1} + h2(alpha_l): skip connections on layers 2..L [FLYZ sec. 3]. */
        RESNET,
        /** theta_l = (1/m) h(theta_{l-1}) W_l: fully connected [FLYZ sec. 2]. */
        DNN
    }

    /**
     * Checks the depth.
     *
     * @param model Res-Net or DNN
     * @param depth the number L of hidden layers, at least 1
     * @param activation h1 (a DNN's h), applied to the features
     * @param residualActivation h2, applied to the residuals alpha of a Res-Net; a DNN ignores it
     * @throws IllegalArgumentException if the depth is below 1
     */
    public Architecture {
        if (depth < 1) {
            throw new IllegalArgumentException("depth " + depth + ": a network has at least 1 hidden layer");
        }
    }

    /**
     * A Res-Net.
     *
     * @param depth the number of hidden layers
     * @param activation h1
     * @param residualActivation h2
     * @return the architecture
     */
    public static Architecture resNet(int depth, Activation activation, Activation residualActivation) {
        return new Architecture(Model.RESNET, depth, activation, residualActivation);
    }

    /**
     * A fully connected network.
     *
     * @param depth the number of hidden layers
     * @param activation h
     * @return the architecture
     */
    public static Architecture dnn(int depth, Activation activation) {
        return new Architecture(Model.DNN, depth, activation, activation);
    }

    /**
     * Whether layers 2..L are added to their source.
     *
     * @return true for a Res-Net
     */
    public boolean hasSkipConnections() {
        return model == Model.RESNET;
    }

    /**
     * Whether every output is odd in the input: f(-x) = -f(x), hence f(0) = 0.
     *
     * @return whether all activations in use are odd
     */
    public boolean isOdd() {
        return activation.parity() == Activation.Parity.ODD
                && (!usesResidualActivation() || residualActivation.parity() == Activation.Parity.ODD);
    }

    /**
     * Whether every output is positively homogeneous in the input: f(c x) = c f(x) for c &gt; 0.
     *
     * @return whether all activations in use are positively homogeneous
     */
    public boolean isPositivelyHomogeneous() {
        return activation.isPositivelyHomogeneous()
                && (!usesResidualActivation() || residualActivation.isPositivelyHomogeneous());
    }

    /**
     * Whether every output is linear in the input.
     *
     * @return whether all activations in use are linear
     */
    public boolean isLinear() {
        return activation.isLinear() && (!usesResidualActivation() || residualActivation.isLinear());
    }

    private boolean usesResidualActivation() {
        return hasSkipConnections() && depth > 1;
    }
}
