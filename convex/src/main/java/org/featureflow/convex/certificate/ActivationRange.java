package org.featureflow.convex.certificate;

import org.featureflow.core.model.Activation;
import org.featureflow.core.numeric.Interval;

/**
 * Enclosures of an activation h and its first two derivatives over intervals of arguments.
 *
 * <p>A later method takes what an earlier one returned for the same arguments, since the derivatives of some activations are
 * functions of their values.
 */
interface ActivationRange {

    /** An enclosure of h over z. */
    Interval value(Interval z);

    /** An enclosure of h' over z, given that of h. */
    Interval slope(Interval z, Interval value);

    /** An enclosure of h'' over z, given those of h and h'. */
    Interval curvature(Interval z, Interval value, Interval slope);

    /**
     * The enclosure of an activation: sharp for tanh, sigmoid, erf and sine, from Lipschitz constants for any other.
     *
     * @throws IllegalArgumentException if nothing is proved about the activation's computed values
     */
    static ActivationRange of(Activation activation) {
        if (activation.valueRelativeError() == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("activation " + activation.name()
                    + ": no bound on the error of its values is stated, so that nothing can be proved with it; override"
                    + " valueRelativeError");
        }
        return switch (activation.name()) {
            case "tanh" -> new TanhRange(activation);
            case "sigmoid" -> new SigmoidRange(activation);
            case "erf" -> new ErfRange(activation);
            case "sine" -> new SineRange(activation);
            default -> new LipschitzRange(activation);
        };
    }

    /** An enclosure of h at a point, from the stated relative error of its computed value and its bound. */
    static Interval at(Activation activation, double z) {
        double value = activation.value(z);
        // The smallest normal number covers results that underflow, where a relative error says nothing.
        double radius = Math.nextUp(activation.valueRelativeError() * Math.abs(value)) + Double.MIN_NORMAL;
        return intersect(Interval.around(value, radius), new Interval(-activation.bound(), activation.bound()));
    }

    /** An enclosure of an increasing h over an interval. */
    static Interval increasing(Activation activation, Interval z) {
        if (z.lower() == z.upper()) {
            return at(activation, z.lower());
        }
        return new Interval(
                at(activation, z.lower()).lower(), at(activation, z.upper()).upper());
    }

    /** The common part of two enclosures of the same number. */
    static Interval intersect(Interval a, Interval b) {
        double lower = Math.max(a.lower(), b.lower());
        double upper = Math.min(a.upper(), b.upper());
        // Two true enclosures meet; were one wrong, an empty interval must not pass for a sharp one.
        return new Interval(lower, upper);
    }

    /**
     * The range of a function that is monotone between its extrema, on an interval: the hull of the values at the ends and of
     * the extrema whose abscissas it may contain.
     */
    static Interval hullWithExtremum(Interval range, Interval argument, double abscissa, double extremum) {
        boolean reached = argument.lower() <= Math.nextUp(abscissa) && argument.upper() >= Math.nextDown(abscissa);
        return reached ? range.hull(new Interval(Math.nextDown(extremum), Math.nextUp(extremum))) : range;
    }

    /** h = tanh: h' = 1 - h^2, h'' = 2 h^3 - 2 h with extrema -+4/(3 sqrt 3) at h = +-1/sqrt 3. */
    record TanhRange(Activation activation) implements ActivationRange {
        private static final double ABSCISSA = 0.5773502691896258;
        private static final double EXTREMUM = 0.769800358919501;

        @Override
        public Interval value(Interval z) {
            return increasing(activation, z);
        }

        @Override
        public Interval slope(Interval z, Interval value) {
            return Interval.of(1).minus(value.square());
        }

        @Override
        public Interval curvature(Interval z, Interval value, Interval slope) {
            Interval range = cubic(value.lower()).hull(cubic(value.upper()));
            range = hullWithExtremum(range, value, ABSCISSA, -EXTREMUM);
            return hullWithExtremum(range, value, -ABSCISSA, EXTREMUM);
        }

        private static Interval cubic(double h) {
            return Interval.of(h).square().minus(Interval.of(1)).times(2 * h);
        }
    }

    /** h = 1/(1 + exp(-z)): with t = h - 1/2, h' = 1/4 - t^2, h'' = 2 t^3 - t/2 with extrema -+1/(6 sqrt 3) at t = +-1/(2 sqrt 3). */
    record SigmoidRange(Activation activation) implements ActivationRange {
        private static final double ABSCISSA = 0.2886751345948129;
        private static final double EXTREMUM = 0.09622504486493763;

        @Override
        public Interval value(Interval z) {
            return intersect(increasing(activation, z), new Interval(0, 1));
        }

        @Override
        public Interval slope(Interval z, Interval value) {
            return Interval.of(0.25).minus(value.minus(Interval.of(0.5)).square());
        }

        @Override
        public Interval curvature(Interval z, Interval value, Interval slope) {
            Interval t = value.minus(Interval.of(0.5));
            Interval range = cubic(t.lower()).hull(cubic(t.upper()));
            range = hullWithExtremum(range, t, ABSCISSA, -EXTREMUM);
            return hullWithExtremum(range, t, -ABSCISSA, EXTREMUM);
        }

        private static Interval cubic(double t) {
            return Interval.of(t).square().minus(Interval.of(0.25)).times(2 * t);
        }
    }

    /** h = erf: h' = 2/sqrt(pi) exp(-z^2), h'' = -2 z h' with extrema -+2 sqrt(2/(pi e)) at z = +-1/sqrt 2. */
    record ErfRange(Activation activation) implements ActivationRange {
        private static final Interval TWO_OVER_ROOT_PI =
                new Interval(Math.nextDown(1.1283791670955126), Math.nextUp(1.1283791670955126));
        private static final double ABSCISSA = 0.7071067811865476;
        private static final double EXTREMUM = 0.9678828980765735;

        @Override
        public Interval value(Interval z) {
            return increasing(activation, z);
        }

        @Override
        public Interval slope(Interval z, Interval value) {
            return z.square().negate().exp().times(TWO_OVER_ROOT_PI);
        }

        @Override
        public Interval curvature(Interval z, Interval value, Interval slope) {
            Interval range = atEnd(z.lower()).hull(atEnd(z.upper()));
            range = hullWithExtremum(range, z, ABSCISSA, -EXTREMUM);
            return hullWithExtremum(range, z, -ABSCISSA, EXTREMUM);
        }

        private Interval atEnd(double z) {
            if (Double.isInfinite(z)) {
                return Interval.ZERO;
            }
            Interval end = Interval.of(z);
            return slope(end, end).times(-2 * z);
        }
    }

    /** h = sin, h' = cos, h'' = -sin. */
    record SineRange(Activation activation) implements ActivationRange {
        private static final Interval FULL = new Interval(-1, 1);

        @Override
        public Interval value(Interval z) {
            return isShort(z) ? wave(z, 0.5, at(activation, z.lower()), at(activation, z.upper())) : FULL;
        }

        @Override
        public Interval slope(Interval z, Interval value) {
            return isShort(z) ? wave(z, 0, cosine(z.lower()), cosine(z.upper())) : FULL;
        }

        @Override
        public Interval curvature(Interval z, Interval value, Interval slope) {
            return value.negate();
        }

        /** Whether less than a turn, at arguments small enough that half turns can be told apart. */
        private static boolean isShort(Interval z) {
            return z.magnitude() < 1e9 && z.width() < 6.3;
        }

        /** The range between two ends of a wave whose maxima are at (2 k + phase) pi and minima half a turn on. */
        private static Interval wave(Interval z, double phase, Interval left, Interval right) {
            double slack = 1e-6;
            double first = Math.ceil(z.lower() / Math.PI - phase - slack);
            double last = Math.floor(z.upper() / Math.PI - phase + slack);
            Interval range = left.hull(right);
            for (double k = first; k <= last; k++) {
                range = range.hull(Interval.of(k % 2 == 0 ? 1 : -1));
            }
            return intersect(range, FULL);
        }

        /** StrictMath documents 1 unit in the last place for cos. */
        private static Interval cosine(double z) {
            return intersect(Interval.around(StrictMath.cos(z), 0x1p-52), FULL);
        }
    }

    /** Any activation: a value at the middle and Lipschitz constants; h' at the middle from a difference quotient. */
    record LipschitzRange(Activation activation) implements ActivationRange {
        /** Balances the rounding error of the quotient, 1e-16 over the step, against its truncation error, the step. */
        private static final double STEP = 0x1p-26;

        @Override
        public Interval value(Interval z) {
            Interval bound = new Interval(-activation.bound(), activation.bound());
            double radius = radius(z);
            if (radius == Double.POSITIVE_INFINITY || activation.lipschitz() == Double.POSITIVE_INFINITY) {
                return bound;
            }
            Interval change = Interval.around(0, Interval.multiplyUp(activation.lipschitz(), radius));
            return intersect(at(activation, z.midpoint()).plus(change), bound);
        }

        @Override
        public Interval slope(Interval z, Interval value) {
            Interval bound = new Interval(-activation.lipschitz(), activation.lipschitz());
            double radius = Interval.addUp(radius(z), 2 * STEP);
            double middle = z.midpoint();
            if (radius == Double.POSITIVE_INFINITY || activation.derivativeLipschitz() == Double.POSITIVE_INFINITY) {
                return bound;
            }
            double left = middle - STEP;
            double right = middle + STEP;
            if (!(left < right)) {
                return bound;
            }
            // The quotient is h' somewhere between the points, hence within the radius of every point of z.
            Interval quotient = at(activation, right)
                    .minus(at(activation, left))
                    .dividedBy(Interval.of(right).minus(Interval.of(left)));
            double width = Interval.multiplyUp(activation.derivativeLipschitz(), radius);
            return intersect(quotient.plus(Interval.around(0, width)), bound);
        }

        @Override
        public Interval curvature(Interval z, Interval value, Interval slope) {
            return new Interval(-activation.derivativeLipschitz(), activation.derivativeLipschitz());
        }

        private static double radius(Interval z) {
            double middle = z.midpoint();
            return Math.max(Interval.addUp(z.upper(), -middle), Interval.addUp(middle, -z.lower()));
        }
    }
}
