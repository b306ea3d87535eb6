package org.featureflow.flow.step;

/**
 * The coefficients of a one-step method of s stages with an embedded method of lower order:
 *
 * <pre>
 *   k_i = F(x + dt sum_{j&lt;i} alpha_ij k_j) + dt W sum_{j&lt;=i} gamma_ij k_j,   i = 1..s
 *   x+ = x + dt sum_i b_i k_i,   its error about dt |sum_i (b_i - b^_i) k_i|
 * </pre>
 *
 * with alpha strictly lower and Gamma lower triangular, one number gamma on its diagonal. W may be any matrix, so each order condition
 * in which it appears counts: {@link OrderConditions}. With Gamma = 0 this is an explicit Runge-Kutta method.
 *
 * <p>The conditions are checked on construction: up to the order for b, up to the embedded order for b^; and b^ must miss a condition
 * of the order after its own, so that the estimate falls exactly with dt to the power embedded order + 1. Immutable.
 */
public final class Tableau {

    private final String name;
    private final int order;
    private final int embeddedOrder;
    private final double[][] alpha;
    private final double[][] gamma;
    private final double[] weights;
    private final double[] embedded;

    /**
     * A method.
     *
     * @param name its name, lower case letters, digits and hyphens
     * @param order p, at most 5
     * @param embeddedOrder the order of b^, below p
     * @param alpha s x s, strictly lower triangular; copied
     * @param gamma s x s, lower triangular with one number on the diagonal, or zero; copied
     * @param weights b, s numbers; copied
     * @param embedded b^, s numbers; copied
     * @throws IllegalArgumentException if a shape is wrong or an order condition is not met, naming it
     */
    public Tableau(
            String name,
            int order,
            int embeddedOrder,
            double[][] alpha,
            double[][] gamma,
            double[] weights,
            double[] embedded) {
        this.name = name;
        this.order = order;
        this.embeddedOrder = embeddedOrder;
        this.alpha = copy(alpha);
        this.gamma = copy(gamma);
        this.weights = weights.clone();
        this.embedded = embedded.clone();
        checkShapes();
        OrderConditions conditions = new OrderConditions(this.alpha, this.gamma);
        require(conditions, order, this.weights);
        require(conditions, embeddedOrder, this.embedded);
        if (embeddedOrder >= order
                || conditions.firstViolated(embeddedOrder + 1, this.embedded).isEmpty()) {
            throw new IllegalArgumentException(name + ": the embedded method must have order " + embeddedOrder
                    + ", below " + order + ", and no higher one: the estimate would not be of its own order");
        }
    }

    /**
     * The order-2 explicit method with Euler embedded of K. Heun, Z. Math. Phys. 45 (1900): alpha_21 = 1, b = (1/2, 1/2).
     *
     * @return Heun 2(1)
     */
    public static Tableau heun() {
        return explicit("heun", 2, 1, new double[][] {{}, {1}}, new double[] {0.5, 0.5}, new double[] {1, 0});
    }

    /**
     * The order-2 explicit method of least error bound, with Euler embedded: A. Ralston, Math. Comp. 16 (1962), 431-437: alpha_21 = 2/3,
     * b = (1/4, 3/4).
     *
     * @return Ralston 2(1)
     */
    public static Tableau ralston() {
        return explicit(
                "ralston", 2, 1, new double[][] {{}, {2.0 / 3}}, new double[] {0.25, 0.75}, new double[] {1, 0});
    }

    /**
     * P. Bogacki, L. F. Shampine, "A 3(2) pair of Runge-Kutta formulas", Appl. Math. Lett. 2 (1989), 321-325. Its fourth stage is the
     * first of the next step.
     *
     * @return Bogacki-Shampine 3(2)
     */
    public static Tableau bogackiShampine() {
        return explicit(
                "bogacki-shampine",
                3,
                2,
                new double[][] {{}, {0.5}, {0, 0.75}, {2.0 / 9, 1.0 / 3, 4.0 / 9}},
                new double[] {2.0 / 9, 1.0 / 3, 4.0 / 9, 0},
                new double[] {7.0 / 24, 0.25, 1.0 / 3, 0.125});
    }

    /**
     * J. R. Dormand, P. J. Prince, "A family of embedded Runge-Kutta formulae", J. Comput. Appl. Math. 6 (1980), 19-26, the pair
     * RK5(4)7M. Its seventh stage is the first of the next step.
     *
     * @return Dormand-Prince 5(4)
     */
    public static Tableau dormandPrince() {
        return explicit(
                "dormand-prince",
                5,
                4,
                new double[][] {
                    {},
                    {1.0 / 5},
                    {3.0 / 40, 9.0 / 40},
                    {44.0 / 45, -56.0 / 15, 32.0 / 9},
                    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
                    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
                    {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84}
                },
                new double[] {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84, 0},
                new double[] {5179.0 / 57600, 0, 7571.0 / 16695, 393.0 / 640, -92097.0 / 339200, 187.0 / 2100, 1.0 / 40
                });
    }

    /**
     * The W-method of order 2 of J. G. Verwer, E. J. Spee, J. G. Blom, W. Hundsdorfer, "A second-order Rosenbrock method applied to
     * photochemical dispersion problems", SIAM J. Sci. Comput. 20 (1999), 1456-1480: alpha_21 = 1, gamma_21 = -2 gamma, b = (1/2, 1/2), of
     * order 2 for every gamma and W. Here gamma = 1 - 1/sqrt 2, the smaller of the two with which it is L-stable where W is the
     * Jacobian. The embedded method b^ = (1, 0), of order 1, is linearly implicit Euler with W gamma.
     *
     * @return ROS2
     */
    public static Tableau ros2() {
        double gamma = 1 - Math.sqrt(0.5);
        return new Tableau(
                "ros2",
                2,
                1,
                new double[][] {{0, 0}, {1, 0}},
                new double[][] {{gamma, 0}, {-2 * gamma, gamma}},
                new double[] {0.5, 0.5},
                new double[] {1, 0});
    }

    /**
     * The W-method of order 3, L-stable and stiffly accurate where W is the Jacobian, of J. Rang, L. Angermann, "New Rosenbrock W-methods
     * of order 3 for partial differential algebraic equations of index 1", BIT 45 (2005), 761-787.
     *
     * @return ROS34PW2, with the embedded method of order 2
     */
    public static Tableau ros34pw2() {
        double gamma = 0.435866521508459;
        return new Tableau(
                "ros34pw2",
                3,
                2,
                new double[][] {
                    {0, 0, 0, 0},
                    {0.871733043016918, 0, 0, 0},
                    {0.8445706001536942, -0.11299064236484185, 0, 0},
                    {0, 0, 1, 0}
                },
                new double[][] {
                    {gamma, 0, 0, 0},
                    {-0.871733043016918, gamma, 0, 0},
                    {-0.9033805701304408, 0.054180672388095326, gamma, 0},
                    {0.24212380706095346, -1.2232505839045147, 0.5452602553351021, gamma}
                },
                new double[] {0.24212380706095346, -1.2232505839045147, 1.545260255335102, gamma},
                new double[] {0.3781090314581937, -0.09604229221242318, 0.5, 0.2179332607542295});
    }

    /** From the rows below the diagonal. */
    private static Tableau explicit(
            String name, int order, int embeddedOrder, double[][] rows, double[] weights, double[] embedded) {
        double[][] alpha = new double[rows.length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, alpha[i], 0, rows[i].length);
        }
        return new Tableau(name, order, embeddedOrder, alpha, new double[rows.length][rows.length], weights, embedded);
    }

    private void checkShapes() {
        int stages = weights.length;
        boolean fits = stages > 0 && embedded.length == stages && alpha.length == stages && gamma.length == stages;
        for (int i = 0; i < stages && fits; i++) {
            fits = alpha[i].length == stages && gamma[i].length == stages && gamma[i][i] == gamma[0][0];
            for (int j = i; j < stages && fits; j++) {
                fits = alpha[i][j] == 0 && (j == i || gamma[i][j] == 0);
            }
        }
        if (!fits || !(gamma[0][0] > 0 || isExplicit())) {
            throw new IllegalArgumentException(name + ": for " + stages
                    + " weights, alpha must be a strictly lower and Gamma a lower triangular matrix of that size, with"
                    + " one positive number on its diagonal, or 0");
        }
    }

    private void require(OrderConditions conditions, int required, double[] b) {
        conditions.firstViolated(required, b).ifPresent(violated -> {
            throw new IllegalArgumentException(name + ": not of order " + required + ": " + violated);
        });
    }

    private static double[][] copy(double[][] rows) {
        double[][] copy = rows.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    String name() {
        return name;
    }

    int order() {
        return order;
    }

    int embeddedOrder() {
        return embeddedOrder;
    }

    int stages() {
        return weights.length;
    }

    /** The diagonal of Gamma; 0 for an explicit method. */
    double gamma() {
        return gamma[0][0];
    }

    boolean isExplicit() {
        for (double[] row : gamma) {
            for (double entry : row) {
                if (entry != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    double gamma(int stage, int earlier) {
        return gamma[stage][earlier];
    }

    /** A copy of the row alpha_i. */
    double[] alpha(int stage) {
        return alpha[stage].clone();
    }

    /** A copy of b. */
    double[] weights() {
        return weights.clone();
    }

    /** b - b^. */
    double[] errorWeights() {
        double[] difference = weights.clone();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= embedded[i];
        }
        return difference;
    }
}
