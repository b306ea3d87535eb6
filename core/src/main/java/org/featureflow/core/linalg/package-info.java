/**
 * Numbers in arrays: products of dense matrices, elementary functions, solvers. The matrix type is EJML's
 * {@link org.ejml.data.DMatrixRMaj}; here is only what EJML lacks. Start at {@link org.featureflow.core.linalg.MatrixProducts}
 * and {@link org.featureflow.core.linalg.ElementaryFunctions}.
 */
@NullMarked
package org.featureflow.core.linalg;

import org.jspecify.annotations.NullMarked;
