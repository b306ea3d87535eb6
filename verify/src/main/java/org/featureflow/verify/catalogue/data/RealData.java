package org.featureflow.verify.catalogue.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;
import org.featureflow.verify.report.Digest;

/** The embedded data sets, standardised, with a bias. */
enum RealData {
    /** 150 irises, 4 measurements, 3 species as one-hot rows. */
    IRIS("iris.csv", "softmax"),
    /** 1797 images of 8 x 8 pixels, 10 digits as one-hot rows. */
    DIGITS("digits.csv", "softmax"),
    /** 442 diabetics, 10 variables, the progression of the disease. */
    DIABETES("diabetes.csv", "squared");

    private final String resource;
    private final String loss;

    RealData(String resource, String loss) {
        this.resource = resource;
        this.loss = loss;
    }

    /** The name of the loss that fits its targets. */
    String loss() {
        return loss;
    }

    /** Every stride-th row, the last column as target. */
    Dataset load(int stride) {
        List<CSVRecord> records = records();
        int rows = (records.size() + stride - 1) / stride;
        int inputs = records.get(0).size() - 1;
        List<String> labels = records.stream()
                .map(record -> record.get(inputs))
                .distinct()
                .sorted()
                .toList();
        boolean classes = loss.equals("softmax");
        DMatrixRMaj x = new DMatrixRMaj(rows, inputs);
        DMatrixRMaj y = new DMatrixRMaj(rows, classes ? labels.size() : 1);
        for (int n = 0; n < rows; n++) {
            CSVRecord record = records.get(n * stride);
            for (int i = 0; i < inputs; i++) {
                x.set(n, i, Double.parseDouble(record.get(i)));
            }
            String target = record.get(inputs);
            if (classes) {
                y.set(n, labels.indexOf(target), 1);
            } else {
                y.set(n, 0, Double.parseDouble(target));
            }
        }
        Dataset dataset = new Dataset(x, y).withStandardizedInputs().withBias();
        return classes ? dataset : dataset.withStandardizedTargets();
    }

    /** The name of the file. */
    String file() {
        return resource;
    }

    /** The SHA-256 digest of the file. */
    String digest() {
        try (InputStream stream = open()) {
            return Digest.of(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InputStream open() {
        return Objects.requireNonNull(RealData.class.getResourceAsStream(resource), resource);
    }

    private List<CSVRecord> records() {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (InputStream stream = open();
                CSVParser parser = CSVParser.parse(new InputStreamReader(stream, StandardCharsets.UTF_8), format)) {
            return parser.getRecords();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
