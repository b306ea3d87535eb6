package org.featureflow.verify.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/**
 * A column of class labels.
 *
 * @param classes the distinct labels, in ascending order: as numbers if all are, else as texts
 * @param members the class of each row, an index into the classes
 */
record ClassLabels(List<String> classes, List<Integer> members) {

    /** Copies the lists. */
    ClassLabels {
        classes = List.copyOf(classes);
        members = List.copyOf(members);
    }

    /**
     * Reads a column. Labels that are all numbers are the same class if their values are equal.
     *
     * @throws WrongInput if a cell is empty, or a number among numbers is not finite
     */
    static ClassLabels of(CsvTable table, int column) {
        boolean numeric = true;
        for (int n = 0; n < table.size(); n++) {
            numeric &= table.isNumber(n, column);
        }
        List<String> labels = new ArrayList<>();
        Map<Double, String> spelling = new HashMap<>();
        for (int n = 0; n < table.size(); n++) {
            String label = table.text(n, column);
            if (numeric) {
                double value = table.number(n, column, "write a label") + 0.0; // so that -0 equals 0
                spelling.putIfAbsent(value, label);
                label = spelling.getOrDefault(value, label);
            }
            labels.add(label);
        }
        Comparator<String> order =
                numeric ? Comparator.comparingDouble(Double::parseDouble) : Comparator.naturalOrder();
        List<String> classes = labels.stream().distinct().sorted(order).toList();
        Map<String, Integer> index = new HashMap<>();
        for (int k = 0; k < classes.size(); k++) {
            index.put(classes.get(k), k);
        }
        return new ClassLabels(classes, labels.stream().map(index::get).toList());
    }

    /** One column, -1 for the first class and +1 for the second. */
    DMatrixRMaj signs() {
        DMatrixRMaj signs = new DMatrixRMaj(members.size(), 1);
        for (int n = 0; n < members.size(); n++) {
            signs.set(n, 0, 2 * members.get(n) - 1);
        }
        return signs;
    }

    /** A column a class, with a 1 in that of the row's class. */
    DMatrixRMaj oneHot() {
        DMatrixRMaj oneHot = new DMatrixRMaj(members.size(), classes.size());
        for (int n = 0; n < members.size(); n++) {
            oneHot.set(n, members.get(n), 1);
        }
        return oneHot;
    }
}
