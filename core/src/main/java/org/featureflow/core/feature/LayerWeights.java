package org.featureflow.core.feature;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;

/**
 * The weights V (rows x cols) from one hidden layer to the next, as an operator: passes need its products only.
 *
 * <p>Immutable: a change makes a new value.
 */
public sealed interface LayerWeights permits DenseWeights {

    /**
     * The number of source units.
     *
     * @return the number of rows
     */
    int rows();

    /**
     * The number of destination units.
     *
     * @return the number of columns
     */
    int cols();

    /**
     * out = a V.
     *
     * @param products the back end
     * @param a N x rows, not modified
     * @param out N x cols, overwritten
     */
    void multiply(MatrixProducts products, DMatrixRMaj a, DMatrixRMaj out);

    /**
     * out = e V^T.
     *
     * @param products the back end
     * @param e N x cols, not modified
     * @param out N x rows, overwritten
     */
    void multiplyTransposed(MatrixProducts products, DMatrixRMaj e, DMatrixRMaj out);

    /**
     * out = a |V|, or a product with a larger matrix M &gt;= |V| entrywise, which bounds how errors of a travel through V. Computed in
     * floating point: each entry went through at most {@link #roundings()} roundings.
     *
     * @param products the back end
     * @param a N x rows, no entry negative, not modified
     * @param out N x cols, overwritten
     */
    void multiplyMagnitude(MatrixProducts products, DMatrixRMaj a, DMatrixRMaj out);

    /**
     * The number K of roundings in a product: |fl(a V) - a V| &lt;= gamma_K |a| M plus underflow, with the M of
     * {@link #multiplyMagnitude} and gamma_K of {@link org.featureflow.core.numeric.RoundingError}.
     *
     * @return K, for dense weights the number of rows
     */
    long roundings();

    /**
     * V + scale p^T q, a change of rank N.
     *
     * @param products the back end
     * @param scale the factor
     * @param p N x rows, not modified
     * @param q N x cols, not modified
     * @return the changed weights
     */
    LayerWeights plus(MatrixProducts products, double scale, DMatrixRMaj p, DMatrixRMaj q);

    /**
     * All entries.
     *
     * @return a new rows x cols matrix
     */
    DMatrixRMaj toDense();
}
