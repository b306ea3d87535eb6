package org.featureflow.verify.program;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * A loss as commands and files name it.
 *
 * @param loss the loss
 * @param delta Huber's threshold; null for other losses
 */
public record LossChoice(Loss loss, @Nullable Double delta) {

    private static final double DEFAULT_DELTA = 1;

    /**
     * The loss of a name.
     *
     * @param name its name
     * @param delta Huber's threshold, null for 1
     * @throws IllegalArgumentException if there is no such loss, or the threshold is not positive or not Huber's, saying what to do
     */
    public static LossChoice of(String name, @Nullable Double delta) {
        if (!name.equals("huber")) {
            if (delta != null) {
                throw new IllegalArgumentException(
                        "delta belongs to the huber loss, not to " + name + ": leave it out");
            }
            return new LossChoice(Losses.named(name), null);
        }
        double threshold = delta == null ? DEFAULT_DELTA : delta;
        return new LossChoice(Losses.huber(threshold), threshold);
    }

    /**
     * The name of a loss.
     *
     * @return none for Huber's with a threshold other than 1, which does not say it
     */
    public static Optional<LossChoice> of(Loss loss) {
        return Losses.named(loss.name()).equals(loss) ? Optional.of(new LossChoice(loss, null)) : Optional.empty();
    }

    /**
     * The loss of a file: a name, or {@code {name, delta}}.
     *
     * @throws WrongInput if there is no such loss
     */
    public static LossChoice read(JsonValue json) {
        if (!json.isObject()) {
            String name = json.text();
            return json.make(() -> of(name, null));
        }
        json.allowOnly(List.of("name", "delta"));
        String name = json.get("name").text();
        Optional<Double> delta = json.find("delta").map(JsonValue::number);
        return json.make(() -> of(name, delta.orElse(null)));
    }

    /** Whether its targets are classes. */
    public boolean isForClasses() {
        return isNamed("softmax") || isNamed("logistic");
    }

    public boolean isNamed(String name) {
        return loss.name().equals(name);
    }

    /** Writes it as problem files have it: a name, or name and delta. */
    public void write(JsonWriter json) throws IOException {
        if (delta == null) {
            json.text("loss", loss.name());
        } else {
            double threshold = delta;
            json.object("loss", inner -> {
                inner.text("name", loss.name());
                inner.number("delta", threshold);
            });
        }
    }
}
