package org.featureflow.convex.certificate;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The number of regions into which hyperplanes through the origin cut R^k, by deletion and restriction: adding a hyperplane h
 * raises the number by the number of regions which the earlier hyperplanes leave on h. In integers, hence exact in any
 * position; for m hyperplanes in general position the result is 2 sum_{j &lt; k} C(m - 1, j).
 */
final class RegionCount {
    private RegionCount() {}

    /**
     * Counts, but not much beyond a limit.
     *
     * @param normals integer normals, each k long; zero ones and repeated lines are skipped
     * @param limit where counting may stop
     * @return the number of regions, or some number above the limit if there are more
     */
    static long of(Iterable<BigInteger[]> normals, long limit) {
        Set<List<BigInteger>> lines = new LinkedHashSet<>();
        for (BigInteger[] normal : normals) {
            addLine(lines, normal);
        }
        return count(List.copyOf(lines), limit);
    }

    private static long count(List<List<BigInteger>> lines, long limit) {
        // In the plane each line adds two regions, but for the first, which makes two of one.
        if (!lines.isEmpty() && lines.get(0).size() <= 2) {
            return 2L * lines.size();
        }
        long regions = 1;
        for (int n = 0; n < lines.size() && regions <= limit; n++) {
            regions += count(traces(lines.subList(0, n), lines.get(n)), limit - regions);
        }
        return regions;
    }

    /** The lines' normals within the hyperplane h, written in all coordinates but one in which h is not parallel to the axis. */
    private static List<List<BigInteger>> traces(List<List<BigInteger>> lines, List<BigInteger> h) {
        int pivot = 0;
        while (h.get(pivot).signum() == 0) {
            pivot++;
        }
        Set<List<BigInteger>> traces = new LinkedHashSet<>();
        for (List<BigInteger> line : lines) {
            BigInteger[] trace = new BigInteger[h.size() - 1];
            for (int i = 0, j = 0; j < h.size(); j++) {
                if (j != pivot) {
                    trace[i++] =
                            line.get(j).multiply(h.get(pivot)).subtract(h.get(j).multiply(line.get(pivot)));
                }
            }
            addLine(traces, trace);
        }
        return List.copyOf(traces);
    }

    /** Adds the primitive normal whose first entry other than zero is positive: one representative per line. */
    private static void addLine(Set<List<BigInteger>> lines, BigInteger[] normal) {
        BigInteger divisor = BigInteger.ZERO;
        int sign = 0;
        for (BigInteger entry : normal) {
            divisor = divisor.gcd(entry);
            sign = sign == 0 ? entry.signum() : sign;
        }
        if (sign == 0) {
            return;
        }
        List<BigInteger> line = new ArrayList<>(normal.length);
        for (BigInteger entry : normal) {
            BigInteger reduced = entry.divide(divisor);
            line.add(sign > 0 ? reduced : reduced.negate());
        }
        lines.add(List.copyOf(line));
    }
}
