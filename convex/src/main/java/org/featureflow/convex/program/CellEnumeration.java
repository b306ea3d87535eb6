package org.featureflow.convex.program;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The regions into which hyperplanes through the origin of R^k cut the space, by adding one hyperplane at a time.
 *
 * <p>A new hyperplane h cuts exactly those regions that it meets, and these are the regions of the arrangement which the
 * earlier hyperplanes leave on h, an arrangement in one dimension less. So each of those, found by recursion, turns one region
 * into two, and every other region keeps its interior point. All decisions are signs of integer inner products, hence exact,
 * and nothing is assumed of the position of the hyperplanes. Cost O(m R k) sign tests for R regions of m hyperplanes, plus the
 * recursion, which is smaller by a factor of about R^(1/k).
 */
final class CellEnumeration {
    private final int limit;

    CellEnumeration(int limit) {
        this.limit = limit;
    }

    /** An interior point of a region and the hyperplanes on whose positive side it lies. */
    private record Region(IntegerVector point, BitSet positive) {}

    /**
     * One interior point per region, in a fixed order.
     *
     * @param hyperplanes normals, none zero and no two parallel
     * @param dimension k
     * @throws IllegalStateException if there are more regions than the limit
     */
    List<IntegerVector> interiorPoints(List<IntegerVector> hyperplanes, int dimension) {
        List<Region> regions = List.of(new Region(IntegerVector.zero(dimension), new BitSet()));
        for (int n = 0; n < hyperplanes.size(); n++) {
            regions = cut(regions, hyperplanes.subList(0, n), hyperplanes.get(n));
            if (regions.size() > limit) {
                throw new IllegalStateException("more regions than the limit of " + limit);
            }
        }
        List<IntegerVector> points = new ArrayList<>(regions.size());
        for (Region region : regions) {
            points.add(region.point());
        }
        return points;
    }

    private List<Region> cut(List<Region> regions, List<IntegerVector> earlier, IntegerVector h) {
        Map<BitSet, IntegerVector> met = new HashMap<>();
        for (IntegerVector point : pointsOn(h, earlier)) {
            met.put(positiveSides(point, earlier), point);
        }
        int[] moves = earlier.stream().mapToInt(a -> length(a.dot(h))).toArray();
        List<Region> result = new ArrayList<>(regions.size() + met.size());
        for (Region region : regions) {
            IntegerVector crossing = met.remove(region.positive());
            if (crossing == null) {
                if (h.signOfDot(region.point()) > 0) {
                    region.positive().set(earlier.size());
                }
                result.add(region);
            } else {
                int shift = shiftThatKeepsSigns(crossing, earlier, moves);
                BitSet above = (BitSet) region.positive().clone();
                above.set(earlier.size());
                result.add(new Region(crossing.shiftedPlus(shift, h, 1), above));
                result.add(new Region(crossing.shiftedPlus(shift, h, -1), region.positive()));
            }
        }
        if (!met.isEmpty()) {
            throw new AssertionError("a region on a hyperplane lies in no region of the space");
        }
        return result;
    }

    private static BitSet positiveSides(IntegerVector point, List<IntegerVector> hyperplanes) {
        BitSet positive = new BitSet(hyperplanes.size() + 1);
        for (int i = 0; i < hyperplanes.size(); i++) {
            if (hyperplanes.get(i).signOfDot(point) > 0) {
                positive.set(i);
            }
        }
        return positive;
    }

    /**
     * About the least power of two, as exponent and of either sign, for which 2^shift point +- h lies on the same side of all
     * hyperplanes as point. The least, so that the points keep away from h and have short entries when rounded.
     *
     * @param moves bit lengths of |a . h| for the hyperplanes a
     */
    private static int shiftThatKeepsSigns(IntegerVector point, List<IntegerVector> hyperplanes, int[] moves) {
        if (hyperplanes.isEmpty()) {
            return 0;
        }
        int shift = Integer.MIN_VALUE;
        for (int i = 0; i < moves.length; i++) {
            shift = Math.max(shift, moves[i] - length(hyperplanes.get(i).dot(point)) + 1);
        }
        return shift;
    }

    /** Bits of the absolute value: the length of -2^k in two's complement is one less. */
    private static int length(BigInteger number) {
        return number.abs().bitLength();
    }

    /** Interior points of the regions that the hyperplanes leave on h, as points of the whole space. */
    private List<IntegerVector> pointsOn(IntegerVector h, List<IntegerVector> hyperplanes) {
        int k = h.dimension();
        if (k == 2 && !hyperplanes.isEmpty()) {
            // A line is cut at the origin only; most of the recursion ends here.
            BigInteger[] along = {h.get(1).negate(), h.get(0)};
            BigInteger[] back = {h.get(1), h.get(0).negate()};
            return List.of(IntegerVector.of(along), IntegerVector.of(back));
        }
        int pivot = 0;
        for (int i = 1; i < k; i++) {
            if (h.get(i).abs().compareTo(h.get(pivot).abs()) > 0) {
                pivot = i;
            }
        }
        Map<List<BigInteger>, IntegerVector> traces = new LinkedHashMap<>();
        for (IntegerVector a : hyperplanes) {
            IntegerVector trace = trace(a, h, pivot);
            traces.putIfAbsent(trace.line(), trace);
        }
        List<IntegerVector> points = new ArrayList<>();
        for (IntegerVector point : interiorPoints(List.copyOf(traces.values()), k - 1)) {
            points.add(lift(point, h, pivot));
        }
        return points;
    }

    /** The normal of a on h, in the coordinates other than the pivot. Not zero, as a and h are not parallel. */
    private static IntegerVector trace(IntegerVector a, IntegerVector h, int pivot) {
        BigInteger[] trace = new BigInteger[h.dimension() - 1];
        for (int i = 0, j = 0; j < h.dimension(); j++) {
            if (j != pivot) {
                trace[i++] = a.get(j).multiply(h.get(pivot)).subtract(h.get(j).multiply(a.get(pivot)));
            }
        }
        return IntegerVector.primitive(trace);
    }

    /** The point of h whose coordinates other than the pivot are a positive multiple of the given ones. */
    private static IntegerVector lift(IntegerVector point, IntegerVector h, int pivot) {
        BigInteger[] lifted = new BigInteger[h.dimension()];
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0, j = 0; j < lifted.length; j++) {
            if (j != pivot) {
                lifted[j] = point.get(i).multiply(h.get(pivot).abs());
                sum = sum.add(point.get(i++).multiply(h.get(j)));
            }
        }
        lifted[pivot] = h.get(pivot).signum() > 0 ? sum.negate() : sum;
        return IntegerVector.of(lifted);
    }
}
