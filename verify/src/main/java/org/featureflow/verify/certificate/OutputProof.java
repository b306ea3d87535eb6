package org.featureflow.verify.certificate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.convex.certificate.Excess;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.Interval;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.program.LossChoice;
import org.featureflow.verify.program.Programs;
import org.featureflow.verify.program.ScaledWeights;

/**
 * An output program with points that enclose its optimum ({@link OutputSolution}); and a network whose outputs lie in the program's
 * subspace, if the certificate is about one.
 *
 * @param program the program
 * @param coordinates z of a feasible point, dimension x c
 * @param dualPoint s, N x c
 * @param network the network, if any
 */
public record OutputProof(
        OutputProgram program, DMatrixRMaj coordinates, DMatrixRMaj dualPoint, Optional<JudgedNetwork> network)
        implements Proof {

    /** Objective of the network minus optimum. */
    static final String EXCESS = "excess";

    /**
     * A network on the program's inputs.
     *
     * @param architecture the architecture whose reachable outputs are the program's subspace
     * @param weights the weights
     * @param inputs X, N x d, as the weights have them: without the constant column that stands for biases in the program
     */
    public record JudgedNetwork(Architecture architecture, ScaledWeights weights, DMatrixRMaj inputs) {}

    /** The proof that a solution and a network give. */
    public static OutputProof of(OutputSolution solution, Optional<JudgedNetwork> network) {
        return new OutputProof(solution.program(), solution.coordinates(), solution.dualPoint(), network);
    }

    /**
     * The certificate of a network against the optimum over all that its architecture can reach on its inputs.
     *
     * @param solution of the output program over the reachable subspace
     * @param loss how files name its loss
     * @param judged the network
     * @param threads of matrix products
     * @return the certificate of whatever these prove
     */
    public static Certificate certificate(OutputSolution solution, LossChoice loss, JudgedNetwork judged, int threads) {
        DMatrixRMaj reaching = judged.weights().hasBiases() ? withConstant(judged.inputs()) : judged.inputs();
        return Certificate.of(
                problem -> Programs.writeReachable(
                        problem, loss, solution.program().objective(), judged.architecture(), reaching),
                of(solution, Optional.of(judged)),
                threads);
    }

    private static DMatrixRMaj withConstant(DMatrixRMaj inputs) {
        DMatrixRMaj extended = new DMatrixRMaj(inputs.numRows, inputs.numCols + 1);
        CommonOps_DDRM.fill(extended, 1);
        CommonOps_DDRM.insert(inputs, extended, 0, 0);
        return extended;
    }

    static OutputProof read(JsonValue certificate) {
        JsonValue problem = certificate.get("problem");
        OutputProgram program = Programs.output(problem);
        JsonValue points = certificate.get("points");
        points.allowOnly(List.of("coordinates", "dual"));
        int outputs = program.objective().outputs();
        int dimension = program.subspace().dimension();
        DMatrixRMaj coordinates = dimension == 0
                ? new DMatrixRMaj(0, outputs)
                : Points.shaped(points.get("coordinates"), dimension, outputs);
        DMatrixRMaj dual = Points.shaped(points.get("dual"), program.objective().samples(), outputs);
        return new OutputProof(
                program, coordinates, dual, certificate.find("network").map(json -> network(json, problem, program)));
    }

    private static JudgedNetwork network(JsonValue json, JsonValue problem, OutputProgram program) {
        if (!problem.get("subspace").text().equals("reachable")) {
            throw problem.get("subspace").wrong("a network needs the subspace 'reachable'", "leave the network out");
        }
        json.allowOnly(List.of("scale", "input", "hidden", "output", "bias"));
        Architecture architecture = Programs.architecture(problem);
        ScaledWeights weights = ScaledWeights.read(json);
        DMatrixRMaj inputs =
                Programs.reachingInputs(problem, program.objective().samples());
        if (weights.hasBiases()) {
            inputs = withoutConstant(problem.get("inputs"), inputs);
        }
        if (weights.weights().depth() != architecture.depth()
                || weights.weights().input().numRows != inputs.numCols
                || weights.weights().output().numCols != program.objective().outputs()) {
            throw json.wrong(
                    "the weights are of depth " + weights.weights().depth() + " for "
                            + WrongInput.count(weights.weights().input().numRows, "input") + " and "
                            + WrongInput.count(weights.weights().output().numCols, "output") + ", the problem of depth "
                            + architecture.depth() + " for " + inputs.numCols + " and "
                            + program.objective().outputs(),
                    "make them agree");
        }
        // Refuses a Res-Net whose layers differ in width.
        json.make(() -> Network.ofEqualMasses(architecture, weights.weights()));
        return new JudgedNetwork(architecture, weights, inputs);
    }

    /** With biases a network reaches what one without them does that sees a constant input as well. */
    private static DMatrixRMaj withoutConstant(JsonValue place, DMatrixRMaj inputs) {
        int last = inputs.numCols - 1;
        for (int n = 0; n < inputs.numRows; n++) {
            if (inputs.get(n, last) != 1) {
                throw place.wrong(
                        "sample " + (n + 1) + " has " + inputs.get(n, last) + " in the last column",
                        "it is 1 where a network has biases");
            }
        }
        if (last == 0) {
            throw place.wrong("there is no input beside the constant one", "give the inputs first");
        }
        return CommonOps_DDRM.extract(inputs, 0, inputs.numRows, 0, last);
    }

    @Override
    public String excess() {
        return network.isPresent() ? EXCESS : Proof.super.excess();
    }

    @Override
    public void write(JsonWriter json) throws IOException {
        if (network.isPresent()) {
            json.object("network", network.get().weights()::write);
        }
        json.object("points", points -> {
            points.columns("coordinates", coordinates);
            points.columns("dual", dualPoint);
        });
    }

    @Override
    public List<Statement> statements(MatrixProducts products) {
        OutputSolution solution = OutputSolution.certify(program, coordinates, dualPoint);
        List<Statement> statements = new ArrayList<>();
        Statement optimum = Statement.of("optimum", solution.optimum(), Arithmetic.OUTWARD_ROUNDING)
                .withRemark(solution.shortfall());
        if (network.isEmpty()) {
            statements.add(optimum);
            statements.add(Statement.atMost("gap", solution.gap(), Arithmetic.OUTWARD_ROUNDING));
            return statements;
        }
        JudgedNetwork judged = network.get();
        Interval objective = program.objective()
                .value(NetworkEnclosure.of(products, judged.architecture(), judged.weights(), judged.inputs()));
        Interval excess = new Excess(objective, solution.optimum()).value();
        statements.add(Statement.of("objective", objective, Arithmetic.OUTWARD_ROUNDING));
        statements.add(optimum);
        // Not negative: the outputs lie in the program's subspace.
        statements.add(Statement.of(
                EXCESS,
                new Interval(Math.max(0, excess.lower()), Math.max(0, excess.upper())),
                Arithmetic.OUTWARD_ROUNDING));
        return statements;
    }
}
