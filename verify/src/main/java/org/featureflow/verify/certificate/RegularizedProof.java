package org.featureflow.verify.certificate;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.RegularizedEnclosure;
import org.featureflow.convex.certificate.TwoLevelBound;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.core.feature.Masses;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.Interval;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.program.ProblemFields;

/**
 * A network of one hidden layer with masses p, whose regularized objective
 *
 * <pre>  L(f) + lambda_1 sum_k p_k |v_1^k|^2 + lambda_2 sum_k p_k |v^k|^2,   f = sum_k p_k h(X v_1^k / d) v^k</pre>
 *
 * is held against the optimum over all such networks: that of the two-level program with w = v_1/d and lambda_1 d^2. The program at hand
 * has the double below in its place, so that its optimum is not above.
 *
 * @param optimum the two-level program with its points
 * @param network the network; its masses sum to 1 exactly
 * @param lambda lambda_1 and lambda_2
 */
public record RegularizedProof(TwoLevelProof optimum, Network network, Regularization lambda) implements Proof {

    /**
     * Checks that the parts belong together.
     *
     * @throws IllegalArgumentException if they do not, saying which
     */
    public RegularizedProof {
        TwoLevelProgram program = optimum.program();
        Weights weights = network.weights();
        if (weights.depth() != 1
                || weights.input().numRows != program.dimension()
                || weights.output().numCols != program.outputs()) {
            throw new IllegalArgumentException("the weights are of depth " + weights.depth() + " for "
                    + WrongInput.count(weights.input().numRows, "input") + " and "
                    + WrongInput.count(weights.output().numCols, "output") + ", the problem of depth 1 for "
                    + program.dimension() + " and " + program.outputs() + ": make them agree");
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k < network.masses().width(0); k++) {
            sum = sum.add(new BigDecimal(network.masses().mass(0, k)));
        }
        if (sum.compareTo(BigDecimal.ONE) != 0) {
            throw new IllegalArgumentException(
                    "the masses do not sum to 1 exactly: move what is missing to the largest");
        }
        if (!(program.inputPenalty() <= scaled(lambda, program.dimension()).lower())
                || !(program.outputPenalty() <= lambda.output())) {
            throw new IllegalArgumentException("the problem's factors " + program.inputPenalty() + " and "
                    + program.outputPenalty() + " are above those of the network, lambda_1 d^2 and lambda_2: a bound"
                    + " would be none of it");
        }
    }

    /** lambda_1 d^2. */
    private static Interval scaled(Regularization lambda, int dimension) {
        return Interval.of(lambda.input()).times((double) dimension * dimension);
    }

    static RegularizedProof read(JsonValue certificate) {
        TwoLevelProof optimum = TwoLevelProof.read(certificate);
        JsonValue json = certificate.get("network");
        json.allowOnly(List.of("masses", "input", "output", "lambda"));
        JsonValue factors = json.get("lambda");
        factors.allowOnly(List.of("input", "output"));
        Regularization lambda = new Regularization(
                ProblemFields.positive(factors.get("input")), List.of(), ProblemFields.positive(factors.get("output")));
        double[] masses = Points.numbers(json.get("masses"));
        DMatrixRMaj input = json.get("input").matrix();
        DMatrixRMaj output = json.get("output").columns();
        return json.make(() -> new RegularizedProof(
                optimum,
                new Network(
                        Architecture.resNet(
                                1,
                                optimum.program().activation(),
                                optimum.program().activation()),
                        new Weights(input, List.of(), output),
                        Masses.of(List.of(masses))),
                lambda));
    }

    @Override
    public String excess() {
        return OutputProof.EXCESS;
    }

    @Override
    public void write(JsonWriter json) throws IOException {
        json.object("network", fields -> {
            DMatrixRMaj masses = new DMatrixRMaj(network.masses().width(0), 1);
            for (int k = 0; k < masses.numRows; k++) {
                masses.data[k] = network.masses().mass(0, k);
            }
            fields.columns("masses", masses);
            fields.matrix("input", network.weights().input());
            fields.columns("output", network.weights().output());
            fields.object("lambda", factors -> {
                factors.number("input", lambda.input());
                factors.number("output", lambda.output());
            });
        });
        optimum.write(json);
    }

    @Override
    public List<Statement> statements(MatrixProducts products) {
        TwoLevelProgram program = optimum.program();
        TwoLevelProgram above = new TwoLevelProgram(
                program.inputs(),
                program.objective().targets(),
                program.objective().loss(),
                program.activation(),
                scaled(lambda, program.dimension()).upper(),
                lambda.output());
        double upper = TwoLevelBound.objective(above, optimum.measure()).upper();
        Statement bound = optimum.statements(products).get(0);
        Interval range = new Interval(Math.min(bound.range().lower(), upper), upper);
        Interval objective = RegularizedEnclosure.objective(
                products, network.forward(products, program.inputs()), program.objective(), lambda);
        Interval excess = objective.minus(range);
        return List.of(
                Statement.of("objective", objective, Arithmetic.OUTWARD_ROUNDING),
                Statement.of("optimum", range, Arithmetic.OUTWARD_ROUNDING).withRemark(bound.remark()),
                Statement.of(
                        OutputProof.EXCESS,
                        new Interval(Math.max(0, excess.lower()), Math.max(0, excess.upper())),
                        Arithmetic.OUTWARD_ROUNDING));
    }
}
