package org.featureflow.verify.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** Reads the fields of an object; what is wrong is said with the field's name. */
record Fields(String path, JsonNode object) {

    Fields {
        if (!object.isObject()) {
            throw new IllegalArgumentException("field '" + path + "' is not an object: write {...}");
        }
    }

    Fields child(String name) {
        return new Fields(name, get(name));
    }

    boolean isObject(String name) {
        return get(name).isObject();
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    String text(String name) {
        if (!get(name).isTextual()) {
            throw wrong(name, "is not text");
        }
        return get(name).textValue();
    }

    double number(String name) {
        return number(name, get(name));
    }

    int count(String name) {
        JsonNode node = get(name);
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.intValue() < 1) {
            throw wrong(name, "is not a whole number from 1 on");
        }
        return node.intValue();
    }

    DMatrixRMaj matrix(String name) {
        return new DMatrixRMaj(rows(name, get(name)));
    }

    /** A matrix; a list of numbers stands for one column. */
    DMatrixRMaj columns(String name) {
        JsonNode node = array(name, get(name));
        if (!node.get(0).isNumber()) {
            return matrix(name);
        }
        DMatrixRMaj column = new DMatrixRMaj(node.size(), 1);
        for (int i = 0; i < node.size(); i++) {
            column.data[i] = number(name, node.get(i));
        }
        return column;
    }

    double[][][] cube(String name) {
        JsonNode node = array(name, get(name));
        double[][][] cube = new double[node.size()][][];
        for (int i = 0; i < cube.length; i++) {
            cube[i] = rows(name, node.get(i));
        }
        return cube;
    }

    void allowOnly(List<String> names) {
        object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("field '" + name + "' is unknown: use " + String.join(", ", names));
            }
        });
    }

    /** The rows of a matrix. */
    static ArrayNode rows(DMatrixRMaj a) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int n = 0; n < a.numRows; n++) {
            int row = n;
            array.add(numbers(
                    IntStream.range(0, a.numCols).mapToObj(i -> a.get(row, i)).toList()));
        }
        return array;
    }

    static ArrayNode numbers(List<Double> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(value -> {
            if (Double.isFinite(value)) {
                array.add(value);
            } else {
                array.addNull();
            }
        });
        return array;
    }

    private double[][] rows(String name, JsonNode node) {
        double[][] rows = new double[array(name, node).size()][];
        for (int i = 0; i < rows.length; i++) {
            JsonNode row = array(name, node.get(i));
            rows[i] = new double[row.size()];
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = number(name, row.get(j));
            }
            if (rows[i].length != rows[0].length) {
                throw wrong(name, "is ragged in row " + i);
            }
        }
        return rows;
    }

    private JsonNode array(String name, JsonNode node) {
        if (!node.isArray() || node.isEmpty()) {
            throw wrong(name, "is not a list of rows, or one of its rows is empty");
        }
        return node;
    }

    private double number(String name, JsonNode node) {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw wrong(name, "has an entry that is not a finite number");
        }
        return node.doubleValue();
    }

    private JsonNode get(String name) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            throw wrong(name, "is missing");
        }
        return node;
    }

    private static IllegalArgumentException wrong(String name, String what) {
        return new IllegalArgumentException("field '" + name + "' " + what);
    }
}
