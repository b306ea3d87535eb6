package org.featureflow.verify.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.featureflow.verify.cli.TrainingData.Task;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.program.LossChoice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what a CSV file's columns are and how the data are used. */
final class DataOptions {

    @Option(
            names = "--target",
            paramLabel = "COL",
            split = ",",
            required = true,
            description = "The target column; several for a regression with several outputs.")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--ignore", paramLabel = "COL", split = ",", description = "Columns that are not inputs.")
    private List<String> ignored = new ArrayList<>();

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description =
                    "regression or classification (default: by the loss, else classification if no target is a number).")
    private @Nullable Task task;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            description =
                    "squared, logistic, huber or softmax (default: squared for regression, softmax for classification).")
    private @Nullable String loss;

    @Option(names = "--delta", paramLabel = "D", description = "Threshold of the huber loss (default: 1).")
    private @Nullable Double delta;

    @Option(
            names = "--delimiter",
            paramLabel = "C",
            defaultValue = ",",
            description = "The character between cells, or tab (default: comma).")
    private String delimiter;

    @Option(names = "--no-bias", description = "Do not add a constant input.")
    private boolean noBias;

    @Option(
            names = "--no-standardize",
            description = "Leave inputs and targets as they are, not scaled to mean 0 and variance 1.")
    private boolean noStandardize;

    /** Whether a constant input is added. */
    boolean bias() {
        return !noBias;
    }

    /** Whether inputs, and targets of a regression, are scaled. */
    boolean standardize() {
        return !noStandardize;
    }

    /**
     * Checks the options among themselves.
     *
     * @throws WrongInput if they do not fit
     */
    TrainingData.Choice choice() {
        if (loss == null && delta != null) {
            throw new WrongInput("--delta belongs to the huber loss, add --loss huber or leave it out");
        }
        return new TrainingData.Choice(targets, ignored, task, lossChoice());
    }

    /**
     * Takes the samples from a file.
     *
     * @throws WrongInput if the file does not fit the options
     */
    TrainingData read(InputFile file, TrainingData.Choice choice) {
        TrainingData data = TrainingData.of(CsvTable.of(file, delimiter()), choice);
        return noStandardize ? data : data.standardized();
    }

    /** Adds the options to a result's. */
    void describe(TrainingData data, Map<String, Object> options) {
        options.put("target", targets);
        options.put("ignore", ignored);
        options.put("delimiter", delimiter);
        options.put("task", data.task().name().toLowerCase(Locale.ROOT));
        options.put("loss", data.loss().loss().name());
        Double threshold = data.loss().delta();
        if (threshold != null) {
            options.put("delta", threshold);
        }
        options.put("bias", bias());
        options.put("standardize", standardize());
    }

    private @Nullable LossChoice lossChoice() {
        if (loss == null) {
            return null;
        }
        try {
            return LossChoice.of(loss, delta);
        } catch (IllegalArgumentException e) {
            throw new WrongInput("--loss: " + e.getMessage());
        }
    }

    private char delimiter() {
        String text = delimiter.equals("tab") || delimiter.equals("\\t") ? "\t" : delimiter;
        if (text.length() != 1 || "\"\r\n".contains(text)) {
            throw new WrongInput("--delimiter is " + WrongInput.quote(delimiter)
                    + ", name one character that is no quotation mark, or tab");
        }
        return text.charAt(0);
    }
}
