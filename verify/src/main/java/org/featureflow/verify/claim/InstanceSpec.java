package org.featureflow.verify.claim;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;

/**
 * The description of a random instance: sizes, kinds and a seed. {@link Instance#of(InstanceSpec)} is a pure function of it.
 *
 * @param seed the seed of data and start
 * @param data the kind of data
 * @param samples the number of distinct draws of an input; kinds that pair samples have twice as many rows
 * @param inputs the number of inputs, without bias
 * @param bias whether a constant input is added
 * @param model Res-Net or DNN
 * @param depth L
 * @param width m
 * @param activation the name of h1
 * @param loss the name of the loss
 */
public record InstanceSpec(
        long seed,
        DataKind data,
        int samples,
        int inputs,
        boolean bias,
        Architecture.Model model,
        int depth,
        int width,
        String activation,
        String loss) {

    /** The kind of data. */
    public enum DataKind {
        /** Independent Gaussian inputs, targets independent of them. */
        GENERIC,
        /** Every input twice, with two targets. */
        CONFLICTING,
        /** Every input twice, with the same target. */
        DUPLICATED,
        /** Every input with its negative, with two targets. */
        ANTIPODAL,
        /** Gaussian inputs in neighbouring pairs at relative distance 1/8. */
        NEARLY_PARALLEL,
        /** Gaussian inputs whose columns differ in scale by up to 16. */
        BADLY_SCALED
    }

    /**
     * Checks sizes and names.
     *
     * @param seed the seed of data and start
     * @param data the kind of data
     * @param samples the number of distinct draws of an input; kinds that pair samples have twice as many rows
     * @param inputs the number of inputs, without bias
     * @param bias whether a constant input is added
     * @param model Res-Net or DNN
     * @param depth L
     * @param width m
     * @param activation the name of h1
     * @param loss the name of the loss
     * @throws IllegalArgumentException if a size is below 1 or a name unknown
     */
    public InstanceSpec {
        if (samples < 1 || inputs < 1 || depth < 1 || width < 1) {
            throw new IllegalArgumentException("samples " + samples + ", inputs " + inputs + ", depth " + depth
                    + ", width " + width + ": all must be at least 1");
        }
        Activations.named(activation);
        Losses.named(loss);
    }

    /**
     * Smaller instances to try when this one violates a claim, the boldest first.
     *
     * @return specifications with one size reduced
     */
    public List<InstanceSpec> smaller() {
        List<InstanceSpec> smaller = new ArrayList<>();
        for (int size : new int[] {samples / 2, samples - 1}) {
            if (size >= 1 && size < samples) {
                smaller.add(withSizes(size, inputs, depth, width));
            }
        }
        if (depth > 1) {
            smaller.add(withSizes(samples, inputs, 1, width));
            smaller.add(withSizes(samples, inputs, depth - 1, width));
        }
        if (width > 1) {
            smaller.add(withSizes(samples, inputs, depth, width / 2));
        }
        if (inputs > 1) {
            smaller.add(withSizes(samples, inputs - 1, depth, width));
        }
        return smaller;
    }

    /**
     * The same sizes and kinds with other numbers.
     *
     * @param newSeed the seed
     * @return the changed specification
     */
    public InstanceSpec withSeed(long newSeed) {
        return new InstanceSpec(newSeed, data, samples, inputs, bias, model, depth, width, activation, loss);
    }

    /**
     * How to make this specification again.
     *
     * @return a Java expression, for the message of a test
     */
    public String expression() {
        return "new InstanceSpec(" + seed + "L, InstanceSpec.DataKind." + data.name() + ", " + samples + ", " + inputs
                + ", "
                + bias + ", Architecture.Model." + model.name() + ", " + depth + ", " + width + ", \"" + activation
                + "\", \"" + loss + "\")";
    }

    private InstanceSpec withSizes(int newSamples, int newInputs, int newDepth, int newWidth) {
        return new InstanceSpec(seed, data, newSamples, newInputs, bias, model, newDepth, newWidth, activation, loss);
    }

    @Override
    public String toString() {
        return (model == Architecture.Model.RESNET ? "Res-Net" : "DNN") + " depth " + depth + " width " + width + " "
                + activation + ", " + loss + " loss, " + samples + " " + data + " samples of " + inputs + " inputs"
                + (bias ? " and a bias" : "") + ", seed " + seed;
    }
}
