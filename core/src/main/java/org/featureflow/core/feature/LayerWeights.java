package org.featureflow.core.feature;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;

/**
 * The weights V (rows x cols) from one hidden layer to the next, as an operator: passes need its products only.
 *
 * <p>Immutable: a change makes a new value.
 */
public sealed interface LayerWeights permits DenseWeights, FactoredWeights {

    /** Widths below this are kept dense whatever the number of samples: there is nothing to gain. */
    int FACTORED_FROM_WIDTH = 1000;

    /** Factors pay from so many units a sample on: R comes to 10 or 20 N in a flow, and products cost 2 R a unit instead of m. */
    int FACTORED_FROM_UNITS_A_SAMPLE = 40;

    /**
     * Whether factors are the cheaper way to hold the weights of a network while it is trained: products with dense weights cost
     * 2 N m^2 operations, with factors 4 N R m, and R comes to several N.
     *
     * @param samples N
     * @param sources the number of source units
     * @param destinations the number of destination units
     * @return true for layers both of whose sides are wide
     */
    static boolean factorsPay(int samples, int sources, int destinations) {
        int width = Math.min(sources, destinations);
        return width >= FACTORED_FROM_WIDTH && width / FACTORED_FROM_UNITS_A_SAMPLE >= samples;
    }

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
     * {@link #multiplyMagnitude} and gamma_K of {@link org.featureflow.core.numeric.RoundingError}. An underflow that is multiplied
     * again is part of {@link #multiplyMagnitude}.
     *
     * @return K
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
     * All entries, rounded if they are not stored.
     *
     * @return a new rows x cols matrix
     * @throws IllegalStateException if it would have more entries than an array can have
     */
    DMatrixRMaj toDense();
}
