package org.featureflow.flow.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.RandomStreams;

/**
 * A data set to train on: standardised inputs with a bias, and a loss whose optimum over all networks is known to be zero.
 *
 * @param name its name
 * @param data the data
 * @param loss the loss
 */
record TrainingSet(String name, Dataset data, Loss loss) {

    /** The optimum is zero only where no two samples of the same input ask for different outputs. */
    TrainingSet {
        for (List<Integer> group : data.groupsOfIdenticalInputs()) {
            for (int n : group) {
                for (int k = 0; k < data.outputs(); k++) {
                    if (data.targets().get(n, k) != data.targets().get(group.get(0), k)) {
                        throw new IllegalArgumentException(name + ": samples " + (group.get(0) + 1) + " and " + (n + 1)
                                + " share their inputs and not their targets");
                    }
                }
            }
        }
    }

    static List<TrainingSet> all() throws IOException {
        return List.of(generated(), iris(), diabetes());
    }

    Objective objective() {
        return new Objective(loss, data.targets());
    }

    /** N = 200, d = 5: a smooth function of Gaussian inputs, and noise. */
    private static TrainingSet generated() {
        RandomGenerator random = new RandomStreams(1).stream("regression");
        DMatrixRMaj x = new DMatrixRMaj(200, 5);
        DMatrixRMaj y = new DMatrixRMaj(200, 1);
        for (int n = 0; n < x.numRows; n++) {
            for (int i = 0; i < x.numCols; i++) {
                x.set(n, i, random.nextGaussian());
            }
            y.set(
                    n,
                    0,
                    Math.sin(2 * x.get(n, 0))
                            + x.get(n, 1) * x.get(n, 2)
                            + 0.5 * x.get(n, 3)
                            + 0.1 * random.nextGaussian());
        }
        return regression("generated", x, y);
    }

    private static TrainingSet diabetes() throws IOException {
        List<String[]> rows = rows("diabetes.csv");
        DMatrixRMaj y = new DMatrixRMaj(rows.size(), 1);
        for (int n = 0; n < rows.size(); n++) {
            y.set(n, 0, Double.parseDouble(last(rows.get(n))));
        }
        return regression("diabetes", inputs(rows), y);
    }

    private static TrainingSet iris() throws IOException {
        List<String[]> rows = rows("iris.csv");
        List<String> species =
                rows.stream().map(TrainingSet::last).distinct().sorted().toList();
        DMatrixRMaj y = new DMatrixRMaj(rows.size(), species.size());
        for (int n = 0; n < rows.size(); n++) {
            y.set(n, species.indexOf(last(rows.get(n))), 1);
        }
        Dataset data = new Dataset(inputs(rows), y).withStandardizedInputs().withBias();
        return new TrainingSet("iris", data, Losses.softmax());
    }

    private static TrainingSet regression(String name, DMatrixRMaj x, DMatrixRMaj y) {
        Dataset data = new Dataset(x, y)
                .withStandardizedInputs()
                .withStandardizedTargets()
                .withBias();
        return new TrainingSet(name, data, Losses.squared());
    }

    private static DMatrixRMaj inputs(List<String[]> rows) {
        DMatrixRMaj x = new DMatrixRMaj(rows.size(), rows.get(0).length - 1);
        for (int n = 0; n < x.numRows; n++) {
            for (int i = 0; i < x.numCols; i++) {
                x.set(n, i, Double.parseDouble(rows.get(n)[i]));
            }
        }
        return x;
    }

    private static String last(String[] row) {
        return row[row.length - 1];
    }

    /** Plain commas, one header line. */
    private static List<String[]> rows(String file) throws IOException {
        List<String[]> rows = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(TrainingSet.class.getResourceAsStream("/data/" + file), file),
                StandardCharsets.UTF_8))) {
            in.readLine();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                rows.add(line.split(",", -1));
            }
        }
        return rows;
    }
}
