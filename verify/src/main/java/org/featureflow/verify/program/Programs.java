package org.featureflow.verify.program;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.ReluProgram;
import org.featureflow.convex.program.Subspace;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.model.Objective;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.json.WrongInput;

/** Convex programs as problem files state them; each method refuses fields that its program does not have. */
public final class Programs {

    private Programs() {}

    /**
     * Reads the fields of program {@code output}; which others there are depends on {@code subspace}.
     *
     * @throws WrongInput if one is wrong
     */
    public static OutputProgram output(JsonValue json) {
        JsonValue name = json.get("subspace");
        switch (name.text()) {
            case "all" -> ProblemFields.allowOnly(json, "loss", "targets", "subspace");
            case "range" -> ProblemFields.allowOnly(json, "loss", "targets", "subspace", "features");
            case "reachable" ->
                ProblemFields.allowOnly(
                        json, "loss", "targets", "subspace", "inputs", "architecture", "depth", "activation");
            default ->
                throw name.wrong("unknown subspace " + WrongInput.quote(name.text()), "use all, range or reachable");
        }
        Objective objective = ProblemFields.objective(json);
        Subspace subspace = switch (name.text()) {
            case "range" -> Subspace.range(ProblemFields.samples(json.get("features"), objective.samples()));
            case "reachable" -> Subspace.reachable(architecture(json), reachingInputs(json, objective.samples()));
            default -> Subspace.all(objective.samples());
        };
        return new OutputProgram(objective, subspace);
    }

    /**
     * Writes the fields of a program {@code output} over what an architecture can reach, those of every problem included.
     *
     * @param inputs X, N x d, with the constant column that stands for biases if there are any
     */
    public static void writeReachable(
            JsonWriter json, LossChoice loss, Objective objective, Architecture architecture, DMatrixRMaj inputs)
            throws IOException {
        ProblemFields.write(json, "output", loss, objective);
        json.text("subspace", "reachable");
        json.matrix("inputs", inputs);
        json.text("architecture", architecture.model().name().toLowerCase(Locale.ROOT));
        json.whole("depth", architecture.depth());
        json.object("activation", names -> {
            names.text("h1", architecture.activation().name());
            if (architecture.hasSkipConnections()) {
                names.text("h2", architecture.residualActivation().name());
            }
        });
    }

    /** The inputs that a program {@code output} over what an architecture can reach is about. */
    public static DMatrixRMaj reachingInputs(JsonValue json, int samples) {
        return ProblemFields.samples(json.get("inputs"), samples);
    }

    /** The architecture in the fields {@code architecture}, {@code depth} and {@code activation}. */
    public static Architecture architecture(JsonValue json) {
        Model model = model(json.get("architecture"));
        JsonValue depth = json.get("depth");
        int layers = depth.count();
        JsonValue activation = json.get("activation");
        activation.allowOnly(List.of("h1", "h2"));
        Activation h1 = activation(activation.get("h1"));
        Optional<Activation> h2 = activation.find("h2").map(Programs::activation);
        if (model == Model.RESNET && h2.isEmpty() && layers > 1) {
            throw activation.wrong("the field 'h2' is missing", "a Res-Net needs both activations");
        }
        return depth.make(() -> new Architecture(model, layers, h1, h2.orElse(h1)));
    }

    /**
     * Reads the fields of program {@code two-level}.
     *
     * @throws WrongInput if one is wrong
     */
    public static TwoLevelProgram twoLevel(JsonValue json) {
        ProblemFields.allowOnly(json, "loss", "inputs", "targets", "activation", "lambda");
        json.get("lambda").allowOnly(List.of("input", "output"));
        return twoLevelPart(json);
    }

    /** Writes the fields of a program {@code two-level}, those of every problem included. */
    public static void write(JsonWriter json, LossChoice loss, TwoLevelProgram program) throws IOException {
        ProblemFields.write(json, "two-level", loss, program.objective());
        json.matrix("inputs", program.inputs());
        json.text("activation", program.activation().name());
        json.object("lambda", lambda -> {
            lambda.number("input", program.inputPenalty());
            lambda.number("output", program.outputPenalty());
        });
    }

    /** The two-level program in a problem, which may have more fields. */
    public static TwoLevelProgram twoLevelPart(JsonValue json) {
        LossChoice loss = LossChoice.read(json.get("loss"));
        DMatrixRMaj targets = json.get("targets").columns();
        // Complains about targets where they are.
        ProblemFields.objective(json);
        DMatrixRMaj inputs = ProblemFields.samples(json.get("inputs"), targets.numRows);
        JsonValue name = json.get("activation");
        Activation activation = activation(name);
        JsonValue lambda = json.get("lambda");
        double inputPenalty = ProblemFields.positive(lambda.get("input"));
        double outputPenalty = ProblemFields.positive(lambda.get("output"));
        return name.make(
                () -> new TwoLevelProgram(inputs, targets, loss.loss(), activation, inputPenalty, outputPenalty));
    }

    /**
     * Reads the fields of program {@code relu}.
     *
     * @throws WrongInput if one is wrong
     */
    public static ReluProgram relu(JsonValue json) {
        ProblemFields.allowOnly(json, "loss", "inputs", "targets", "lambda");
        JsonValue loss = json.get("loss");
        if (!LossChoice.read(loss).isNamed("squared")) {
            throw loss.wrong("the program relu is for the squared loss only", "use squared");
        }
        JsonValue targets = json.get("targets");
        DMatrixRMaj y = targets.columns();
        if (y.numCols != 1) {
            throw targets.wrong(
                    "the targets are " + y.numRows + " x " + y.numCols + ", the program relu has one output",
                    "give one number a sample");
        }
        DMatrixRMaj inputs = ProblemFields.samples(json.get("inputs"), y.numRows);
        double lambda = ProblemFields.positive(json.get("lambda"));
        return json.make(() -> ReluProgram.of(inputs, y.data, lambda));
    }

    /** A model, by the name files have for it. */
    public static Model model(JsonValue json) {
        return switch (json.text()) {
            case "resnet" -> Model.RESNET;
            case "dnn" -> Model.DNN;
            default -> throw json.wrong("unknown model " + WrongInput.quote(json.text()), "use resnet or dnn");
        };
    }

    /** An activation, by its name. */
    public static Activation activation(JsonValue json) {
        String name = json.text();
        return json.make(() -> Activations.named(name));
    }
}
