package org.featureflow.flow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.Example;

/** Coefficients and the conditions they meet. */
class TableauTest {

    private static final List<Tableau> ALL = List.of(
            Tableau.heun(),
            Tableau.ralston(),
            Tableau.bogackiShampine(),
            Tableau.dormandPrince(),
            Tableau.ros2(),
            Tableau.ros34pw2());

    @Example
    void ordersAreThoseOfTheirNames() {
        assertThat(ALL.stream()
                        .map(tableau -> tableau.name() + " " + tableau.order() + "(" + tableau.embeddedOrder() + ")"))
                .containsExactly(
                        "heun 2(1)",
                        "ralston 2(1)",
                        "bogacki-shampine 3(2)",
                        "dormand-prince 5(4)",
                        "ros2 2(1)",
                        "ros34pw2 3(2)");
        assertThat(ALL.stream().filter(Tableau::isExplicit)).hasSize(4);
    }

    /** Theory section 4's eight conditions, written out, on the coefficients as the stepper sees them. */
    @Example
    void ros34pw2MeetsTheConditionsWrittenOut() {
        Tableau t = Tableau.ros34pw2();
        double[] b = t.weights();
        int s = t.stages();
        double[] a = new double[s];
        double[] g = new double[s];
        for (int i = 0; i < s; i++) {
            for (int j = 0; j < s; j++) {
                a[i] += t.alpha(i)[j];
                g[i] += t.gamma(i, j);
            }
        }
        double[] found = new double[8];
        for (int i = 0; i < s; i++) {
            found[0] += b[i];
            found[1] += b[i] * a[i];
            found[2] += b[i] * g[i];
            found[3] += b[i] * a[i] * a[i];
            for (int j = 0; j < s; j++) {
                found[4] += b[i] * t.alpha(i)[j] * a[j];
                found[5] += b[i] * t.alpha(i)[j] * g[j];
                found[6] += b[i] * t.gamma(i, j) * a[j];
                found[7] += b[i] * t.gamma(i, j) * g[j];
            }
        }
        double[] expected = {1, 0.5, 0, 1.0 / 3, 1.0 / 6, 0, 0, 0};
        for (int i = 0; i < found.length; i++) {
            // Sums of at most 16 terms of size 1 with coefficients of 16 digits.
            assertThat(Math.abs(found[i] - expected[i])).as("condition %s", i).isLessThan(5e-15);
        }
    }

    /** Each entry of b, alpha and Gamma below the diagonal counts: a change of 1e-12 in one is found. */
    @Example
    void aChangedCoefficientIsRefused() {
        Tableau t = Tableau.ros34pw2();
        int s = t.stages();
        for (int i = 0; i < s; i++) {
            for (int j = 0; j < i; j++) {
                double[][] alpha = alpha(t);
                alpha[i][j] += 1e-12;
                assertRefused(alpha, gamma(t), t.weights(), embedded(t), "not of order 3");
                double[][] gamma = gamma(t);
                gamma[i][j] += 1e-12;
                assertRefused(alpha(t), gamma, t.weights(), embedded(t), "not of order 3");
            }
            double[] weights = t.weights();
            weights[i] += 1e-12;
            assertRefused(alpha(t), gamma(t), weights, embedded(t), "tree F gives");
            double[] embedded = embedded(t);
            embedded[i] += 1e-12;
            assertRefused(alpha(t), gamma(t), t.weights(), embedded, "not of order 2");
        }
    }

    /** All orders up to 5: the last digit of a coefficient of the explicit pair of order 5. */
    @Example
    void aChangedCoefficientOfDormandPrinceIsRefused() {
        Tableau t = Tableau.dormandPrince();
        for (int i = 0; i < t.stages(); i++) {
            for (int j = 0; j < i; j++) {
                double[][] alpha = alpha(t);
                // Stage 7 has weight 0 in b and serves the embedded method.
                alpha[i][j] += 1e-10;
                assertThatIllegalArgumentException()
                        .as("alpha %s %s", i, j)
                        .isThrownBy(() -> new Tableau("changed", 5, 4, alpha, gamma(t), t.weights(), embedded(t)))
                        .withMessageContaining("not of order");
            }
        }
    }

    /** Rosenbrock methods for the exact Jacobian (here two stages of order 3's like, b.gamma = 1/2 - b.a) are no W-methods. */
    @Example
    void aMethodForTheExactJacobianOnlyIsRefused() {
        double g = 1 - Math.sqrt(0.5);
        // alpha_21 = 0.5: b.a = 0.25 and b.gamma must make up for it, which no W-method may.
        assertRefused(
                new double[][] {{0, 0}, {0.5, 0}},
                new double[][] {{g, 0}, {0.5 - 2 * g, g}},
                new double[] {0.5, 0.5},
                new double[] {1, 0},
                "tree F[F] gives 0.25, it must give 0.5");
        assertRefused(
                new double[][] {{0, 0}, {1, 0}},
                new double[][] {{g, 0}, {0, g}},
                new double[] {0.5, 0.5},
                new double[] {1, 0},
                "tree W[F] gives");
    }

    @Example
    void anEmbeddedMethodOfTheSameOrderIsRefused() {
        Tableau t = Tableau.heun();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tableau("same", 2, 1, alpha(t), gamma(t), t.weights(), t.weights()))
                .withMessageContaining("embedded method must have order 1");
    }

    @Example
    void shapesAreChecked() {
        double[][] zero = new double[2][2];
        double[] b = {0.5, 0.5};
        for (double[][] wrong :
                List.of(new double[3][3], new double[][] {{0, 1}, {0, 0}}, new double[][] {{1, 0}, {0, 1}})) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Tableau("shapes", 1, 0, wrong, zero, b, b))
                    .withMessageContaining("strictly lower");
        }
        for (double[][] wrong : List.of(
                new double[][] {{0.1, 0}, {0, 0.2}}, new double[][] {{0, 0}, {1, 0}}, new double[][] {{-1, 0}, {0, -1}
                })) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Tableau("shapes", 1, 0, zero, wrong, b, b))
                    .withMessageContaining("Gamma");
        }
    }

    private static void assertRefused(
            double[][] alpha, double[][] gamma, double[] weights, double[] embedded, String message) {
        int order = weights.length == 2 ? 2 : 3;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tableau("changed", order, order - 1, alpha, gamma, weights, embedded))
                .withMessageContaining(message);
    }

    private static double[][] alpha(Tableau t) {
        double[][] alpha = new double[t.stages()][];
        for (int i = 0; i < alpha.length; i++) {
            alpha[i] = t.alpha(i);
        }
        return alpha;
    }

    private static double[][] gamma(Tableau t) {
        double[][] gamma = new double[t.stages()][t.stages()];
        for (int i = 0; i < gamma.length; i++) {
            for (int j = 0; j < gamma.length; j++) {
                gamma[i][j] = t.gamma(i, j);
            }
        }
        return gamma;
    }

    private static double[] embedded(Tableau t) {
        double[] embedded = t.weights();
        double[] error = t.errorWeights();
        for (int i = 0; i < embedded.length; i++) {
            embedded[i] -= error[i];
        }
        return embedded;
    }
}
