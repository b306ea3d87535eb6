package org.featureflow.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.numeric.Interval;
import org.junit.jupiter.api.Test;

/** L(f) = (1/N) sum_n phi(f_n, y_n), theory section 1. */
class ObjectiveTest {

    private static final DMatrixRMaj LABELS = new DMatrixRMaj(new double[][] {{1, 0, 0}, {0, 0, 1}});
    private static final DMatrixRMaj OUTPUTS = new DMatrixRMaj(new double[][] {{0.5, -1, 2}, {3, 0.25, -0.5}});
    private final Objective softmax = new Objective(Losses.softmax(), LABELS);
    private final Objective squared =
            new Objective(Losses.squared(), new DMatrixRMaj(new double[][] {{1, 2}, {3, 5}, {0, -1}}));

    @Test
    void knowsItsLossAndShape() {
        assertThat(squared.loss()).isSameAs(Losses.squared());
        assertThat(squared.samples()).isEqualTo(3);
        assertThat(squared.outputs()).isEqualTo(2);
        assertThat(squared.target(1)).containsExactly(3, 5);
    }

    /** By hand: residuals (1, 0), (-1, 2), (0, 0): halves of 1, 5, 0, over 3. */
    @Test
    void valueIsTheMeanOfTheLosses() {
        DMatrixRMaj f = new DMatrixRMaj(new double[][] {{2, 2}, {2, 7}, {0, -1}});
        assertThat(squared.value(f)).isEqualTo(1);
        assertThat(squared.gradient(f).data).containsExactly(1 / 3.0, 0, -1 / 3.0, 2 / 3.0, 0, 0);
    }

    /** Central differences with step 1e-5: truncation 1e-11, rounding below 1e-10. */
    @Test
    void gradientIsTheSlopeOfTheValue() {
        double step = 1e-5;
        DMatrixRMaj gradient = softmax.gradient(OUTPUTS);
        for (int i = 0; i < 6; i++) {
            double slope = (softmax.value(shifted(i, step)) - softmax.value(shifted(i, -step))) / (2 * step);
            assertThat(gradient.data[i]).isCloseTo(slope, within(1e-9));
        }
    }

    @Test
    void curvatureBlocksAreTheSlopesOfTheGradient() {
        double step = 1e-5;
        DMatrixRMaj curvature = softmax.curvature(OUTPUTS);
        assertThat(curvature.numRows).isEqualTo(2);
        assertThat(curvature.numCols).isEqualTo(9);
        for (int n = 0; n < 2; n++) {
            for (int k = 0; k < 3; k++) {
                DMatrixRMaj right = softmax.gradient(shifted(3 * n + k, step));
                DMatrixRMaj left = softmax.gradient(shifted(3 * n + k, -step));
                for (int i = 0; i < 3; i++) {
                    double slope = (right.get(n, i) - left.get(n, i)) / (2 * step);
                    assertThat(curvature.get(n, 3 * i + k)).isCloseTo(slope, within(1e-9));
                }
            }
        }
    }

    /** Fenchel-Young summed over samples: L(f) + (1/N) sum phi*(N s_n) = s . f at s = L'(f). */
    @Test
    void valueAndConjugateAddUpAtTheGradient() {
        for (Objective objective : new Objective[] {softmax, new Objective(Losses.huber(1), OUTPUTS)}) {
            DMatrixRMaj f = new DMatrixRMaj(new double[][] {{0.5, -1.5, 2.5}, {0.1, 2, 0.3}});
            DMatrixRMaj s = objective.gradient(f);
            double product = 0;
            for (int i = 0; i < 6; i++) {
                product += s.data[i] * f.data[i];
            }
            assertThat(objective.value(f) + objective.conjugate(s)).isCloseTo(product, within(1e-14));
        }
    }

    /** By hand: N s = (3, 0), (0, 0), (0, 6), so 4.5 + 3 and 18 - 6, over 3. */
    @Test
    void conjugateTakesDualPointsTimesTheNumberOfSamples() {
        DMatrixRMaj s = new DMatrixRMaj(new double[][] {{1, 0}, {0, 0}, {0, 2}});
        assertThat(squared.conjugate(s)).isCloseTo((4.5 + 3 + 18 - 6) / 3, within(1e-15));
    }

    @Test
    void conjugateIsInfiniteIfOneSampleLeavesTheDomain() {
        DMatrixRMaj s = softmax.gradient(OUTPUTS);
        s.set(1, 0, s.get(1, 0) + 0.1);
        assertThat(softmax.conjugate(s)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    /** Of the named losses all infima are 0; a loss with infimum |y| shows the mean. */
    @Test
    void infimumIsTheMeanOfTheInfima() {
        assertThat(squared.infimum()).isZero();
        Loss lifted = (Loss) java.lang.reflect.Proxy.newProxyInstance(
                Loss.class.getClassLoader(), new Class<?>[] {Loss.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("infimum")) {
                        return ((double[]) arguments[0])[0];
                    }
                    return null;
                });
        assertThat(new Objective(lifted, new DMatrixRMaj(new double[][] {{1}, {2}, {6}})).infimum())
                .isEqualTo(3);
    }

    @Test
    void anEnclosureHoldsTheValueAndTheValuesOfTheBox() {
        Interval[][] box = new Interval[2][3];
        Interval[][] point = new Interval[2][3];
        for (int i = 0; i < 6; i++) {
            point[i / 3][i % 3] = Interval.of(OUTPUTS.data[i]);
            box[i / 3][i % 3] = Interval.around(OUTPUTS.data[i], 0.125);
        }
        double value = softmax.value(OUTPUTS);
        assertThat(softmax.value(point).lower()).isLessThanOrEqualTo(value + 1e-15);
        assertThat(softmax.value(point).upper()).isGreaterThanOrEqualTo(value - 1e-15);
        assertThat(softmax.value(point).width()).isLessThan(1e-14);
        for (int i = 0; i < 6; i++) {
            assertThat(softmax.value(box).contains(softmax.value(shifted(i, 0.125))))
                    .isTrue();
            assertThat(softmax.value(box).contains(softmax.value(shifted(i, -0.125))))
                    .isTrue();
        }
    }

    @Test
    void anEnclosureOfTheWrongShapeIsRefused() {
        Interval[][] tooMany = new Interval[3][3];
        Interval[][] tooNarrow = {{Interval.ZERO, Interval.ZERO, Interval.ZERO}, {Interval.ZERO, Interval.ZERO}};
        for (Interval[] row : tooMany) {
            java.util.Arrays.fill(row, Interval.ZERO);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> softmax.value(tooMany))
                .withMessageContaining("2 x 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> softmax.value(tooNarrow))
                .withMessageContaining("2 x 3");
    }

    @Test
    void argumentsAreNotModifiedAndTargetsAreCopied() {
        DMatrixRMaj targets = LABELS.copy();
        Objective objective = new Objective(Losses.softmax(), targets);
        DMatrixRMaj f = OUTPUTS.copy();
        double before = objective.value(f);
        objective.gradient(f);
        objective.curvature(f);
        DMatrixRMaj s = objective.gradient(f);
        DMatrixRMaj sBefore = s.copy();
        objective.conjugate(s);
        targets.fill(0);
        objective.target(0)[0] = 7;
        assertThat(f.data).containsExactly(OUTPUTS.data);
        assertThat(s.data).containsExactly(sBefore.data);
        assertThat(objective.value(f)).isEqualTo(before);
    }

    @Test
    void shapesThatDisagreeAreRefusedNamingBoth() {
        DMatrixRMaj f = new DMatrixRMaj(2, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> squared.value(f))
                .withMessageContaining("2 x 2")
                .withMessageContaining("3 x 2");
        assertThatIllegalArgumentException().isThrownBy(() -> squared.gradient(new DMatrixRMaj(3, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> squared.curvature(f));
        assertThatIllegalArgumentException().isThrownBy(() -> squared.conjugate(f));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Objective(Losses.squared(), new DMatrixRMaj(0, 2)))
                .withMessageContaining("0 x 2");
        assertThatIllegalArgumentException().isThrownBy(() -> new Objective(Losses.squared(), new DMatrixRMaj(2, 0)));
    }

    @Test
    void aTargetTheLossCannotTakeIsRefusedNamingItsSample() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Objective(Losses.logistic(), new DMatrixRMaj(new double[][] {{1}, {0.5}})))
                .withMessageContaining("sample 2")
                .withMessageContaining("0.5");
    }

    private static DMatrixRMaj shifted(int index, double step) {
        DMatrixRMaj shifted = OUTPUTS.copy();
        shifted.data[index] += step;
        return shifted;
    }
}
