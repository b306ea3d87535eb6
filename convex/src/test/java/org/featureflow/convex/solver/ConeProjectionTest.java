package org.featureflow.convex.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ConeProjectionTest {
    @Property(tries = 200, seed = "1")
    void satisfiesTheOptimalityConditions(
            @ForAll @IntRange(min = 1, max = 30) int rows,
            @ForAll @IntRange(min = 1, max = 5) int dimension,
            @ForAll @LongRange(min = 0, max = 100_000) long seed) {
        Random random = new Random(seed);
        double[][] normals = new double[rows][dimension];
        double[] inside = gaussian(random, dimension);
        double[] signs = new double[rows];
        for (int n = 0; n < rows; n++) {
            double[] normal = gaussian(random, dimension);
            // Repeated normals and normals nearly parallel to others are the cases that cycle.
            normals[n] = n > 0 && random.nextInt(4) == 0
                    ? normals[random.nextInt(n)].clone()
                    : Vectors.scaled(1 / Vectors.norm(normal), normal);
            signs[n] = Vectors.dot(normals[n], inside) > 0 ? 1 : -1;
        }
        double[] point = gaussian(random, dimension);
        ConeProjection cone = new ConeProjection(normals, dimension);
        cone.project(point, signs);

        double[] combined = point.clone();
        for (int k = 0; k < cone.size; k++) {
            int n = cone.active[k];
            assertThat(cone.multipliers[k]).isPositive();
            assertThat(Vectors.dot(normals[n], cone.projection)).isCloseTo(0, within(1e-13));
            Vectors.addScaled(combined, signs[n] * cone.multipliers[k], normals[n]);
        }
        for (int n = 0; n < rows; n++) {
            assertThat(signs[n] * Vectors.dot(normals[n], cone.projection)).isGreaterThan(-1e-13);
        }
        Vectors.addScaled(combined, -1, cone.projection);
        assertThat(Vectors.norm(combined)).isLessThan(1e-13);
        assertThat(Vectors.dot(point, cone.projection)).isCloseTo(cone.length * cone.length, within(1e-13));
    }

    @Test
    void ontoAQuadrant() {
        ConeProjection cone = new ConeProjection(new double[][] {{1, 0}, {0, 1}}, 2);
        cone.project(new double[] {-3, 4}, new double[] {1, 1});
        assertThat(cone.projection).containsExactly(0, 4);
        assertThat(cone.length).isEqualTo(4);
        cone.project(new double[] {-3, 4}, new double[] {1, -1});
        assertThat(cone.length).isZero();
        assertThat(cone.size).isEqualTo(2);
        cone.project(new double[] {-3, 4}, new double[] {-1, 1});
        assertThat(cone.size).isZero();
        assertThat(cone.length).isEqualTo(5);
    }

    static double[] gaussian(Random random, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }
}
