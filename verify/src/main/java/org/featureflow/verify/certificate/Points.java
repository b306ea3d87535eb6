package org.featureflow.verify.certificate;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.verify.json.JsonValue;

/** Reads points of given shapes. */
final class Points {

    private Points() {}

    /** A matrix, or a vector for one column. */
    static DMatrixRMaj shaped(JsonValue json, int rows, int columns) {
        DMatrixRMaj matrix = json.columns();
        if (matrix.numRows != rows || matrix.numCols != columns) {
            throw json.wrong(
                    "the matrix is " + matrix.numRows + " x " + matrix.numCols + ", but " + rows + " x " + columns
                            + " is needed",
                    "use a complete certificate");
        }
        return matrix;
    }

    /** A list of matrices. */
    static List<DMatrixRMaj> matrices(JsonValue json) {
        List<DMatrixRMaj> matrices = new ArrayList<>();
        for (JsonValue element : json.elements()) {
            matrices.add(element.matrix());
        }
        return matrices;
    }

    /** A list of numbers. */
    static double[] numbers(JsonValue json) {
        return json.elements().stream().mapToDouble(JsonValue::number).toArray();
    }
}
