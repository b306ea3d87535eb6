package org.featureflow.flow.depth;

/**
 * How the forward equation is integrated over a cell, in which rho is constant. The adjoint is the exact derivative of the
 * scheme, so gradients are exact for the discrete system, and of the scheme's order for the equation.
 */
public final class DepthScheme {

    private final double[][] a;
    private final double[] b;
    private final int order;
    private final int substeps;

    private DepthScheme(double[][] a, double[] b, int order, int substeps) {
        this.a = a;
        this.b = b;
        this.order = order;
        this.substeps = substeps;
    }

    /**
     * One explicit Euler step a cell: the network whose depth is the number of cells, X_{i+1} = X_i + h_i F_i(X_i).
     *
     * @return the scheme, order 1
     */
    public static DepthScheme network() {
        return new DepthScheme(new double[][] {{}}, new double[] {1}, 1, 1);
    }

    /**
     * The classical Runge-Kutta method: the differential equation itself, up to O(h^4), h the cell's length over {@code substeps}.
     *
     * @param substeps steps a cell, at least 1
     * @return the scheme, order 4
     * @throws IllegalArgumentException if {@code substeps} is below 1
     */
    public static DepthScheme rungeKutta(int substeps) {
        if (substeps < 1) {
            throw new IllegalArgumentException("substeps " + substeps + ": at least 1 is needed");
        }
        double[][] a = {{}, {0.5}, {0, 0.5}, {0, 0, 1}};
        return new DepthScheme(a, new double[] {1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6}, 4, substeps);
    }

    /**
     * The order of the scheme.
     *
     * @return 1 or 4
     */
    public int order() {
        return order;
    }

    /**
     * Steps a cell.
     *
     * @return at least 1
     */
    public int substeps() {
        return substeps;
    }

    int stages() {
        return b.length;
    }

    /** The coefficient of stage {@code source} in stage {@code stage}, source below stage. */
    double coefficient(int stage, int source) {
        return a[stage][source];
    }

    double weight(int stage) {
        return b[stage];
    }
}
