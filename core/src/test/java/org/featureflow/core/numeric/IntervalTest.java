package org.featureflow.core.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import org.junit.jupiter.api.Test;

/** Expected values are exact rationals, or {@link DecimalFunctions} to 60 digits. */
class IntervalTest {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    /** Finite doubles of every size and both signs, with the ends of the range; they shrink towards the list's start. */
    @Provide
    Arbitrary<Double> finite() {
        Arbitrary<Double> special = Arbitraries.of(
                0.0,
                1.0,
                -1.0,
                -0.0,
                2.0,
                0.1,
                -3.0,
                0.5,
                Double.MIN_VALUE,
                -Double.MIN_VALUE,
                Double.MIN_NORMAL,
                -Double.MIN_NORMAL,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                0x1p-960,
                0x1.8p-961,
                -0x1p-537,
                0x1.0000000000001p-537,
                0x1p1023,
                0x1.fffffffffffffp511,
                -0x1p970,
                0x1.8p970,
                0x1p512);
        Arbitrary<Double> moderate = uniform(-100, 100);
        Arbitrary<Double> anyBits = Arbitraries.longs()
                .withDistribution(RandomDistribution.uniform())
                .map(Double::longBitsToDouble)
                .filter(Double::isFinite);
        Arbitrary<Double> subnormal =
                Arbitraries.longs().between(-(1L << 52), 1L << 52).map(bits -> bits * Double.MIN_VALUE);
        return Arbitraries.oneOf(special, moderate, anyBits, subnormal);
    }

    /** Intervals with finite ends, points among them, and with infinite ends. */
    @Provide
    Arbitrary<Interval> interval() {
        Arbitrary<Double> end = Arbitraries.oneOf(finite(), finite(), finite(), Arbitraries.of(INFINITY, -INFINITY));
        Arbitrary<Interval> wide =
                Combinators.combine(finite(), end).as((a, b) -> new Interval(Math.min(a, b), Math.max(a, b)));
        return Arbitraries.oneOf(wide, finite().map(Interval::of), Arbitraries.of(Interval.WHOLE));
    }

    @Property(seed = "1", tries = 200, edgeCases = EdgeCasesMode.NONE)
    void sumsHoldTheExactSumsOfTheirMembers(@ForAll("interval") Interval a, @ForAll("interval") Interval b) {
        assertHolds(a, b, Interval::plus, BigDecimal::add);
    }

    @Property(seed = "2", tries = 200, edgeCases = EdgeCasesMode.NONE)
    void differencesHoldTheExactDifferencesOfTheirMembers(
            @ForAll("interval") Interval a, @ForAll("interval") Interval b) {
        assertHolds(a, b, Interval::minus, BigDecimal::subtract);
    }

    @Property(seed = "3", tries = 200, edgeCases = EdgeCasesMode.NONE)
    void productsHoldTheExactProductsOfTheirMembers(@ForAll("interval") Interval a, @ForAll("interval") Interval b) {
        assertHolds(a, b, Interval::times, BigDecimal::multiply);
    }

    @Property(seed = "4", tries = 150, edgeCases = EdgeCasesMode.NONE)
    void productsWithANumberHoldTheExactProducts(@ForAll("interval") Interval a, @ForAll("finite") double factor) {
        assertHolds(a, Interval.of(factor), (x, y) -> x.times(y.lower()), BigDecimal::multiply);
    }

    @Property(seed = "5", tries = 200, edgeCases = EdgeCasesMode.NONE)
    void quotientsHoldTheExactQuotientsOfTheirMembers(@ForAll("interval") Interval a, @ForAll("interval") Interval b) {
        assertQuotientHolds(a, b, a.dividedBy(b));
    }

    @Property(seed = "6", tries = 150, edgeCases = EdgeCasesMode.NONE)
    void quotientsByANumberHoldTheExactQuotients(@ForAll("interval") Interval a, @ForAll("finite") double divisor) {
        assertQuotientHolds(a, Interval.of(divisor), a.dividedBy(divisor));
    }

    @Property(seed = "7", tries = 200, edgeCases = EdgeCasesMode.NONE)
    void squaresHoldTheExactSquaresAndAreNotNegative(@ForAll("interval") Interval a) {
        assertHolds(a, Interval::square, x -> x.multiply(x));
        assertThat(a.square().lower()).isNotNegative();
    }

    @Property(seed = "8", tries = 150, edgeCases = EdgeCasesMode.NONE)
    void negationAbsoluteValueAndMaximumAreExact(@ForAll("interval") Interval a, @ForAll("interval") Interval b) {
        assertHolds(a, Interval::negate, BigDecimal::negate);
        assertHolds(a, Interval::abs, BigDecimal::abs);
        assertHolds(a, b, Interval::max, BigDecimal::max);
        assertThat(a.negate().lower()).isEqualTo(-a.upper());
        assertThat(a.negate().upper()).isEqualTo(-a.lower());
        // Each end of |a| and of max is attained: by an end, or by 0 inside.
        assertThat(a.abs().upper()).isIn(Math.abs(a.lower()), Math.abs(a.upper()));
        assertThat(a.contains(a.abs().lower()) || a.contains(-a.abs().lower())).isTrue();
        assertThat(a.max(b).lower()).isIn(a.lower(), b.lower());
        assertThat(a.max(b).upper()).isIn(a.upper(), b.upper());
    }

    @Property(seed = "9", tries = 200, edgeCases = EdgeCasesMode.NONE)
    void squareRootsHoldTheExactRoots(@ForAll("interval") Interval a) {
        if (a.upper() < 0) {
            assertThatIllegalArgumentException().isThrownBy(a::sqrt).withMessageContaining("square root");
            return;
        }
        Interval root = a.sqrt();
        assertThat(root.lower()).isNotNegative();
        for (BigDecimal x : members(a)) {
            if (x.signum() >= 0) {
                BigDecimal low = exact(root.lower());
                assertThat(low.multiply(low)).isLessThanOrEqualTo(x);
                if (root.upper() < INFINITY) {
                    BigDecimal high = exact(root.upper());
                    assertThat(high.multiply(high)).isGreaterThanOrEqualTo(x);
                }
            }
        }
    }

    @Property(seed = "10", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void exponentialsHoldTheExactOnes(@ForAll("interval") Interval a) {
        Interval power = a.exp();
        assertThat(power.lower()).isNotNegative();
        for (BigDecimal x : members(a)) {
            if (x.abs().compareTo(BigDecimal.valueOf(5000)) < 0) {
                assertContains(power, DecimalFunctions.exp(x));
            } else if (x.signum() > 0) {
                assertThat(power.upper()).isEqualTo(INFINITY);
            } else {
                assertThat(power.lower()).isZero();
            }
        }
    }

    @Property(seed = "11", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void exponentialsNearTheEndsOfTheRangeHoldTheExactOnes(@ForAll("rangeEnd") double x) {
        assertContains(Interval.of(x).exp(), DecimalFunctions.exp(exact(x)));
    }

    /** exp overflows above 709.78, is subnormal below -708.40 and underflows below -745.13. */
    @Provide
    Arbitrary<Double> rangeEnd() {
        return Arbitraries.oneOf(uniform(-1e-15, 1e-15), uniform(709, 711), uniform(-746, -708));
    }

    @Property(seed = "12", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void logarithmsHoldTheExactOnes(@ForAll("interval") Interval a) {
        if (a.upper() < 0) {
            assertThatIllegalArgumentException().isThrownBy(a::log).withMessageContaining("logarithm");
            return;
        }
        Interval log = a.log();
        for (BigDecimal x : members(a)) {
            if (x.signum() > 0) {
                assertContains(log, DecimalFunctions.log(x));
            }
        }
        if (a.lower() <= 0) {
            assertThat(log.lower()).isEqualTo(-INFINITY);
        }
    }

    @Property(seed = "13", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void logarithmsNearOneHoldTheExactOnes(@ForAll("nearOne") double x) {
        assertContains(Interval.of(x).log(), DecimalFunctions.log(exact(x)));
        assertContains(Interval.of(x).timesLog(), DecimalFunctions.timesLog(exact(x)));
    }

    @Provide
    Arbitrary<Double> nearOne() {
        return Arbitraries.oneOf(
                uniform(0.9, 1.1), Arbitraries.integers().between(-20, 20).map(i -> 1 + i * 0x1p-53));
    }

    @Property(seed = "14", tries = 80, edgeCases = EdgeCasesMode.NONE)
    void timesLogHoldsTheExactValues(@ForAll("unit") Interval a) {
        Interval value = a.timesLog();
        for (BigDecimal x : members(a)) {
            assertContains(value, DecimalFunctions.timesLog(x));
        }
    }

    /** Intervals inside [0, 2], where x ln x falls and rises; many touch the minimum at 1/e. */
    @Provide
    Arbitrary<Interval> unit() {
        Arbitrary<Double> nearMinimum =
                Arbitraries.integers().between(-3, 3).map(i -> 0.36787944117144233 + i * 0x1p-54);
        Arbitrary<Double> end = Arbitraries.oneOf(
                Arbitraries.of(0.0, 1.0, -0.0, Double.MIN_VALUE, 1e-300, 2.0), uniform(0, 2), nearMinimum);
        return Combinators.combine(end, end).as((a, b) -> new Interval(Math.min(a, b), Math.max(a, b)));
    }

    @Test
    void timesLogReachesItsMinimumOverAnIntervalAroundIt() {
        // min x ln x = -1/e.
        Interval value = new Interval(0, 1).timesLog();
        BigDecimal minimum = DecimalFunctions.exp(BigDecimal.valueOf(-1)).negate();
        assertContains(value, minimum);
        assertThat(value.lower()).isCloseTo(minimum.doubleValue(), within(4e-16));
        assertThat(value.upper()).isZero();
        assertThat(new Interval(2, INFINITY).timesLog().upper()).isEqualTo(INFINITY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Interval(-2, -1).timesLog())
                .withMessageContaining("x ln x");
    }

    @Property(seed = "15", tries = 600, edgeCases = EdgeCasesMode.NONE)
    void roundedSumsAreTheNeighboursOfTheExactSum(@ForAll("finite") double a, @ForAll("finite") double b) {
        BigDecimal sum = exact(a).add(exact(b));
        assertNextBelow(Interval.addDown(a, b), sum, 1);
        assertNextAbove(Interval.addUp(a, b), sum, 1);
    }

    @Property(seed = "16", tries = 600, edgeCases = EdgeCasesMode.NONE)
    void roundedProductsAreTheNeighboursOfTheExactProduct(@ForAll("finite") double a, @ForAll("finite") double b) {
        BigDecimal product = exact(a).multiply(exact(b));
        // Below 2^-960 the error's sign is not known: one more unit in the last place.
        int units = product.abs().compareTo(exact(0x1p-960)) > 0 ? 1 : 2;
        assertNextBelow(Interval.multiplyDown(a, b), product, units);
        assertNextAbove(Interval.multiplyUp(a, b), product, units);
    }

    @Property(seed = "17", tries = 150, edgeCases = EdgeCasesMode.NONE)
    void resultsOfPointsAreFewUnitsInTheLastPlaceWide(@ForAll("ordinary") double a, @ForAll("ordinary") double b) {
        Interval x = Interval.of(a);
        Interval y = Interval.of(b);
        assertUnitsWide(x.plus(y), 1);
        assertUnitsWide(x.minus(y), 1);
        assertUnitsWide(x.times(y), 1);
        assertUnitsWide(x.square(), 1);
        // A quotient's and a root's error may point either way unless it is proved to be 0.
        assertUnitsWide(x.dividedBy(y), 2);
        assertUnitsWide(x.abs().sqrt(), 2);
        assertUnitsWide(x.exp(), 4);
        assertUnitsWide(x.abs().log(), 4);
    }

    @Provide
    Arbitrary<Double> ordinary() {
        return uniform(-50, 50).filter(x -> Math.abs(x) > 1e-6);
    }

    @Property(seed = "18", tries = 200, edgeCases = EdgeCasesMode.NONE)
    void smallIntegersAreComputedExactly(@ForAll("integer") int a, @ForAll("integer") int b) {
        Interval x = Interval.of(a);
        Interval y = Interval.of(b);
        assertPoint(x.plus(y), a + b);
        assertPoint(x.minus(y), a - b);
        assertPoint(x.times(y), a * b);
        assertPoint(x.times(b), a * b);
        assertPoint(x.square(), a * a);
        if (b != 0) {
            assertPoint(x.times(y).dividedBy(y), a);
            assertPoint(x.times(y).dividedBy(b), a);
        }
        assertPoint(x.square().sqrt(), Math.abs(a));
        assertPoint(Interval.of(0).exp(), 1);
        assertPoint(Interval.of(1).log(), 0);
        assertPoint(Interval.of(0).timesLog(), 0);
        assertPoint(Interval.of(1).timesLog(), 0);
    }

    @Provide
    Arbitrary<Integer> integer() {
        return Arbitraries.integers().between(-1000, 1000);
    }

    @Property(seed = "19", tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aroundHoldsTheBallExactly(@ForAll("finite") double centre, @ForAll("finite") double radius) {
        double r = Math.abs(radius);
        Interval ball = Interval.around(centre, r);
        assertNextBelow(ball.lower(), exact(centre).subtract(exact(r)), 1);
        assertNextAbove(ball.upper(), exact(centre).add(exact(r)), 1);
        assertThat(Interval.around(centre, INFINITY)).isEqualTo(Interval.WHOLE);
    }

    @Property(seed = "20", tries = 150, edgeCases = EdgeCasesMode.NONE)
    void hullIsTheSmallestIntervalThatHoldsBoth(@ForAll("interval") Interval a, @ForAll("interval") Interval b) {
        Interval hull = a.hull(b);
        for (Interval part : List.of(a, b)) {
            assertThat(hull.contains(part.lower())).isTrue();
            assertThat(hull.contains(part.upper())).isTrue();
        }
        assertThat(hull.lower()).isIn(a.lower(), b.lower());
        assertThat(hull.upper()).isIn(a.upper(), b.upper());
    }

    @Property(seed = "21", tries = 150, edgeCases = EdgeCasesMode.NONE)
    void magnitudesMidpointAndWidthDescribeTheInterval(@ForAll("interval") Interval a) {
        assertThat(a.contains(a.midpoint())).isTrue();
        assertThat(a.midpoint()).isFinite();
        assertThat(a.magnitude()).isEqualTo(Math.max(Math.abs(a.lower()), Math.abs(a.upper())));
        for (BigDecimal x : members(a)) {
            assertThat(exact(a.mignitude())).isLessThanOrEqualTo(x.abs());
        }
        assertThat(a.contains(a.mignitude()) || a.contains(-a.mignitude())).isTrue();
        if (Double.isInfinite(a.lower()) || Double.isInfinite(a.upper())) {
            assertThat(a.width()).isEqualTo(INFINITY);
        } else {
            BigDecimal width = exact(a.upper()).subtract(exact(a.lower()));
            assertNextAbove(a.width(), width, 1);
        }
    }

    @Test
    void midpointOfOrdinaryIntervalsIsTheirMiddle() {
        assertThat(new Interval(1, 3).midpoint()).isEqualTo(2);
        assertThat(new Interval(-4, 0).midpoint()).isEqualTo(-2);
        assertThat(Interval.WHOLE.midpoint()).isZero();
        // lower + upper would overflow
        assertThat(new Interval(Double.MAX_VALUE / 2, Double.MAX_VALUE).midpoint())
                .isCloseTo(Double.MAX_VALUE * 0.75, within(Double.MAX_VALUE * 1e-15));
    }

    @Test
    void containsItsEndsAndNothingBeyond() {
        Interval a = new Interval(-1, 2);
        assertThat(a.contains(-1)).isTrue();
        assertThat(a.contains(2)).isTrue();
        assertThat(a.contains(0)).isTrue();
        assertThat(a.contains(Math.nextDown(-1.0))).isFalse();
        assertThat(a.contains(Math.nextUp(2.0))).isFalse();
        assertThat(a.contains(Double.NaN)).isFalse();
    }

    @Test
    void divisorsThatHoldZeroGiveTheWholeLine() {
        assertThat(Interval.of(1).dividedBy(new Interval(0, 1))).isEqualTo(Interval.WHOLE);
        assertThat(Interval.of(1).dividedBy(new Interval(-1, 0))).isEqualTo(Interval.WHOLE);
        assertThat(Interval.of(0).dividedBy(0)).isEqualTo(Interval.WHOLE);
    }

    @Test
    void zeroTimesTheWholeLineIsZero() {
        assertPoint(Interval.ZERO.times(Interval.WHOLE), 0);
        assertPoint(Interval.WHOLE.times(0), 0);
    }

    @Test
    void overflowGivesAnInfiniteEndOnOneSideOnly() {
        Interval largest = Interval.of(Double.MAX_VALUE);
        assertThat(largest.plus(largest)).isEqualTo(new Interval(Double.MAX_VALUE, INFINITY));
        assertThat(largest.negate().minus(largest)).isEqualTo(new Interval(-INFINITY, -Double.MAX_VALUE));
        assertThat(largest.square()).isEqualTo(new Interval(Double.MAX_VALUE, INFINITY));
        assertThat(largest.dividedBy(0.5)).isEqualTo(new Interval(Double.MAX_VALUE, INFINITY));
        assertThat(largest.times(-2)).isEqualTo(new Interval(-INFINITY, -Double.MAX_VALUE));
    }

    @Test
    void zeroEndsHaveNoSignSoThatEqualIntervalsAreEqual() {
        assertThat(Interval.ZERO.negate()).isEqualTo(Interval.ZERO);
        assertThat(Interval.ZERO.times(Interval.WHOLE)).isEqualTo(Interval.ZERO);
        assertThat(Interval.ZERO.square()).isEqualTo(Interval.ZERO);
        assertThat(Interval.of(-0.0)).isEqualTo(Interval.ZERO);
    }

    @Test
    void endsThatAreNotNumbersOrOutOfOrderAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Interval(1, 0))
                .withMessageContaining("[1.0, 0.0]");
        assertThatIllegalArgumentException().isThrownBy(() -> new Interval(Double.NaN, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Interval(0, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Interval.of(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Interval.of(1).times(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Interval.around(0, -1));
    }

    @Test
    void printsItsEnds() {
        assertThat(new Interval(-1, 0.5)).hasToString("[-1.0, 0.5]");
    }

    private static org.assertj.core.data.Offset<Double> within(double offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }

    /** 2^53 equidistant numbers; jqwik's own decimals have few digits. */
    private static Arbitrary<Double> uniform(double from, double to) {
        return Arbitraries.longs()
                .between(0, 1L << 53)
                .withDistribution(RandomDistribution.uniform())
                .map(i -> from + (to - from) * (i * 0x1p-53));
    }

    private static void assertHolds(
            Interval a, Interval b, BinaryOperator<Interval> operation, BinaryOperator<BigDecimal> exactOperation) {
        Interval result = operation.apply(a, b);
        for (BigDecimal x : members(a)) {
            for (BigDecimal y : members(b)) {
                assertContains(result, exactOperation.apply(x, y));
            }
        }
    }

    private static void assertHolds(
            Interval a, UnaryOperator<Interval> operation, UnaryOperator<BigDecimal> exactOperation) {
        Interval result = operation.apply(a);
        for (BigDecimal x : members(a)) {
            assertContains(result, exactOperation.apply(x));
        }
    }

    private static void assertQuotientHolds(Interval a, Interval b, Interval quotient) {
        for (BigDecimal x : members(a)) {
            for (BigDecimal y : members(b)) {
                if (y.signum() != 0) {
                    // low <= x / y <= high, times |y|.
                    BigDecimal numerator = y.signum() > 0 ? x : x.negate();
                    if (quotient.lower() > -INFINITY) {
                        assertThat(exact(quotient.lower()).multiply(y.abs())).isLessThanOrEqualTo(numerator);
                    }
                    if (quotient.upper() < INFINITY) {
                        assertThat(exact(quotient.upper()).multiply(y.abs())).isGreaterThanOrEqualTo(numerator);
                    }
                }
            }
        }
    }

    /** Members to try: finite ends, the middle, zero and the largest numbers where they are inside. */
    private static List<BigDecimal> members(Interval a) {
        List<BigDecimal> members = new ArrayList<>();
        for (double x : new double[] {
            a.lower(), a.upper(), a.lower() / 2 + a.upper() / 2, 0, 1, Double.MAX_VALUE, -Double.MAX_VALUE
        }) {
            if (Double.isFinite(x) && a.lower() <= x && x <= a.upper()) {
                members.add(exact(x));
            }
        }
        return members;
    }

    private static void assertContains(Interval interval, BigDecimal exact) {
        boolean above = interval.lower() == -INFINITY
                || interval.lower() < INFINITY && exact(interval.lower()).compareTo(exact) <= 0;
        boolean below = interval.upper() == INFINITY
                || interval.upper() > -INFINITY && exact(interval.upper()).compareTo(exact) >= 0;
        if (!above || !below) {
            fail("%s does not contain %s", interval, exact);
        }
    }

    /** bound &lt;= exact, and fewer than {@code units} doubles above it lies something larger than exact. */
    private static void assertNextBelow(double bound, BigDecimal exact, int units) {
        assertThat(bound == -INFINITY || exact(bound).compareTo(exact) <= 0)
                .as("%s <= %s", bound, exact)
                .isTrue();
        double beyond = bound;
        for (int i = 0; i < units; i++) {
            beyond = Math.nextUp(beyond);
        }
        assertThat(beyond == INFINITY || exact(beyond).compareTo(exact) > 0)
                .as("%s, %s doubles above %s, > %s", beyond, units, bound, exact)
                .isTrue();
    }

    private static void assertNextAbove(double bound, BigDecimal exact, int units) {
        assertNextBelow(-bound, exact.negate(), units);
    }

    private static void assertUnitsWide(Interval interval, int units) {
        double end = interval.lower();
        for (int i = 0; i < units; i++) {
            end = Math.nextUp(end);
        }
        assertThat(interval.upper()).isLessThanOrEqualTo(end);
    }

    private static void assertPoint(Interval interval, double expected) {
        assertThat(interval.lower() == expected && interval.upper() == expected)
                .as("%s is the point %s", interval, expected)
                .isTrue();
    }

    private static BigDecimal exact(double x) {
        return new BigDecimal(x);
    }
}
