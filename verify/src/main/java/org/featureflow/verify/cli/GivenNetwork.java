package org.featureflow.verify.cli;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.Excess;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace;
import org.featureflow.convex.solver.OutputSolver;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.Interval;
import org.featureflow.verify.catalogue.flyz.TheoremEight;
import org.featureflow.verify.certificate.NetworkEnclosure;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.json.WrongInput;

/**
 * A network trained elsewhere, judged as its file has it.
 *
 * @param given the weights
 * @param architecture what they are the weights of
 */
record GivenNetwork(GivenWeights given, Architecture architecture) {

    /**
     * The samples as this network sees them: with the constant input if its weights have a row for it.
     *
     * @param dataset the samples without the constant input
     * @param mayHaveBias whether there may be one
     * @throws WrongInput if the numbers of inputs or outputs do not agree
     */
    Dataset seen(Dataset dataset, boolean mayHaveBias) {
        int rows = given.weights().input().numRows;
        int outputs = given.weights().output().numCols;
        if (outputs != dataset.outputs()) {
            throw new WrongInput("the output weights are for " + outputs + " outputs but the targets have "
                    + dataset.outputs() + ", choose the --target and --loss they were trained for");
        }
        if (mayHaveBias && rows == dataset.inputDimension() + 1) {
            return dataset.withBias();
        }
        if (rows == dataset.inputDimension()) {
            return dataset;
        }
        throw new WrongInput("the input weights have " + rows + " rows but the data have " + dataset.inputDimension()
                + " inputs" + (mayHaveBias ? ", or one more with the constant input" : "")
                + ", use --ignore for columns they were not trained on (PyTorch has weights transposed)");
    }

    /**
     * The verdict on these weights.
     *
     * @param products the back end
     * @param dataset the samples as the network sees them
     * @param loss the loss
     * @param tolerance the tolerance
     * @return the verdict
     */
    Certification judge(MatrixProducts products, Dataset dataset, Loss loss, double tolerance) {
        Objective objective = new Objective(loss, dataset.targets());
        // With biases the outputs are those of an architecture that sees a constant input.
        Dataset reaching = given.hasBiases() ? dataset.withBias() : dataset;
        OutputSolution solution =
                OutputSolver.solve(new OutputProgram(objective, Subspace.reachable(architecture, reaching.inputs())));
        Interval[][] outputs = NetworkEnclosure.of(products, architecture, given.scaled(), dataset.inputs());
        List<Hypothesis> hypotheses = new ArrayList<>(TheoremEight.onProblem(architecture, loss, dataset));
        hypotheses.add(new Hypothesis(
                "convergence of the flow", Hypothesis.Status.NOT_CHECKED, "the weights are given and no flow was run"));
        return Certification.ofWeights(
                objective.value(middle(outputs)),
                new Excess(objective.value(outputs), solution.optimum()),
                solution,
                tolerance,
                hypotheses);
    }

    private static DMatrixRMaj middle(Interval[][] outputs) {
        DMatrixRMaj middle = new DMatrixRMaj(outputs.length, outputs[0].length);
        for (int n = 0; n < middle.numRows; n++) {
            for (int k = 0; k < middle.numCols; k++) {
                middle.set(n, k, outputs[n][k].midpoint());
            }
        }
        return middle;
    }
}
