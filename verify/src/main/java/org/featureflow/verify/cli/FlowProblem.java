package org.featureflow.verify.cli;

import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.model.Objective;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.program.LossChoice;
import org.featureflow.verify.program.ProblemFields;
import org.featureflow.verify.program.Programs;
import org.featureflow.verify.program.WeightsJson;

/**
 * A flow from given weights, as a problem file states it.
 *
 * @param network the network at time 0
 * @param inputs X, N x d, used as they are
 * @param objective the loss with the targets
 * @param integrator how it is integrated
 */
record FlowProblem(Network network, DMatrixRMaj inputs, Objective objective, IntegratorChoice integrator) {

    /**
     * Reads a problem.
     *
     * @throws WrongInput if it is not a flow problem
     */
    static FlowProblem of(JsonValue json) {
        ProblemFields.checkFormat(json);
        ProblemFields.expect(json.get("program"), "flow");
        Model model = Programs.model(json.get("model"));
        JsonValue activation = json.get("activation");
        activation.allowOnly(List.of("h1", "h2"));
        Activation h1 = Programs.activation(activation.get("h1"));
        Optional<Activation> h2 = activation.find("h2").map(Programs::activation);
        DMatrixRMaj inputs = json.get("inputs").matrix();
        JsonValue targets = json.get("targets");
        DMatrixRMaj y = targets.columns();
        LossChoice loss = LossChoice.read(json.get("loss"));
        Weights weights = WeightsJson.read(json.get("weights"));
        if (model == Model.RESNET && h2.isEmpty() && weights.depth() > 1) {
            throw activation.wrong("the field 'h2' is missing", "a Res-Net needs both activations");
        }
        Architecture architecture = new Architecture(model, weights.depth(), h1, h2.orElse(h1));
        Network network = json.get("weights").make(() -> Network.ofEqualMasses(architecture, weights));
        if (y.numRows != inputs.numRows) {
            throw targets.wrong(
                    "there are " + y.numRows + " targets for " + inputs.numRows + " inputs", "give one a sample");
        }
        if (weights.input().numRows != inputs.numCols || weights.output().numCols != y.numCols) {
            throw json.get("weights")
                    .wrong(
                            "the weights are for " + weights.input().numRows + " inputs and " + weights.output().numCols
                                    + " outputs, the data have " + inputs.numCols + " and " + y.numCols,
                            "make them agree");
        }
        Objective objective = targets.make(() -> new Objective(loss.loss(), y));
        return new FlowProblem(network, inputs, objective, IntegratorChoice.read(json.get("integrator")));
    }
}
