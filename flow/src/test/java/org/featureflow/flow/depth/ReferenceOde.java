package org.featureflow.flow.depth;

import java.util.Arrays;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.nonstiff.DormandPrince853Integrator;
import org.ejml.data.DMatrixRMaj;

/** An oracle: the equations of theory section 7 as one system for Dormand-Prince 8(5,3), sharing with the product the block only. */
final class ReferenceOde {

    private static final double TOLERANCE = 1e-12;

    private ReferenceOde() {}

    /** X(1) under a law that is smooth in t. */
    static DMatrixRMaj end(DepthProblem problem, ParameterLaw law) {
        DMatrixRMaj x = problem.embedded();
        integrate(0, 1, x.data, (t, y, dot) -> {
            for (int k = 0; k < law.particles(); k++) {
                addField(problem.block(), 1.0 / law.particles(), law.theta(k, t), y, dot);
            }
        });
        return x;
    }

    /** (X, q) integrated back over one cell from its end; {@code sign} -1 gives the adjoint, +1 a wrong one. */
    static void backOverCell(
            DepthProblem problem, BlockMeasure measure, int cell, double sign, DMatrixRMaj x, DMatrixRMaj q) {
        int size = x.data.length;
        int dimension = problem.block().stateDimension();
        double[] y = Arrays.copyOf(x.data, 2 * size);
        System.arraycopy(q.data, 0, y, size, size);
        double from = measure.edges()[cell + 1];
        integrate(from, measure.edges()[cell], y, (t, both, dot) -> {
            double[] states = Arrays.copyOf(both, size);
            double[] field = new double[size];
            for (int k = 0; k < measure.particles(); k++) {
                addField(problem.block(), 1.0 / measure.particles(), measure.theta(cell, k), states, field);
                for (int n = 0; n < size; n += dimension) {
                    double[] out = new double[dimension];
                    problem.block()
                            .addStateGradient(
                                    sign / measure.particles(),
                                    Arrays.copyOfRange(both, n, n + dimension),
                                    measure.theta(cell, k),
                                    Arrays.copyOfRange(both, size + n, size + n + dimension),
                                    out);
                    for (int i = 0; i < dimension; i++) {
                        dot[size + n + i] += out[i];
                    }
                }
            }
            System.arraycopy(field, 0, dot, 0, size);
        });
        System.arraycopy(y, 0, x.data, 0, size);
        System.arraycopy(y, size, q.data, 0, size);
    }

    private static void addField(Block block, double scale, double[] theta, double[] y, double[] dot) {
        int dimension = block.stateDimension();
        for (int n = 0; n < y.length; n += dimension) {
            double[] out = new double[dimension];
            block.addValue(scale, Arrays.copyOfRange(y, n, n + dimension), theta, out);
            for (int i = 0; i < dimension; i++) {
                dot[n + i] += out[i];
            }
        }
    }

    private interface Field {
        void add(double t, double[] y, double[] dot);
    }

    private static void integrate(double from, double to, double[] y, Field field) {
        FirstOrderDifferentialEquations equations = new FirstOrderDifferentialEquations() {
            @Override
            public int getDimension() {
                return y.length;
            }

            @Override
            public void computeDerivatives(double t, double[] state, double[] dot) {
                Arrays.fill(dot, 0);
                field.add(t, state, dot);
            }
        };
        new DormandPrince853Integrator(1e-10, 1, TOLERANCE, TOLERANCE).integrate(equations, from, y, to, y);
    }
}
