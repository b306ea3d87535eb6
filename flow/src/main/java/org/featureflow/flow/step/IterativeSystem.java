package org.featureflow.flow.step;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.FunctionSpaceKernel;
import org.featureflow.core.feature.Velocity;
import org.featureflow.flow.field.FlowState;

/**
 * The system as an operator, solved by conjugate gradients in the inner product x . H y, in which it is symmetric and positive
 * definite. On the weights it is the method of Steihaug, The conjugate gradient method and trust regions in large scale
 * optimization, SIAM J. Numer. Anal. 20 (1983), for (I + dt J^T A J) Delta = -J^T b with Delta = -J^T r: each iterate minimises the
 * quadratic model of the step over a Krylov space that begins with J^T b, so that for b = dt g any of them is a step along which the
 * loss falls, and the model falls from one to the next.
 *
 * <p>It ends where |J^T rho| &lt;= eta |J^T b|, rho the residual: the forcing term of an inexact Newton method. The result is determined
 * up to the null space of H, which moves no weight. An iteration costs a product with H.
 */
final class IterativeSystem implements FunctionSpaceSystem {

    /** A system that needs more is better solved for a shorter step. */
    private static final int MOST_ITERATIONS = 1000;

    private final FunctionSpaceKernel kernel;
    private final Curvature curvature;
    private final double step;
    private final double relativeResidual;

    private IterativeSystem(FunctionSpaceKernel kernel, Curvature curvature, double step, double relativeResidual) {
        this.kernel = kernel;
        this.curvature = curvature;
        this.step = step;
        this.relativeResidual = relativeResidual;
    }

    static IterativeSystem of(FlowState state, double step, double relativeResidual) {
        return new IterativeSystem(state.kernelOperator(), Curvature.at(state), step, relativeResidual);
    }

    @Override
    public Optional<DMatrixRMaj> solve(DMatrixRMaj right) {
        DMatrixRMaj solution = new DMatrixRMaj(right.numRows, right.numCols);
        DMatrixRMaj residual = right.copy();
        DMatrixRMaj residualImage = kernel.multiply(residual);
        DMatrixRMaj direction = residual.copy();
        DMatrixRMaj image = residualImage.copy();
        double square = dot(residual, residualImage);
        double goal = relativeResidual * relativeResidual * square;
        for (int i = 0; square > goal; i++) {
            DMatrixRMaj product = curvature.times(image);
            addMultiple(step, product, direction, product);
            double length = square / dot(product, image);
            if (i == MOST_ITERATIONS || !Double.isFinite(length)) {
                return Optional.empty();
            }
            addMultiple(length, direction, solution, solution);
            addMultiple(-length, product, residual, residual);
            residualImage = kernel.multiply(residual);
            double previous = square;
            square = dot(residual, residualImage);
            addMultiple(square / previous, direction, residual, direction);
            addMultiple(square / previous, image, residualImage, image);
        }
        return Double.isFinite(square) ? Optional.of(solution) : Optional.empty();
    }

    /** The operator is the state's. */
    @Override
    public void release() {}

    @Override
    public Velocity velocity(DMatrixRMaj residual) {
        return kernel.velocity(residual);
    }

    @Override
    public double predictedDecrease(DMatrixRMaj gradient, DMatrixRMaj residual) {
        DMatrixRMaj opposite = kernel.multiply(residual);
        return dot(gradient, opposite) - dot(curvature.times(opposite), opposite) / 2;
    }

    /** out = s a + b. */
    private static void addMultiple(double s, DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj out) {
        for (int i = 0; i < a.getNumElements(); i++) {
            out.data[i] = s * a.data[i] + b.data[i];
        }
    }

    private static double dot(DMatrixRMaj a, DMatrixRMaj b) {
        double sum = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            sum += a.data[i] * b.data[i];
        }
        return sum;
    }
}
