package org.featureflow.core.model;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The named losses. */
public final class Losses {

    private Losses() {}

    /**
     * The squared loss 1/2 |f - y|^2. ([FLYZ]'s experiment uses |f - y|^2, twice this one.)
     *
     * @return the squared loss
     */
    public static Loss squared() {
        return SquaredLoss.INSTANCE;
    }

    /**
     * The logistic loss log(1 + exp(-y f)), labels -1 and +1; the sum over outputs.
     *
     * @return the logistic loss
     */
    public static Loss logistic() {
        return LogisticLoss.INSTANCE;
    }

    /**
     * Huber's loss: r^2/2 for |r| &lt;= delta, linear beyond; the sum over outputs.
     *
     * @param delta the threshold, positive
     * @return Huber's loss
     * @throws IllegalArgumentException if delta is not positive and finite
     */
    public static Loss huber(double delta) {
        return new HuberLoss(delta);
    }

    /**
     * Softmax cross-entropy with one-hot targets.
     *
     * @return the softmax loss
     */
    public static Loss softmax() {
        return SoftmaxLoss.INSTANCE;
    }

    /**
     * All losses: the standard ones (Huber's with threshold 1), then those a {@link ServiceLoader} finds.
     *
     * @return the losses, standard ones first
     */
    public static List<Loss> all() {
        Stream<Loss> standard = Stream.of(squared(), logistic(), huber(HuberLoss.DEFAULT_DELTA), softmax());
        Stream<Loss> provided = ServiceLoader.load(Loss.class).stream().map(ServiceLoader.Provider::get);
        return Stream.concat(standard, provided).collect(Collectors.toUnmodifiableList());
    }

    /**
     * The loss of a name.
     *
     * @param name its name
     * @return the loss
     * @throws IllegalArgumentException if there is none, with the names there are
     */
    public static Loss named(String name) {
        List<Loss> all = all();
        return all.stream()
                .filter(loss -> loss.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown loss '" + name + "': use one of "
                        + all.stream().map(Loss::name).collect(Collectors.joining(", "))));
    }
}
