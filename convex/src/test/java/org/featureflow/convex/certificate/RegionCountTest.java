package org.featureflow.convex.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionCountTest {
    @ParameterizedTest
    @CsvSource({"20,3,382", "40,3,1562", "20,4,2320", "1,3,2", "5,8,32", "7,1,2", "12,5,1124"})
    void generalPositionMatchesTheFormula(int count, int dimension, long expected) {
        Random random = new Random(1);
        List<BigInteger[]> normals = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            BigInteger[] normal = new BigInteger[dimension];
            for (int j = 0; j < dimension; j++) {
                normal[j] = BigInteger.valueOf(random.nextInt());
            }
            normals.add(normal);
        }
        assertThat(RegionCount.of(normals, 1_000_000)).isEqualTo(expected);
        assertThat(RegionCount.of(normals, expected - 1)).isGreaterThan(expected - 1);
    }

    @Test
    void zeroRepeatedAndDependentNormals() {
        assertThat(count(new int[][] {{0, 0}})).isEqualTo(1);
        assertThat(count(new int[][] {{2, 4}, {-1, -2}, {0, 0}, {3, 6}})).isEqualTo(2);
        // Three planes through one line; then a fourth across it.
        assertThat(count(new int[][] {{1, 0, 0}, {0, 1, 0}, {1, 1, 0}})).isEqualTo(6);
        assertThat(count(new int[][] {{1, 0, 0}, {0, 1, 0}, {1, 1, 0}, {0, 0, 1}}))
                .isEqualTo(12);
        // The braid arrangement of R^4 has 4! regions.
        assertThat(count(new int[][] {
                    {1, -1, 0, 0}, {1, 0, -1, 0}, {1, 0, 0, -1}, {0, 1, -1, 0}, {0, 1, 0, -1}, {0, 0, 1, -1}
                }))
                .isEqualTo(24);
    }

    private static long count(int[][] rows) {
        List<BigInteger[]> normals = new ArrayList<>();
        for (int[] row : rows) {
            BigInteger[] normal = new BigInteger[row.length];
            for (int j = 0; j < row.length; j++) {
                normal[j] = BigInteger.valueOf(row[j]);
            }
            normals.add(normal);
        }
        return RegionCount.of(normals, 1_000_000);
    }
}
