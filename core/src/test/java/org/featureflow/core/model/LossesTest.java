package org.featureflow.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.featureflow.core.numeric.DecimalFunctions;
import org.featureflow.core.numeric.Interval;
import org.junit.jupiter.api.Test;

/** Theory section 1: values, derivatives, conjugates and their enclosures, for every named loss. */
class LossesTest {

    /** A loss with a prediction, another one, and a target it can take. */
    record Case(Loss loss, double[] f, double[] other, double[] y) {
        @Override
        public String toString() {
            return loss + " f=" + Arrays.toString(f) + " other=" + Arrays.toString(other) + " y=" + Arrays.toString(y);
        }
    }

    @Provide
    Arbitrary<Case> moderate() {
        return cases(6);
    }

    /** Predictions up to 800, where exp overflows. */
    @Provide
    Arbitrary<Case> extreme() {
        return Arbitraries.oneOf(cases(40), cases(800));
    }

    private static Arbitrary<Case> cases(double size) {
        Arbitrary<Loss> loss = Arbitraries.of(
                Losses.squared(), Losses.logistic(), Losses.huber(1), Losses.huber(0.3), Losses.softmax());
        return Combinators.combine(
                        loss,
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.longs().between(0, 1L << 32))
                .as((phi, outputs, seed) -> {
                    int c = phi == Losses.softmax() ? Math.max(2, outputs) : outputs;
                    Random random = new Random(seed);
                    double[] f = new double[c];
                    double[] other = new double[c];
                    for (int k = 0; k < c; k++) {
                        f[k] = size * (2 * random.nextDouble() - 1);
                        other[k] = size * (2 * random.nextDouble() - 1);
                    }
                    return new Case(phi, f, other, target(phi, c, random));
                });
    }

    private static double[] target(Loss loss, int c, Random random) {
        double[] y = new double[c];
        if (loss == Losses.softmax()) {
            y[random.nextInt(c)] = 1;
        } else {
            for (int k = 0; k < c; k++) {
                y[k] = loss == Losses.logistic() ? (random.nextBoolean() ? 1 : -1) : 4 * random.nextDouble() - 2;
            }
        }
        return y;
    }

    /**
     * Central differences with step s = 1e-5: truncation s^2 |phi'''|/6 below 1e-11, rounding u |phi|/s below 3e-9 for |phi|
     * &lt;= 4 (8^2/2) and 8 rounding errors. Across Huber's kink the second derivative jumps by 1: s/4 more.
     */
    @Property(seed = "201", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void gradientsAreTheSlopesOfTheValues(@ForAll("moderate") Case a) {
        double step = 1e-5;
        double[] gradient = gradient(a.loss, a.f, a.y);
        for (int k = 0; k < a.f.length; k++) {
            double slope =
                    (a.loss.value(shifted(a.f, k, step), a.y) - a.loss.value(shifted(a.f, k, -step), a.y)) / (2 * step);
            double kink = a.loss instanceof HuberLoss ? step / 4 : 0;
            assertThat(gradient[k]).isCloseTo(slope, within(2e-8 + kink));
        }
    }

    /** Central differences of the gradient with step s = 1e-5: truncation below 1e-11, rounding 8 u |phi'|/s below 2e-9. */
    @Property(seed = "202", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void curvaturesAreTheSlopesOfTheGradients(@ForAll("moderate") Case a) {
        double step = 1e-5;
        int c = a.f.length;
        double[] curvature = curvature(a.loss, a.f, a.y);
        for (int k = 0; k < c; k++) {
            if (a.loss instanceof HuberLoss huber && Math.abs(Math.abs(a.f[k] - a.y[k]) - huber.delta()) <= 2 * step) {
                continue; // on the kink there is no curvature
            }
            double[] right = gradient(a.loss, shifted(a.f, k, step), a.y);
            double[] left = gradient(a.loss, shifted(a.f, k, -step), a.y);
            for (int i = 0; i < c; i++) {
                assertThat(curvature[i * c + k]).isCloseTo((right[i] - left[i]) / (2 * step), within(5e-9));
            }
        }
    }

    @Property(seed = "203", tries = 200, edgeCases = EdgeCasesMode.NONE)
    void curvaturesAreSymmetricAndPositiveSemidefinite(@ForAll("extreme") Case a) {
        int c = a.f.length;
        double[] curvature = curvature(a.loss, a.f, a.y);
        double form = 0;
        for (int i = 0; i < c; i++) {
            assertThat(curvature[i * c + i]).isNotNegative();
            for (int k = 0; k < c; k++) {
                assertThat(curvature[i * c + k]).isEqualTo(curvature[k * c + i]);
                form += a.other[i] * curvature[i * c + k] * a.other[k];
            }
        }
        double size = Arrays.stream(a.other).map(v -> v * v).sum();
        assertThat(form).isGreaterThanOrEqualTo(-1e-14 * size);
    }

    /** phi(f) + phi*(s) - s . f >= 0 for every s [Rockafellar, Convex Analysis, sec. 12]; s is the gradient at another point. */
    @Property(seed = "204", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void valueAndConjugateObeyTheFenchelYoungInequality(@ForAll("extreme") Case a) {
        double[] s = gradient(a.loss, a.other, a.y);
        assertThat(a.loss.conjugate(s, a.y)).isLessThan(Double.POSITIVE_INFINITY);
        assertThat(fenchelYoungGap(a, s)).isGreaterThanOrEqualTo(-fenchelYoungError(a, s));
    }

    @Property(seed = "205", tries = 300, edgeCases = EdgeCasesMode.NONE)
    void theFenchelYoungInequalityIsAnEqualityAtTheGradient(@ForAll("extreme") Case a) {
        double[] s = gradient(a.loss, a.f, a.y);
        assertThat(fenchelYoungGap(a, s)).isCloseTo(0, within(fenchelYoungError(a, s)));
    }

    private static double fenchelYoungGap(Case a, double[] s) {
        return a.loss.value(a.f, a.y) + a.loss.conjugate(s, a.y) - dot(s, a.f);
    }

    /**
     * Some 20 roundings of the terms; and where an entry of s is rounded by u, phi* changes by u |phi*'| with phi*' = f, of size
     * at most 1600 (softmax: differences of f).
     */
    private static double fenchelYoungError(Case a, double[] s) {
        double terms = 1 + Math.abs(a.loss.value(a.f, a.y)) + Math.abs(a.loss.conjugate(s, a.y));
        for (int k = 0; k < s.length; k++) {
            terms += Math.abs(s[k] * a.f[k]) + 2 * Math.abs(a.f[k]) + 2 * Math.abs(a.other[k]) + Math.abs(s[k] * s[k]);
        }
        return 20 * 0x1p-52 * terms;
    }

    /** The domains of theory section 1; Huber's threshold is 1. */
    @Test
    void conjugatesAreInfiniteOutsideTheirDomains() {
        double infinity = Double.POSITIVE_INFINITY;
        double[] plus = {1};
        double[] minus = {-1};
        assertThat(Losses.logistic().conjugate(new double[] {1e-6}, plus)).isEqualTo(infinity);
        assertThat(Losses.logistic().conjugate(new double[] {-1.000001}, plus)).isEqualTo(infinity);
        assertThat(Losses.logistic().conjugate(new double[] {-1e-6}, minus)).isEqualTo(infinity);
        assertThat(Losses.logistic().conjugate(new double[] {-0.5, 0.5}, new double[] {1, 1}))
                .isEqualTo(infinity);
        assertThat(Losses.logistic().conjugate(new double[] {Double.NaN}, plus)).isEqualTo(infinity);
        assertThat(Losses.huber(1).conjugate(new double[] {1.000001}, plus)).isEqualTo(infinity);
        assertThat(Losses.huber(1).conjugate(new double[] {0, -1.000001}, new double[] {3, 4}))
                .isEqualTo(infinity);
        double[] row = {0, 1, 0};
        assertThat(Losses.softmax().conjugate(new double[] {-1e-6, 1e-6, 0}, row))
                .isEqualTo(infinity);
        assertThat(Losses.softmax().conjugate(new double[] {0.25, -0.25, 1e-6}, row))
                .isEqualTo(infinity);
        assertThat(Losses.softmax().conjugate(new double[] {0.25, -0.5, 0.2}, row))
                .isEqualTo(infinity);
    }

    /** The formulas of theory section 1 at points whose values are known. */
    @Test
    void conjugatesHaveTheirClosedForms() {
        double ln2 = Math.log(2);
        assertThat(Losses.squared().conjugate(new double[] {2, -1}, new double[] {3, 5}))
                .isEqualTo(2 + 6 + 0.5 - 5);
        assertThat(Losses.huber(1).conjugate(new double[] {0.5, -1}, new double[] {3, 5}))
                .isEqualTo(0.125 + 1.5 + 0.5 - 5);
        assertThat(Losses.logistic().conjugate(new double[] {-0.5, 0.5}, new double[] {1, -1}))
                .isCloseTo(-2 * ln2, within(1e-15));
        assertThat(Losses.logistic().conjugate(new double[] {0, -1}, new double[] {1, 1}))
                .isZero();
        assertThat(Losses.softmax().conjugate(new double[] {0.5, -0.5, 0}, new double[] {0, 1, 0}))
                .isCloseTo(-ln2, within(1e-15));
        assertThat(Losses.softmax().conjugate(new double[] {1, -1}, new double[] {0, 1}))
                .isZero();
    }

    /** inf phi = -phi*(0) for every convex function; all four vanish, attained or in the limit. */
    @Property(seed = "206", tries = 100, edgeCases = EdgeCasesMode.NONE)
    void theInfimumIsMinusTheConjugateAtZeroAndBelowEveryValue(@ForAll("extreme") Case a) {
        assertThat(a.loss.infimum(a.y)).isEqualTo(0 - a.loss.conjugate(new double[a.y.length], a.y));
        assertThat(a.loss.value(a.f, a.y)).isGreaterThanOrEqualTo(a.loss.infimum(a.y));
    }

    @Property(seed = "207", tries = 100, edgeCases = EdgeCasesMode.NONE)
    void theInfimumIsApproached(@ForAll("moderate") Case a) {
        double[] far = a.y.clone();
        for (int k = 0; k < far.length; k++) {
            far[k] *= a.loss == Losses.logistic() || a.loss == Losses.softmax() ? 800 : 1;
        }
        assertThat(a.loss.value(far, a.y)).isCloseTo(a.loss.infimum(a.y), within(1e-300));
    }

    /**
     * Digits of f - y: its rounding is amplified by phi' to at most u |f|^2 (squared); the exponentials of softmax by their
     * arguments' rounding, u 1600. All relative to 1 + the value.
     */
    @Property(seed = "208", tries = 120, edgeCases = EdgeCasesMode.NONE)
    void valuesAreExactToRoundingAndEnclosedAlsoWhereExponentialsOverflow(@ForAll("extreme") Case a) {
        BigDecimal exact = exactValue(a.loss, a.f, a.y);
        double value = exact.doubleValue();
        assertThat(a.loss.value(a.f, a.y)).isCloseTo(value, within(1e-15 * (8 + 8 * Math.abs(value))));
        Interval enclosure = a.loss.value(points(a.f), a.y);
        assertContains(a, enclosure, exact);
        assertThat(enclosure.width()).isLessThanOrEqualTo(4e-15 * (8 + Math.abs(value)));
    }

    @Property(seed = "209", tries = 100, edgeCases = EdgeCasesMode.NONE)
    void logisticAndSoftmaxKeepTheirDigitsWhereTheyAreTiny(@ForAll("extreme") Case a) {
        if (a.loss == Losses.logistic() || a.loss == Losses.softmax()) {
            BigDecimal exact = exactValue(a.loss, a.f, a.y);
            double value = exact.doubleValue();
            if (value > 1e-300) {
                // An argument of size 1600 of exp, rounded by u 1600: 1800 u relative.
                assertThat(a.loss.value(a.f, a.y)).isCloseTo(value, within(2e-13 * value));
                double[] gradient = gradient(a.loss, a.f, a.y);
                for (int k = 0; k < a.f.length; k++) {
                    double exactGradient = exactGradient(a.loss, a.f, a.y, k).doubleValue();
                    assertThat(gradient[k]).isCloseTo(exactGradient, within(2e-13 * Math.abs(exactGradient) + 1e-300));
                }
            }
        }
    }

    @Property(seed = "210", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void anEnclosureOverABoxHoldsTheValuesOfItsPoints(@ForAll("extreme") Case a) {
        Interval[] box = new Interval[a.f.length];
        for (int k = 0; k < box.length; k++) {
            box[k] = Interval.of(a.f[k]).hull(Interval.of(a.other[k]));
        }
        Interval enclosure = a.loss.value(box, a.y);
        for (double weight : new double[] {0, 0.25, 1}) {
            double[] point = new double[a.f.length];
            for (int k = 0; k < point.length; k++) {
                point[k] =
                        Math.max(box[k].lower(), Math.min(box[k].upper(), (1 - weight) * a.f[k] + weight * a.other[k]));
            }
            assertContains(a, enclosure, exactValue(a.loss, point, a.y));
        }
        // Huber's and the squared loss fall and rise: the minimum, at y, may be inside.
        double[] nearest = new double[a.f.length];
        for (int k = 0; k < nearest.length; k++) {
            nearest[k] = Math.max(box[k].lower(), Math.min(box[k].upper(), a.y[k]));
        }
        assertContains(a, enclosure, exactValue(a.loss, nearest, a.y));
    }

    @Property(seed = "211", tries = 30, edgeCases = EdgeCasesMode.NONE)
    void anEnclosureOverTheWholeSpaceHoldsEverything(@ForAll("extreme") Case a) {
        Interval[] whole = new Interval[a.f.length];
        Arrays.fill(whole, Interval.WHOLE);
        Interval enclosure = a.loss.value(whole, a.y);
        assertContains(a, enclosure, exactValue(a.loss, a.f, a.y));
        assertThat(enclosure.upper()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Property(seed = "212", tries = 80, edgeCases = EdgeCasesMode.NONE)
    void theUpperBoundOfTheConjugateIsOneAndSharpAtPoints(@ForAll("dual") Dual a) {
        BigDecimal exact = exactConjugate(a.loss, a.s, a.y);
        double upper = a.loss.conjugateUpper(points(a.s), a.y);
        assertThat(upper == Double.POSITIVE_INFINITY || new BigDecimal(upper).compareTo(exact) >= 0)
                .as("%s >= %s", upper, exact.doubleValue())
                .isTrue();
        assertThat(upper).isCloseTo(exact.doubleValue(), within(1e-14 * (1 + Math.abs(exact.doubleValue()))));
        assertThat(a.loss.conjugate(a.s, a.y))
                .isCloseTo(exact.doubleValue(), within(1e-14 * (1 + Math.abs(exact.doubleValue()))));
    }

    @Property(seed = "213", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void theUpperBoundOfTheConjugateHoldsOnABox(@ForAll("dual") Dual a) {
        // Towards s = 0 the box stays inside every domain, and the conjugate of s/2 is known.
        Interval[] box = new Interval[a.s.length];
        double[] half = new double[a.s.length];
        for (int k = 0; k < box.length; k++) {
            box[k] = Interval.of(a.s[k]).hull(Interval.ZERO);
            half[k] = a.s[k] / 2;
        }
        double upper = a.loss.conjugateUpper(box, a.y);
        assertThat(upper).isFinite();
        for (double[] s : List.of(a.s, half, new double[a.s.length])) {
            assertThat(new BigDecimal(upper)).isGreaterThanOrEqualTo(exactConjugate(a.loss, s, a.y));
        }
    }

    /** A loss with a dual point inside its domain. */
    record Dual(Loss loss, double[] s, double[] y) {
        @Override
        public String toString() {
            return loss + " s=" + Arrays.toString(s) + " y=" + Arrays.toString(y);
        }
    }

    /** Multiples of 2^-20, so that s + y and 1 - t are exact and softmax's entries sum to 1 exactly. */
    @Provide
    Arbitrary<Dual> dual() {
        Arbitrary<Loss> loss =
                Arbitraries.of(Losses.squared(), Losses.logistic(), Losses.huber(0.75), Losses.softmax());
        return Combinators.combine(
                        loss,
                        Arbitraries.integers().between(2, 3),
                        Arbitraries.longs().between(0, 1L << 32))
                .as((phi, c, seed) -> {
                    Random random = new Random(seed);
                    double[] y = target(phi, c, random);
                    double[] s = new double[c];
                    if (phi == Losses.softmax()) {
                        int left = 1 << 20;
                        for (int k = 0; k < c; k++) {
                            int t = k == c - 1 ? left : random.nextInt(left + 1);
                            left -= t;
                            s[k] = t * 0x1p-20 - y[k];
                        }
                    } else {
                        for (int k = 0; k < c; k++) {
                            double t = random.nextInt((1 << 20) + 1) * 0x1p-20;
                            s[k] = phi == Losses.logistic() ? -t * y[k] : 1.5 * t - 0.75;
                        }
                    }
                    return new Dual(phi, s, y);
                });
    }

    @Test
    void theUpperBoundOfTheConjugateIsInfiniteWhereTheBoxLeavesTheDomain() {
        double infinity = Double.POSITIVE_INFINITY;
        Interval[] box = {new Interval(-0.5, 1e-9)};
        assertThat(Losses.logistic().conjugateUpper(box, new double[] {1})).isEqualTo(infinity);
        assertThat(Losses.logistic().conjugateUpper(new Interval[] {new Interval(-1.1, -0.5)}, new double[] {1}))
                .isEqualTo(infinity);
        assertThat(Losses.huber(1).conjugateUpper(new Interval[] {new Interval(0, 1.1)}, new double[] {0}))
                .isEqualTo(infinity);
        Interval[] simplex = {new Interval(-1e-9, 0.1), new Interval(-0.1, 0)};
        assertThat(Losses.softmax().conjugateUpper(simplex, new double[] {0, 1}))
                .isEqualTo(infinity);
    }

    @Test
    void aLossThatStatesNoEnclosureKnowsNothing() {
        Loss absolute = Losses.named("absolute");
        assertThat(absolute).isInstanceOf(AbsoluteLoss.class);
        assertThat(absolute.value(points(new double[] {3}), new double[] {1})).isEqualTo(Interval.WHOLE);
        assertThat(absolute.conjugateUpper(points(new double[] {0}), new double[] {1}))
                .isEqualTo(Double.POSITIVE_INFINITY);
    }

    /** A1 asks for a bounded and Lipschitz phi' (theory section 4): the squared loss alone breaks the bound. */
    @Test
    void assumptionA1HoldsForAllButTheSquaredLoss() {
        for (Loss loss : List.of(Losses.squared(), Losses.logistic(), Losses.huber(2), Losses.softmax())) {
            double[] y = loss == Losses.softmax() ? new double[] {1, 0} : new double[] {1, 1};
            double largest = Math.abs(gradient(loss, new double[] {-1e6, 1e6}, y)[0]);
            assertThat(loss.satisfiesA1()).isEqualTo(largest < 1e3);
        }
    }

    /** Multiples of 1/4, so that shifting them is exact and softmax, a function of differences, gives the same bits. */
    @Test
    void shiftInvarianceIsStatedExactlyWhereItHolds() {
        double[] f = {0.5, -1.25, 3};
        double[] shifted = {2.5, 0.75, 5};
        for (Loss loss : List.of(Losses.squared(), Losses.logistic(), Losses.huber(2), Losses.softmax())) {
            double[] y = loss == Losses.softmax() ? new double[] {0, 1, 0} : new double[] {1, -1, 1};
            assertThat(loss.isShiftInvariant()).isEqualTo(loss.value(f, y) == loss.value(shifted, y));
        }
        assertThat(Losses.named("absolute").isShiftInvariant()).isFalse();
    }

    @Test
    void everyLossIsFoundByItsName() {
        for (Loss loss : List.of(Losses.squared(), Losses.logistic(), Losses.huber(1), Losses.softmax())) {
            assertThat(Losses.named(loss.name())).isEqualTo(loss);
        }
        assertThat(Losses.squared()).hasToString("squared");
        assertThat(Losses.logistic()).hasToString("logistic");
        assertThat(Losses.softmax()).hasToString("softmax");
        assertThat(Losses.huber(0.5)).hasToString("huber(0.5)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Losses.named("hinge"))
                .withMessageContaining("'hinge'")
                .withMessageContaining("squared, logistic, huber, softmax");
    }

    @Test
    void huberRefusesAThresholdThatIsNotPositiveAndFinite() {
        for (double delta : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Losses.huber(delta))
                    .withMessageContaining("delta " + delta);
        }
    }

    @Test
    void targetsALossCannotTakeAreRefusedWithTheReason() {
        assertRefused(Losses.squared(), "NaN", 1, Double.NaN);
        assertRefused(Losses.huber(1), "Infinity", Double.POSITIVE_INFINITY);
        assertRefused(Losses.logistic(), "0.0", 1, 0);
        assertRefused(Losses.logistic(), "-1 and +1", Double.NaN);
        assertRefused(Losses.softmax(), "one 1", 1, 1);
        assertRefused(Losses.softmax(), "one 1", 0, 0);
        assertRefused(Losses.softmax(), "one 1", 0.5, 0.5);
        assertRefused(Losses.softmax(), "at least two", 1);
        assertRefused(Losses.softmax(), "otherwise 0", 1, Double.NaN);
        assertThatCode(() -> {
                    Losses.squared().checkTarget(new double[] {-3, 1e300});
                    Losses.huber(1).checkTarget(new double[] {-3, 1e300});
                    Losses.logistic().checkTarget(new double[] {-1, 1});
                    Losses.softmax().checkTarget(new double[] {0, 1, 0});
                })
                .doesNotThrowAnyException();
    }

    private static void assertRefused(Loss loss, String reason, double... y) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.checkTarget(y))
                .withMessageContaining(reason);
    }

    private static BigDecimal exactValue(Loss loss, double[] f, double[] y) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k < f.length; k++) {
            BigDecimal target = new BigDecimal(y[k]);
            BigDecimal residual = new BigDecimal(f[k]).subtract(target).abs();
            if (loss == Losses.squared()) {
                sum = sum.add(residual.pow(2).multiply(BigDecimal.valueOf(0.5)));
            } else if (loss instanceof HuberLoss huber) {
                BigDecimal delta = new BigDecimal(huber.delta());
                BigDecimal half = BigDecimal.valueOf(0.5);
                sum = sum.add(
                        residual.compareTo(delta) <= 0
                                ? residual.pow(2).multiply(half)
                                : delta.multiply(residual.subtract(delta.multiply(half))));
            } else if (loss == Losses.logistic()) {
                sum = sum.add(
                        DecimalFunctions.softplus(
                                new BigDecimal(f[k]).multiply(target).negate()),
                        DecimalFunctions.DIGITS);
            }
        }
        return loss == Losses.softmax() ? exactSoftmax(f, y) : sum;
    }

    /** f_top - f_label + ln(1 + sum of the others' exp(f_k - f_top)), the first two exactly: the last may be 1e-690. */
    private static BigDecimal exactSoftmax(double[] f, double[] y) {
        int top = 0;
        for (int k = 1; k < f.length; k++) {
            top = f[k] > f[top] ? k : top;
        }
        BigDecimal others = BigDecimal.ZERO;
        for (int k = 0; k < f.length; k++) {
            if (k != top) {
                BigDecimal exponent = new BigDecimal(f[k]).subtract(new BigDecimal(f[top]));
                others = others.add(DecimalFunctions.exp(exponent), DecimalFunctions.DIGITS);
            }
        }
        // ln(1 + x) = x - x^2/2 + .. where 1 + x would need more digits than there are.
        BigDecimal log = others.compareTo(new BigDecimal("1e-25")) < 0
                ? others.subtract(others.multiply(others).divide(BigDecimal.valueOf(2)))
                : DecimalFunctions.log(BigDecimal.ONE.add(others));
        return new BigDecimal(f[top]).subtract(new BigDecimal(f[label(y)])).add(log);
    }

    /** -y sigmoid(-y f), and p - e of the softmax with p_label - 1 = -sum of the others. */
    private static BigDecimal exactGradient(Loss loss, double[] f, double[] y, int k) {
        if (loss == Losses.logistic()) {
            BigDecimal target = new BigDecimal(y[k]);
            return DecimalFunctions.sigmoid(
                            new BigDecimal(f[k]).multiply(target).negate())
                    .multiply(target)
                    .negate();
        }
        BigDecimal[] powers = new BigDecimal[f.length];
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < f.length; i++) {
            powers[i] = DecimalFunctions.exp(new BigDecimal(f[i]));
            sum = sum.add(powers[i], DecimalFunctions.DIGITS);
        }
        if (k != label(y)) {
            return powers[k].divide(sum, DecimalFunctions.DIGITS);
        }
        BigDecimal others = BigDecimal.ZERO;
        for (int i = 0; i < f.length; i++) {
            others = i == k ? others : others.subtract(powers[i], DecimalFunctions.DIGITS);
        }
        return others.divide(sum, DecimalFunctions.DIGITS);
    }

    private static BigDecimal exactConjugate(Loss loss, double[] s, double[] y) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k < s.length; k++) {
            BigDecimal point = new BigDecimal(s[k]);
            BigDecimal target = new BigDecimal(y[k]);
            if (loss == Losses.logistic()) {
                BigDecimal t = point.multiply(target).negate();
                sum = sum.add(DecimalFunctions.timesLog(t)).add(DecimalFunctions.timesLog(BigDecimal.ONE.subtract(t)));
            } else if (loss == Losses.softmax()) {
                sum = sum.add(DecimalFunctions.timesLog(point.add(target)));
            } else {
                sum = sum.add(point.pow(2).multiply(BigDecimal.valueOf(0.5))).add(point.multiply(target));
            }
        }
        return sum;
    }

    private static int label(double[] y) {
        for (int k = 0; k < y.length; k++) {
            if (y[k] == 1) {
                return k;
            }
        }
        throw new AssertionError("no label in " + Arrays.toString(y));
    }

    private static void assertContains(Case a, Interval interval, BigDecimal exact) {
        boolean inside =
                (interval.lower() == Double.NEGATIVE_INFINITY || new BigDecimal(interval.lower()).compareTo(exact) <= 0)
                        && (interval.upper() == Double.POSITIVE_INFINITY
                                || new BigDecimal(interval.upper()).compareTo(exact) >= 0);
        assertThat(inside)
                .as("%s contains %s for %s", interval, exact.round(new MathContext(25)), a)
                .isTrue();
    }

    private static Interval[] points(double[] f) {
        return Arrays.stream(f).mapToObj(Interval::of).toArray(Interval[]::new);
    }

    private static double[] gradient(Loss loss, double[] f, double[] y) {
        double[] out = new double[f.length];
        loss.gradient(f, y, out);
        return out;
    }

    private static double[] curvature(Loss loss, double[] f, double[] y) {
        double[] out = new double[f.length * f.length];
        Arrays.fill(out, Double.NaN);
        loss.curvature(f, y, out);
        return out;
    }

    private static double[] shifted(double[] f, int k, double step) {
        double[] shifted = f.clone();
        shifted[k] += step;
        return shifted;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
