package org.featureflow.flow.integrate;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.nonstiff.DormandPrince853Integrator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Velocity;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;

/**
 * The Dormand-Prince 8(5,3) integrator of commons-math3 on the flat vector of all weights: an independent reference for small
 * networks. It shares with the other integrators the right-hand side only.
 */
public final class ReferenceIntegrator {

    private static final double SHORTEST_STEP = 1e-12;

    private final double tolerance;

    /**
     * An integrator.
     *
     * @param tolerance the absolute and relative tolerance of each weight in a step
     * @throws IllegalArgumentException if it is not positive
     */
    public ReferenceIntegrator(double tolerance) {
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("tolerance " + tolerance + ": it must be positive");
        }
        this.tolerance = tolerance;
    }

    /**
     * Integrates a flow.
     *
     * @param flow the flow
     * @param start the network at time 0, not modified
     * @param flowTime the time to integrate over, positive
     * @return the network at that time
     * @throws IllegalArgumentException if the time is not positive and finite
     */
    public Network integrate(FeatureFlow flow, Network start, double flowTime) {
        if (!(flowTime > 0) || Double.isInfinite(flowTime)) {
            throw new IllegalArgumentException("flow time " + flowTime + ": it must be positive and finite");
        }
        double[] flat = flatten(start.weights());
        FirstOrderDifferentialEquations equations = new FirstOrderDifferentialEquations() {
            @Override
            public int getDimension() {
                return flat.length;
            }

            @Override
            public void computeDerivatives(double t, double[] y, double[] yDot) {
                FlowState state = flow.at(start.withWeights(unflatten(start.weights(), y)));
                flattenVelocity(flow.products(), start.weights().depth(), state.velocity(), yDot);
            }
        };
        new DormandPrince853Integrator(SHORTEST_STEP * flowTime, flowTime, tolerance, tolerance)
                .integrate(equations, 0, flat, flowTime, flat);
        return start.withWeights(unflatten(start.weights(), flat));
    }

    private static double[] flatten(Weights weights) {
        List<DMatrixRMaj> parts = new ArrayList<>();
        parts.add(weights.input());
        weights.hidden().forEach(layer -> parts.add(layer.toDense()));
        parts.add(weights.output());
        double[] flat =
                new double[parts.stream().mapToInt(DMatrixRMaj::getNumElements).sum()];
        copy(parts, flat);
        return flat;
    }

    private static void flattenVelocity(MatrixProducts products, int depth, Velocity velocity, double[] out) {
        List<DMatrixRMaj> parts = new ArrayList<>();
        parts.add(velocity.input(products));
        for (int l = 2; l <= depth; l++) {
            parts.add(velocity.hidden(products, l));
        }
        parts.add(velocity.output(products));
        copy(parts, out);
    }

    private static void copy(List<DMatrixRMaj> parts, double[] flat) {
        int offset = 0;
        for (DMatrixRMaj part : parts) {
            System.arraycopy(part.data, 0, flat, offset, part.getNumElements());
            offset += part.getNumElements();
        }
    }

    private static Weights unflatten(Weights shapes, double[] flat) {
        int offset = 0;
        DMatrixRMaj input = part(shapes.input().numRows, shapes.input().numCols, flat, offset);
        offset += input.getNumElements();
        List<LayerWeights> hidden = new ArrayList<>();
        for (LayerWeights layer : shapes.hidden()) {
            hidden.add(DenseWeights.of(part(layer.rows(), layer.cols(), flat, offset)));
            offset += layer.rows() * layer.cols();
        }
        DMatrixRMaj output = part(shapes.output().numRows, shapes.output().numCols, flat, offset);
        return new Weights(input, hidden, output);
    }

    private static DMatrixRMaj part(int rows, int cols, double[] flat, int offset) {
        DMatrixRMaj part = new DMatrixRMaj(rows, cols);
        System.arraycopy(flat, offset, part.data, 0, rows * cols);
        return part;
    }
}
