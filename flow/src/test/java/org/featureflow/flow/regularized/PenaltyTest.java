package org.featureflow.flow.regularized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.junit.jupiter.api.Test;

class PenaltyTest {

    /** The proximal step minimises R(u) + |u - z|^2/(2 dt): no neighbour, nor z, nor 0, has a lower value. */
    @Property(tries = 60, seed = "5231")
    void proximalStepIsAMinimiser(@ForAll @LongRange(min = 0, max = 10_000) long seed) {
        Random random = new Random(seed);
        RegularizedInstance instance = new RegularizedInstance(3, 1 + (int) (seed % 5), 1, seed);
        Network network = instance.network();
        PathWeights z = PathWeights.of(network.weights());
        double[] p = RegularizedInstance.masses(network);
        double dt = Math.pow(10, 4 * random.nextDouble() - 1);
        Penalty penalty = new Penalty(instance.lambda());
        PathWeights u = penalty.proximal(z, dt, p).weights();
        double least = value(penalty, u, z, dt, p);
        assertThat(least).isLessThanOrEqualTo(value(penalty, z, z, dt, p));
        assertThat(least).isLessThanOrEqualTo(value(penalty, z.times(0), z, dt, p));
        for (int i = 0; i < 40; i++) {
            PathWeights direction = RegularizedInstance.direction(u, seed + i);
            double length = Math.pow(10, -6 * random.nextDouble());
            assertThat(value(penalty, u.plus(length, direction), z, dt, p)).isGreaterThanOrEqualTo(least * (1 - 1e-14));
        }
    }

    /** By hand: p = (1/2, 1/2), z = (3, 1), theta = 2 dt lambda = 2: T = (1.5)/(1 + 1) = 3/4, threshold 1.5 drops the 1. */
    @Test
    void shrinksAsByHand() {
        DMatrixRMaj v = new DMatrixRMaj(new double[][] {{3, 1}, {0, 0}});
        PathWeights z = new PathWeights(java.util.List.of(new DMatrixRMaj(1, 2), v, new DMatrixRMaj(2, 1)));
        Penalty penalty = new Penalty(new org.featureflow.core.model.Regularization(0, java.util.List.of(1.0), 1));
        DMatrixRMaj u =
                penalty.proximal(z, 1, new double[] {0.5, 0.5}).weights().hidden(2);
        assertThat(u.data).containsExactly(new double[] {1.5, 0, 0, 0}, within(1e-15));
    }

    @Test
    void derivativeIsThatOfTheStep() {
        RegularizedInstance instance = new RegularizedInstance(3, 4, 2, 3);
        PathWeights z = PathWeights.of(instance.network().weights());
        double[] p = RegularizedInstance.masses(instance.network());
        Penalty penalty = new Penalty(instance.lambda());
        Proximal proximal = penalty.proximal(z, 7, p);
        PathWeights direction = RegularizedInstance.direction(z, 4);
        double h = 1e-6;
        PathWeights up = penalty.proximal(z.plus(h, direction), 7, p).weights();
        PathWeights down = penalty.proximal(z.plus(-h, direction), 7, p).weights();
        PathWeights expected = up.plus(-1, down).times(1 / (2 * h));
        // The map is linear between its kinks: the difference quotient is exact up to rounding, 1e-16/h.
        assertThat(proximal.derivativeTimes(direction, p).plus(-1, expected).squaredNorm(p))
                .isLessThan(1e-18);
        PathWeights at = penalty.derivativeAt(proximal.weights(), 7, p).derivativeTimes(direction, p);
        assertThat(at.plus(-1, expected).squaredNorm(p)).isLessThan(1e-18);
    }

    private static double value(Penalty penalty, PathWeights u, PathWeights z, double dt, double[] p) {
        return penalty.value(u, p) + u.plus(-1, z).squaredNorm(p) / (2 * dt);
    }
}
