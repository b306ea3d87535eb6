package org.featureflow.verify.program;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Objective;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.json.WrongInput;

/** The fields that problem files have in common. Complaints about shapes name both. */
public final class ProblemFields {

    private static final String FORMAT = "featureflow-problem/1";

    private ProblemFields() {}

    /** Refuses files of another format. */
    public static void checkFormat(JsonValue problem) {
        expect(problem.get("format"), FORMAT);
    }

    /** Writes the fields of every problem. */
    static void write(JsonWriter json, String program, LossChoice loss, Objective objective) throws IOException {
        json.text("format", FORMAT);
        json.text("program", program);
        loss.write(json);
        json.columns("targets", objective.targets());
    }

    /** Refuses a text other than this one. */
    public static void expect(JsonValue json, String value) {
        if (!json.text().equals(value)) {
            throw json.wrong("this is " + WrongInput.quote(json.text()), "only '" + value + "' is read here");
        }
    }

    /** Refuses fields other than those of every problem and these. */
    public static void allowOnly(JsonValue problem, String... names) {
        List<String> all = new ArrayList<>(List.of("format", "program"));
        all.addAll(List.of(names));
        problem.allowOnly(all);
    }

    /** The fields {@code loss} and {@code targets}. */
    public static Objective objective(JsonValue problem) {
        LossChoice loss = LossChoice.read(problem.get("loss"));
        JsonValue targets = problem.get("targets");
        DMatrixRMaj y = targets.columns();
        return targets.make(() -> new Objective(loss.loss(), y));
    }

    /** A matrix with one row a sample, however many columns. */
    public static DMatrixRMaj samples(JsonValue json, int samples) {
        DMatrixRMaj matrix = json.matrix();
        if (matrix.numRows != samples) {
            throw json.wrong(
                    "the matrix is " + matrix.numRows + " x " + matrix.numCols + ", the targets have "
                            + WrongInput.count(samples, "sample"),
                    "give each one row a sample");
        }
        return matrix;
    }

    /** A matrix with one row a sample and a given number of columns, counted in things. */
    public static DMatrixRMaj samples(JsonValue json, int samples, int columns, String thing) {
        DMatrixRMaj matrix = samples(json, samples);
        if (matrix.numCols != columns) {
            throw json.wrong(
                    "the matrix is " + matrix.numRows + " x " + matrix.numCols + ", but " + samples + " x " + columns
                            + " is needed",
                    "give it one column for each of " + WrongInput.count(columns, thing));
        }
        return matrix;
    }

    /** A positive number, such as the factor of a regularizer. */
    public static double positive(JsonValue json) {
        double value = json.number();
        if (!(value > 0)) {
            throw json.wrong("the number is " + value, "write a positive one");
        }
        return value;
    }

    /** A number that is not negative. */
    public static double notNegative(JsonValue json) {
        double value = json.number();
        if (!(value >= 0)) {
            throw json.wrong("the number is " + value, "write one that is not negative");
        }
        return value;
    }
}
