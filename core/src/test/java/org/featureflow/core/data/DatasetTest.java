package org.featureflow.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class DatasetTest {

    private final Dataset dataset =
            new Dataset(matrix(new double[][] {{1, 2}, {3, 4}, {5, 7}}), matrix(new double[][] {{1}, {-1}, {1}}));

    @Test
    void knowsItsShapes() {
        assertThat(dataset.samples()).isEqualTo(3);
        assertThat(dataset.inputDimension()).isEqualTo(2);
        assertThat(dataset.outputs()).isEqualTo(1);
    }

    @Test
    void matricesAreCopiedOnTheWayInAndOut() {
        DMatrixRMaj inputs = matrix(new double[][] {{1, 2}, {3, 4}});
        DMatrixRMaj targets = matrix(new double[][] {{5}, {6}});
        Dataset copied = new Dataset(inputs, targets);
        inputs.fill(0);
        targets.fill(0);
        copied.inputs().fill(9);
        copied.targets().fill(9);
        assertThat(copied.inputs().data).containsExactly(1, 2, 3, 4);
        assertThat(copied.targets().data).containsExactly(5, 6);
    }

    @Test
    void theBiasIsALastInputOfOnes() {
        Dataset biased = dataset.withBias();
        assertThat(biased.inputDimension()).isEqualTo(3);
        assertThat(biased.inputs().data).containsExactly(1, 2, 1, 3, 4, 1, 5, 7, 1);
        assertThat(biased.targets().data).containsExactly(dataset.targets().data);
        assertThat(dataset.inputDimension()).isEqualTo(2);
    }

    /** By hand: column (1, 3, 5) has mean 3 and variance 8/3. */
    @Test
    void standardizedInputsOfAKnownColumn() {
        DMatrixRMaj inputs = dataset.withStandardizedInputs().inputs();
        double deviation = Math.sqrt(8.0 / 3);
        assertThat(inputs.get(0, 0)).isCloseTo(-2 / deviation, within(1e-15));
        assertThat(inputs.get(1, 0)).isCloseTo(0, within(1e-15));
        assertThat(inputs.get(2, 0)).isCloseTo(2 / deviation, within(1e-15));
        assertThat(dataset.withStandardizedInputs().targets().data).containsExactly(1, -1, 1);
    }

    @Test
    void constantInputsBecomeZeroAlsoWhereTheirMeanIsRounded() {
        for (double constant : new double[] {0.1, 1, -7e200, 1e-300, 0, 3e-320, 1e308}) {
            double[][] rows = new double[7][];
            for (int n = 0; n < rows.length; n++) {
                rows[n] = new double[] {constant, n};
            }
            DMatrixRMaj inputs = new Dataset(matrix(rows), new DMatrixRMaj(7, 1))
                    .withStandardizedInputs()
                    .inputs();
            for (int n = 0; n < rows.length; n++) {
                assertThat(inputs.get(n, 0)).isZero();
            }
        }
    }

    /**
     * Scale and offset of a column that is not constant do not matter: mean 0 and variance 1, each within a few roundings of
     * seven numbers of size 1.
     */
    @Property(seed = "301", tries = 200, edgeCases = EdgeCasesMode.NONE)
    void standardizedColumnsHaveMeanZeroAndVarianceOneAtEveryScale(
            @ForAll("exponent") int exponent, @ForAll("offset") double offset, @ForAll("seed") long seed) {
        Random random = new Random(seed);
        double[][] rows = new double[7][1];
        for (double[] row : rows) {
            row[0] = Math.scalb(offset + random.nextInt(1 << 20) * 0x1p-20, exponent);
        }
        DMatrixRMaj column = matrix(rows);
        boolean constant = true;
        for (double[] row : rows) {
            constant &= row[0] == rows[0][0];
        }
        if (!constant) {
            Dataset given = new Dataset(column, column);
            for (DMatrixRMaj result : List.of(
                    given.withStandardizedInputs().inputs(),
                    given.withStandardizedTargets().targets())) {
                double mean = 0;
                double variance = 0;
                for (double x : result.data) {
                    mean += x / 7;
                    variance += x * x / 7;
                }
                assertThat(mean).isCloseTo(0, within(1e-14));
                assertThat(variance).isCloseTo(1, within(1e-14));
            }
        }
    }

    /** From where squares underflow to where they overflow. */
    @Provide
    Arbitrary<Integer> exponent() {
        return Arbitraries.of(0, 1, -1, 10, -600, -1000, 600, 950);
    }

    /** Up to 2^32, where the spread is 2^-32 of the mean and neighbouring samples still differ. */
    @Provide
    Arbitrary<Double> offset() {
        return Arbitraries.of(0.0, 1.0, -3.0, 0x1p20, -0x1p32, 0x1p45);
    }

    @Provide
    Arbitrary<Long> seed() {
        return Arbitraries.longs().between(0, 1000);
    }

    @Test
    void standardizedTargetsLeaveTheInputs() {
        Dataset result = dataset.withStandardizedTargets();
        assertThat(result.inputs().data).containsExactly(dataset.inputs().data);
        assertThat(result.targets().get(1, 0)).isCloseTo(-Math.sqrt(2), within(1e-15));
    }

    @Test
    void aConstantTargetIsRefusedNamingItsColumn() {
        Dataset constant =
                new Dataset(matrix(new double[][] {{1}, {2}}), matrix(new double[][] {{3, 0.25}, {4, 0.25}}));
        assertThatIllegalArgumentException()
                .isThrownBy(constant::withStandardizedTargets)
                .withMessageContaining("target 2")
                .withMessageContaining("0.25");
    }

    @Test
    void samplesWithIdenticalInputsAreGroupedInTheOrderOfTheirFirstMember() {
        Dataset repeated = new Dataset(
                matrix(new double[][] {{1, 2}, {0.0, 1}, {1, 2}, {2, 1}, {-0.0, 1}, {1, 2}}), new DMatrixRMaj(6, 1));
        assertThat(repeated.groupsOfIdenticalInputs()).containsExactly(List.of(0, 2, 5), List.of(1, 4), List.of(3));
        assertThat(dataset.groupsOfIdenticalInputs()).containsExactly(List.of(0), List.of(1), List.of(2));
    }

    @Test
    void neighbouringNumbersAreNotIdentical() {
        Dataset close = new Dataset(matrix(new double[][] {{1}, {Math.nextUp(1.0)}}), new DMatrixRMaj(2, 1));
        assertThat(close.groupsOfIdenticalInputs()).hasSize(2);
    }

    @Test
    void shapesThatDisagreeAreRefusedNamingBoth() {
        assertRefused(new DMatrixRMaj(2, 3), new DMatrixRMaj(4, 1), "2 x 3", "4 x 1");
        assertRefused(new DMatrixRMaj(0, 3), new DMatrixRMaj(0, 1), "0 x 3", "0 x 1");
        assertRefused(new DMatrixRMaj(2, 0), new DMatrixRMaj(2, 1), "2 x 0", "2 x 1");
        assertRefused(new DMatrixRMaj(2, 1), new DMatrixRMaj(2, 0), "2 x 1", "2 x 0");
    }

    @Test
    void entriesThatAreNotFiniteAreRefusedNamingTheCell() {
        DMatrixRMaj good = new DMatrixRMaj(3, 2);
        DMatrixRMaj bad = new DMatrixRMaj(3, 2);
        bad.set(1, 0, Double.NaN);
        assertRefused(bad, good, "input 1 of sample 2", "NaN");
        bad.set(1, 0, 0);
        bad.set(2, 1, Double.NEGATIVE_INFINITY);
        assertRefused(good, bad, "target 2 of sample 3", "-Infinity");
    }

    private static void assertRefused(DMatrixRMaj inputs, DMatrixRMaj targets, String... parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Dataset(inputs, targets))
                .withMessageContainingAll(parts);
    }

    private static DMatrixRMaj matrix(double[][] rows) {
        return new DMatrixRMaj(rows);
    }
}
