package org.featureflow.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Example;
import org.ejml.data.DMatrixRMaj;

class WorkingMemoryTest {

    private final MatrixProducts products = MatrixProducts.portable(1).withWorkingMemory();

    @Example
    void aMatrixGivenBackIsHandedOutAgainInAnyShapeOfItsSizeAndOnlyOnce() {
        DMatrixRMaj first = products.take(3, 4);
        products.giveBack(first);
        DMatrixRMaj second = products.take(2, 6);
        assertThat(second.data).isSameAs(first.data);
        assertThat(second.numRows).isEqualTo(2);
        assertThat(second.numCols).isEqualTo(6);
        assertThat(products.take(3, 4).data).isNotSameAs(first.data);
    }

    @Example
    void anotherSizeIsFresh() {
        DMatrixRMaj first = products.take(3, 4);
        products.giveBack(first);
        assertThat(products.take(3, 5).data).isNotSameAs(first.data).hasSize(15);
    }

    @Example
    void aMatrixGivenBackTwiceIsRefused() {
        DMatrixRMaj matrix = products.take(3, 4);
        products.giveBack(matrix);
        assertThatIllegalStateException()
                .isThrownBy(() -> products.giveBack(matrix))
                .withMessage("a 3 x 4 matrix was given back twice");
        products.take(3, 4);
        products.giveBack(matrix);
    }

    @Example
    void whoStillReadsAMatrixGivenBackReadsNaN() {
        DMatrixRMaj matrix = products.takeCopy(new DMatrixRMaj(1, 2, true, 7, 8));
        assertThat(matrix.data).containsExactly(7, 8);
        products.giveBack(matrix);
        assertThat(matrix.data).containsOnly(Double.NaN);
    }

    @Example
    void anotherThreadGetsFreshMatricesAndGivesNoneBack() {
        DMatrixRMaj matrix = products.take(3, 4);
        products.giveBack(matrix);
        DMatrixRMaj elsewhere = CompletableFuture.supplyAsync(() -> {
                    DMatrixRMaj fresh = products.take(3, 4);
                    products.giveBack(fresh);
                    return fresh;
                })
                .join();
        assertThat(elsewhere.data).isNotSameAs(matrix.data);
        assertThat(products.take(3, 4).data).isSameAs(matrix.data);
        assertThat(products.take(3, 4).data).isNotSameAs(elsewhere.data);
    }

    @Example
    void withoutWorkingMemoryNothingIsReused() {
        MatrixProducts plain = MatrixProducts.portable(1);
        DMatrixRMaj matrix = plain.take(2, 2);
        matrix.set(0, 0, 5);
        plain.giveBack(matrix);
        plain.giveBack(matrix);
        assertThat(plain.take(2, 2).data).isNotSameAs(matrix.data);
        assertThat(matrix.get(0, 0)).isEqualTo(5);
    }
}
