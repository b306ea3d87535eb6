package org.featureflow.convex.program;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/**
 * Groups of inputs on which a symmetric architecture's outputs are multiples of each other. Decided exactly: two inputs are on
 * one ray iff the primitive integer vectors on their rays are equal.
 */
final class RayGroups {

    private RayGroups() {}

    /** Blocks f_n = c_n z of inputs that are equal, or opposite (odd), or on one ray (homogeneous); none for zero inputs. */
    static List<Subspace.Block> of(DMatrixRMaj inputs, boolean odd, boolean homogeneous) {
        Map<List<BigInteger>, List<Integer>> rays = new LinkedHashMap<>();
        Map<List<Double>, List<Integer>> points = new LinkedHashMap<>();
        List<Subspace.Block> blocks = new ArrayList<>();
        for (int n = 0; n < inputs.numRows; n++) {
            int pivot = pivot(inputs, n);
            if (inputs.get(n, pivot) == 0 && (odd || homogeneous)) {
                continue; // f_n = 0
            }
            double sign = odd ? Math.signum(inputs.get(n, pivot)) : 1;
            if (homogeneous) {
                rays.computeIfAbsent(primitive(inputs, n, sign), key -> new ArrayList<>())
                        .add(n);
            } else {
                List<Double> point = new ArrayList<>();
                for (int i = 0; i < inputs.numCols; i++) {
                    point.add(sign * inputs.get(n, i) + 0.0); // so that -0 equals 0
                }
                points.computeIfAbsent(point, key -> new ArrayList<>()).add(n);
            }
        }
        for (List<Integer> group : homogeneous ? rays.values() : points.values()) {
            blocks.add(Subspace.Block.ofCoefficients(group, coefficients(inputs, group, odd, homogeneous)));
        }
        return blocks;
    }

    /** x_n = c_n (common direction); the entries at a common pivot are exact multiples of each other, hence exact coefficients. */
    private static double[] coefficients(DMatrixRMaj inputs, List<Integer> group, boolean odd, boolean homogeneous) {
        double[] coefficients = new double[group.size()];
        boolean equal = true;
        for (int i = 0; i < coefficients.length; i++) {
            double entry = inputs.get(group.get(i), pivot(inputs, group.get(i)));
            coefficients[i] = odd ? entry : Math.abs(entry);
            equal &= Math.abs(entry) == Math.abs(coefficients[0]);
        }
        if (equal || !homogeneous) {
            for (int i = 0; i < coefficients.length; i++) {
                coefficients[i] = odd ? Math.signum(coefficients[i]) : 1;
            }
        }
        return coefficients;
    }

    /** The first entry of largest magnitude: the same column all along a line. */
    private static int pivot(DMatrixRMaj inputs, int n) {
        int pivot = 0;
        for (int i = 1; i < inputs.numCols; i++) {
            pivot = Math.abs(inputs.get(n, i)) > Math.abs(inputs.get(n, pivot)) ? i : pivot;
        }
        return pivot;
    }

    /** The integer vector with greatest common divisor 1 on the ray of sign x_n. */
    private static List<BigInteger> primitive(DMatrixRMaj inputs, int n, double sign) {
        BigDecimal[] row = new BigDecimal[inputs.numCols];
        int scale = 0;
        for (int i = 0; i < row.length; i++) {
            row[i] = new BigDecimal(sign * inputs.get(n, i));
            scale = Math.max(scale, row[i].scale());
        }
        BigInteger divisor = BigInteger.ZERO;
        List<BigInteger> integers = new ArrayList<>();
        for (BigDecimal entry : row) {
            BigInteger integer = entry.setScale(scale).unscaledValue();
            integers.add(integer);
            divisor = divisor.gcd(integer);
        }
        BigInteger common = divisor;
        integers.replaceAll(integer -> integer.divide(common));
        return integers;
    }
}
