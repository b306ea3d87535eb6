package org.featureflow.flow.twolevel;

import java.util.Optional;

/**
 * A step by ROS2, the L-stable Rosenbrock W-method of order 2 with gamma = 1 + 1/sqrt 2 (Verwer, Spee, Blom, Hundsdorfer, SIAM J. Sci.
 * Comput. 20, 1999): with the coordinates z of all units, u, w and perhaps the logarithms of the masses,
 * <pre>
 *  (I - gamma t W) k_1 = t F(z)
 *  (I - gamma t W) k_2 = t F(z + k_1) - 2 k_1
 *  z_next = z + 3/2 k_1 + 1/2 k_2,   error = |k_1 + k_2| / 2
 * </pre>
 * The order holds for every W; where W is the Jacobian, long steps converge to a stable rest as Newton's method does. Logarithms of
 * masses are shifted so that the masses sum to 1.
 *
 * @param state the state after the step
 * @param error the largest estimated error of a unit's weights, relative to 1 + |(u, w)|, or the sum of the errors of the masses if
 *     that is larger
 */
record FlowStep(TwoLevelState state, double error) {

    static final double GAMMA = 1 + Math.sqrt(0.5);

    /** A step of length t; nothing if numbers overflow. */
    static Optional<FlowStep> of(TwoLevelState state, Moving moving, double t) {
        Linearization system = new Linearization(state, moving, GAMMA * t);
        return system.solve(velocity(state, moving, t)).flatMap(first -> {
            TwoLevelState middle = state.flow().at(state.network().moved(moving, first));
            if (!Double.isFinite(middle.objective())) {
                return Optional.empty();
            }
            double[] right = velocity(middle, moving, t);
            for (int i = 0; i < right.length; i++) {
                right[i] -= 2 * first[i];
            }
            return system.solve(right).flatMap(second -> candidate(state, moving, first, second));
        });
    }

    private static Optional<FlowStep> candidate(TwoLevelState state, Moving moving, double[] first, double[] second) {
        double[] total = new double[first.length];
        double[] error = new double[first.length];
        for (int i = 0; i < first.length; i++) {
            total[i] = 1.5 * first[i] + 0.5 * second[i];
            error[i] = 0.5 * (first[i] + second[i]);
        }
        TwoLevelState next = state.flow().at(state.network().moved(moving, total));
        return Double.isFinite(next.objective())
                ? Optional.of(new FlowStep(next, relative(error, moving, state.network(), next.network())))
                : Optional.empty();
    }

    /** t F. */
    private static double[] velocity(TwoLevelState state, Moving moving, double t) {
        int leading = moving.leading();
        int size = leading + state.network().outputs() + state.network().inputs();
        double[] velocity = new double[state.network().units() * size];
        double mean = state.meanVariation();
        for (int k = 0; k < state.network().units(); k++) {
            if (leading > 0) {
                velocity[k * size] = mean - state.variation(k);
            }
            state.copyVelocity(k, velocity, k * size + leading);
        }
        for (int i = 0; i < velocity.length; i++) {
            velocity[i] *= t;
        }
        return velocity;
    }

    private static double relative(double[] error, Moving moving, TwoLevelNetwork from, TwoLevelNetwork to) {
        int c = from.outputs();
        int d = from.inputs();
        int leading = moving.leading();
        int size = leading + c + d;
        double largest = 0;
        double masses = 0;
        for (int k = 0; k < from.units(); k++) {
            double weights = squared(from.u().data, k * c, c) + squared(from.w().data, k * d, d);
            double unit = Math.sqrt(squared(error, k * size + leading, c + d)) / (1 + Math.sqrt(weights));
            largest = Math.max(largest, unit);
            if (leading > 0) {
                masses += Math.max(from.mass(k), to.mass(k)) * Math.abs(error[k * size]);
            }
        }
        return Math.max(largest, masses);
    }

    private static double squared(double[] a, int from, int length) {
        double sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += a[i] * a[i];
        }
        return sum;
    }
}
