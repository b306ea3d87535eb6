package org.featureflow.convex.solver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;

/** A reference feature program and the optimum an independent solver found, see resources/reference/README.md. */
final class ReferenceProblem {

    final FeatureProgram program;
    final double optimum;

    private ReferenceProblem(FeatureProgram program, double optimum) {
        this.program = program;
        this.optimum = optimum;
    }

    @SuppressWarnings("unchecked")
    static ReferenceProblem named(String name) {
        Map<String, Object> problem = (Map<String, Object>) Json.read(resource(name + ".problem.json"));
        Map<String, Object> expected = (Map<String, Object>) Json.read(resource(name + ".expected.json"));
        Map<String, Object> lambda = (Map<String, Object>) problem.get("lambda");
        Regularization regularization = new Regularization(
                (Double) lambda.get("input"), (List<Double>) lambda.get("hidden"), (Double) lambda.get("output"));
        double[] targets = vector(problem.get("targets"));
        Objective objective =
                new Objective(Losses.named((String) problem.get("loss")), DMatrixRMaj.wrap(targets.length, 1, targets));
        List<DMatrixRMaj> activated = matrices(problem.get("activated"));
        double[] cost = vector(problem.get("inputCost"));
        FeatureProgram program = problem.get("architecture").equals("resnet")
                ? FeatureProgram.resNet(objective, activated, matrices(problem.get("residual")), cost, regularization)
                : FeatureProgram.dnn(objective, activated, matrices(problem.get("features")), cost, regularization);
        return new ReferenceProblem(program, (Double) expected.get("optimum"));
    }

    private static String resource(String name) {
        try (InputStream in = ReferenceProblem.class.getResourceAsStream("/reference/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[] vector(Object json) {
        return ((List<?>) json).stream().mapToDouble(x -> (Double) x).toArray();
    }

    private static List<DMatrixRMaj> matrices(Object json) {
        return ((List<?>) json)
                .stream()
                        .map(matrix -> new DMatrixRMaj(((List<?>) matrix)
                                .stream().map(ReferenceProblem::vector).toArray(double[][]::new)))
                        .toList();
    }
}
