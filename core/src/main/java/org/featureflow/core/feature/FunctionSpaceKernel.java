package org.featureflow.core.feature;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;

/**
 * The function-space kernel H = J J^T of theory section 4 as an operator: its product with an r (N x c) by a backward pass, J^T r, and
 * a tangent of the forward pass, J (J^T r). No N c x N c matrix is formed, and neither memory nor the cost of a product grows with
 * (N c)^2. {@link Sensitivities#kernel} is the matrix, for few samples.
 *
 * <p>Immutable; only {@link #release} ends its life. Memory: the slopes, 2 L matrices of N x m, and an N x N matrix a hidden layer where N &lt;= 2 m.
 */
public final class FunctionSpaceKernel {

    private final MatrixProducts products;
    private final Features features;
    private final BackwardPass backward;
    private final TangentPass tangent;
    private final Held held = new Held("a kernel was");

    private FunctionSpaceKernel(
            MatrixProducts products, Features features, BackwardPass backward, TangentPass tangent) {
        this.products = products;
        this.features = features;
        this.backward = backward;
        this.tangent = tangent;
    }

    /**
     * The kernel at a network.
     *
     * @param products the back end
     * @param features the features of the network
     * @return the kernel; costs 2 N^2 m operations a hidden layer
     */
    public static FunctionSpaceKernel of(MatrixProducts products, Features features) {
        BackwardPass backward = new BackwardPass(products, features);
        return new FunctionSpaceKernel(products, features, backward, new TangentPass(products, features, backward));
    }

    /**
     * The product H r.
     *
     * @param residual r, N x c, not modified
     * @return a new N x c matrix; costs 4 N m^2 + 2 N^2 m operations a dense hidden layer
     * @throws IllegalArgumentException if r has another shape than the outputs, naming both
     */
    public DMatrixRMaj multiply(DMatrixRMaj residual) {
        Velocity velocity = velocity(residual);
        FeatureVelocity moved = tangent.run(velocity);
        velocity.release(products);
        moved.release(products);
        DMatrixRMaj product = moved.outputs();
        for (int i = 0; i < product.getNumElements(); i++) {
            product.data[i] = -product.data[i];
        }
        return product;
    }

    /** Gives the memory back, for those who own this kernel alone: it is not used again. */
    public void release() {
        held.release();
        tangent.release();
        backward.release();
    }

    /**
     * The velocity -J^T r by one backward pass.
     *
     * @param residual r, N x c, copied
     * @return the velocity; costs 2 N m^2 operations a dense hidden layer
     * @throws IllegalArgumentException if r has another shape than the outputs, naming both
     */
    public Velocity velocity(DMatrixRMaj residual) {
        held.check();
        Velocity.checkShape(features, residual);
        return new Velocity(features, residual.copy(), backward.run(residual));
    }
}
