package org.featureflow.core.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/**
 * The masses p of a network's units, one probability vector a layer: wherever theory section 2 writes (1/m) sum_k, a network
 * with masses has sum_k p_k. A Res-Net's layers share one vector, for a unit is one path through them.
 *
 * <p>Immutable. Uniform masses cost no memory in proportion to the width.
 */
public final class Masses {

    /** Accepted deviation of a sum of masses from 1, for masses that went through a file. */
    private static final double SUM_TOLERANCE = 1e-9;

    private final int[] widths;
    /** Empty for uniform masses, else one vector a layer. */
    private final List<double[]> masses;

    private Masses(int[] widths, List<double[]> masses) {
        this.widths = widths;
        this.masses = masses;
    }

    /**
     * Uniform masses 1/m in each layer.
     *
     * @param widths the width of each layer, all positive
     * @return the masses
     */
    public static Masses uniform(int... widths) {
        for (int width : widths) {
            if (width < 1) {
                throw new IllegalArgumentException("width " + width + ": a layer has at least 1 unit");
            }
        }
        return new Masses(widths.clone(), List.of());
    }

    /**
     * Given masses.
     *
     * @param masses one vector a layer, not negative, each summing to 1 within 1e-9; copied
     * @return the masses
     * @throws IllegalArgumentException if a mass is negative or a sum is not 1, naming the layer
     */
    public static Masses of(List<double[]> masses) {
        List<double[]> copies = new ArrayList<>();
        for (int l = 0; l < masses.size(); l++) {
            double[] copy = masses.get(l).clone();
            double sum = 0;
            for (int k = 0; k < copy.length; k++) {
                if (!(copy[k] >= 0)) {
                    throw new IllegalArgumentException("mass " + (k + 1) + " of layer " + (l + 1) + " is " + copy[k]
                            + ": masses are not negative");
                }
                sum += copy[k];
            }
            if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
                throw new IllegalArgumentException(
                        "the masses of layer " + (l + 1) + " sum to " + sum + ": they must sum to 1");
            }
            copies.add(copy);
        }
        return new Masses(copies.stream().mapToInt(copy -> copy.length).toArray(), copies);
    }

    /**
     * The number of layers.
     *
     * @return L
     */
    public int layers() {
        return widths.length;
    }

    /**
     * The width of a layer.
     *
     * @param layer the layer, from 0
     * @return its number of units
     */
    public int width(int layer) {
        return widths[layer];
    }

    /**
     * The mass of a unit.
     *
     * @param layer the layer, from 0
     * @param unit the unit, from 0
     * @return p_k
     */
    public double mass(int layer, int unit) {
        return masses.isEmpty() ? 1.0 / widths[layer] : masses.get(layer)[unit];
    }

    /**
     * Multiplies column k of a matrix by the mass of unit k: out = a diag(p).
     *
     * @param layer the layer, from 0
     * @param a a matrix with a column for each unit, not modified
     * @param out receives the product, of the same shape; may be {@code a}
     */
    public void scaleColumns(int layer, DMatrixRMaj a, DMatrixRMaj out) {
        int m = widths[layer];
        if (masses.isEmpty()) {
            for (int i = 0; i < a.numRows * m; i++) {
                out.data[i] = a.data[i] / m;
            }
            return;
        }
        double[] p = masses.get(layer);
        for (int n = 0; n < a.numRows; n++) {
            for (int k = 0; k < m; k++) {
                out.data[n * m + k] = a.data[n * m + k] * p[k];
            }
        }
    }

    /** Whether the other's masses are the same numbers, however they were given. */
    @Override
    @SuppressWarnings("exports") // the annotation's module is not needed at run time
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Masses that) || !Arrays.equals(widths, that.widths)) {
            return false;
        }
        if (masses.isEmpty() && that.masses.isEmpty()) {
            return true;
        }
        for (int l = 0; l < widths.length; l++) {
            for (int k = 0; k < widths[l]; k++) {
                if (mass(l, k) != that.mass(l, k)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(widths);
    }

    @Override
    public String toString() {
        return (masses.isEmpty() ? "uniform masses " : "masses ") + Arrays.toString(widths);
    }
}
