package org.featureflow.verify.catalogue.papers;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;

/**
 * Images of handwritten digits and their classes, embedded with their source: 64 grey values from 0 to 1 each, classes as one-hot rows. In a
 * random order, split into parts for training and for testing.
 *
 * @param training the rows to train on
 * @param test the other rows
 */
record Digits(Dataset training, Dataset test) {

    private static final String RESOURCE = "/org/featureflow/verify/catalogue/data/digits.csv";
    private static final int PIXELS = 64;
    private static final int CLASSES = 10;
    private static final double WHITE = 16;

    /** The first rows of a random order are for testing, as many of the next as given for training. */
    static Digits shuffled(RandomGenerator random, int trainingRows, int testRows) {
        List<CSVRecord> records = records();
        int[] order = new int[records.size()];
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return new Digits(
                rows(records, Arrays.copyOfRange(order, testRows, testRows + trainingRows)),
                rows(records, Arrays.copyOf(order, testRows)));
    }

    private static Dataset rows(List<CSVRecord> records, int[] rows) {
        DMatrixRMaj pixels = new DMatrixRMaj(rows.length, PIXELS);
        DMatrixRMaj classes = new DMatrixRMaj(rows.length, CLASSES);
        for (int n = 0; n < rows.length; n++) {
            CSVRecord record = records.get(rows[n]);
            for (int i = 0; i < PIXELS; i++) {
                pixels.set(n, i, Double.parseDouble(record.get(i)) / WHITE);
            }
            classes.set(n, Integer.parseInt(record.get(PIXELS)), 1);
        }
        return new Dataset(pixels, classes);
    }

    private static List<CSVRecord> records() {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (InputStream stream = Objects.requireNonNull(Digits.class.getResourceAsStream(RESOURCE), RESOURCE);
                CSVParser parser = CSVParser.parse(new InputStreamReader(stream, StandardCharsets.UTF_8), format)) {
            return parser.getRecords();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
