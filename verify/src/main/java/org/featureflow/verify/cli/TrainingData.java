package org.featureflow.verify.cli;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.program.LossChoice;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a table: inputs, and targets as the loss takes them. Classes become -1 and +1 for the logistic loss, one-hot rows for
 * the others.
 *
 * @param dataset inputs and targets, without bias
 * @param inputs the names of the input columns
 * @param classes the class labels, sorted; empty for regression
 * @param loss the loss
 */
record TrainingData(Dataset dataset, List<String> inputs, List<String> classes, LossChoice loss) {

    /** What targets are. */
    enum Task {
        /** Numbers. */
        REGRESSION,
        /** Labels of classes. */
        CLASSIFICATION
    }

    /**
     * What the user says of the data.
     *
     * @param targets the target columns
     * @param ignored the columns left out
     * @param task the task; null to tell it from the loss and the target
     * @param loss the loss; null for the task's usual one
     */
    record Choice(
            List<String> targets,
            List<String> ignored,
            @Nullable Task task,
            @Nullable LossChoice loss) {

        /**
         * Checks the names.
         *
         * @throws WrongInput if a column is named twice
         */
        Choice {
            targets = List.copyOf(targets);
            ignored = List.copyOf(ignored);
            List<String> names = new ArrayList<>(targets);
            names.addAll(ignored);
            for (int i = 0; i < names.size(); i++) {
                if (names.indexOf(names.get(i)) < i) {
                    throw new WrongInput("the column " + WrongInput.quote(names.get(i))
                            + " is named twice in --target and --ignore, name it once");
                }
            }
        }
    }

    private static final String NOT_A_NUMBER = "write a number, or leave the column out with --ignore";

    /** Copies the lists. */
    TrainingData {
        inputs = List.copyOf(inputs);
        classes = List.copyOf(classes);
    }

    /**
     * Takes the samples out of a table.
     *
     * @throws WrongInput if columns, cells, task and loss do not fit
     */
    static TrainingData of(CsvTable table, Choice choice) {
        List<Integer> targets = choice.targets().stream().map(table::column).toList();
        List<Integer> ignored = choice.ignored().stream().map(table::column).toList();
        List<Integer> inputs = new ArrayList<>();
        for (int i = 0; i < table.header().size(); i++) {
            if (!targets.contains(i) && !ignored.contains(i)) {
                inputs.add(i);
            }
        }
        if (inputs.isEmpty()) {
            throw table.wrong("no input column is left beside the target", "add one");
        }
        if (table.size() < 2) {
            throw table.wrong(
                    table.size() == 0 ? "there is no row below the header" : "there is only one sample",
                    "bring at least two");
        }
        DMatrixRMaj x = numbers(table, inputs, NOT_A_NUMBER);
        List<String> names = inputs.stream().map(table.header()::get).toList();
        Task task = task(table, targets, choice);
        LossChoice loss = loss(task, choice);
        if (task == Task.REGRESSION) {
            DMatrixRMaj y = numbers(table, targets, "write a number, or add --task classification for class labels");
            checkVaries(table, targets, y);
            return new TrainingData(new Dataset(x, y), names, List.of(), loss);
        }
        ClassLabels labels = ClassLabels.of(table, targets.get(0));
        List<String> classes = labels.classes();
        boolean signs = loss.isNamed("logistic");
        if (classes.size() < 2 || (signs && classes.size() > 2)) {
            throw table.wrong(
                    "the target " + WrongInput.quote(choice.targets().get(0)) + " has " + classes.size()
                            + (classes.size() == 1 ? " class" : " classes"),
                    signs ? "the logistic loss needs two, see --loss softmax" : "bring at least two");
        }
        return new TrainingData(new Dataset(x, signs ? labels.signs() : labels.oneHot()), names, classes, loss);
    }

    /** What the targets are. */
    Task task() {
        return classes.isEmpty() ? Task.REGRESSION : Task.CLASSIFICATION;
    }

    /** These samples with inputs, and targets of a regression, of mean 0 and variance 1. */
    TrainingData standardized() {
        Dataset scaled = dataset.withStandardizedInputs();
        return new TrainingData(
                task() == Task.REGRESSION ? scaled.withStandardizedTargets() : scaled, inputs, classes, loss);
    }

    private static Task task(CsvTable table, List<Integer> targets, Choice choice) {
        Task task = choice.task();
        if (task == null) {
            LossChoice loss = choice.loss();
            boolean classes = loss == null ? targets.size() == 1 && isText(table, targets.get(0)) : loss.isForClasses();
            task = classes ? Task.CLASSIFICATION : Task.REGRESSION;
        }
        if (task == Task.CLASSIFICATION && targets.size() > 1) {
            throw new WrongInput(
                    "--target names " + targets.size() + " columns for a classification, name the one with the labels");
        }
        return task;
    }

    private static LossChoice loss(Task task, Choice choice) {
        LossChoice loss = choice.loss();
        if (loss == null) {
            return LossChoice.of(task == Task.REGRESSION ? "squared" : "softmax", null);
        }
        if (task == Task.REGRESSION && loss.isForClasses()) {
            throw new WrongInput("the " + loss.loss().name()
                    + " loss is for classes and the task is regression, use squared or huber or --task classification");
        }
        return loss;
    }

    private static boolean isText(CsvTable table, int column) {
        for (int n = 0; n < table.size(); n++) {
            if (table.isNumber(n, column)) {
                return false;
            }
        }
        return true;
    }

    private static DMatrixRMaj numbers(CsvTable table, List<Integer> columns, String remedy) {
        DMatrixRMaj numbers = new DMatrixRMaj(table.size(), columns.size());
        for (int n = 0; n < table.size(); n++) {
            for (int i = 0; i < columns.size(); i++) {
                numbers.set(n, i, table.number(n, columns.get(i), remedy));
            }
        }
        return numbers;
    }

    private static void checkVaries(CsvTable table, List<Integer> targets, DMatrixRMaj y) {
        for (int k = 0; k < y.numCols; k++) {
            if (isConstant(y, k)) {
                throw table.wrong(
                        "the target " + WrongInput.quote(table.header().get(targets.get(k))) + " is " + y.get(0, k)
                                + " in every row",
                        "choose a target that varies");
            }
        }
    }

    private static boolean isConstant(DMatrixRMaj a, int column) {
        for (int n = 1; n < a.numRows; n++) {
            if (a.get(n, column) != a.get(0, column)) {
                return false;
            }
        }
        return true;
    }
}
