package org.featureflow.verify.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Regularization;
import org.featureflow.verify.json.WrongInput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose a regularized objective. */
final class RegularizedOptions {

    @Option(
            names = "--lambda",
            paramLabel = "L",
            description =
                    "Regularize: one factor for all layers of a Res-Net, or lambda_1,..,lambda_{L+1} with commas.")
    private @Nullable String lambda;

    @Option(
            names = "--repopulate",
            description = "Let masses move too: the repopulated flow of the regularized objective.")
    private boolean repopulate;

    /** Whether the objective is regularized. */
    boolean isOn() {
        return lambda != null;
    }

    /** Whether masses move. */
    boolean repopulates() {
        return repopulate;
    }

    /**
     * Checks that the options fit the others.
     *
     * @throws WrongInput if they do not
     */
    void check(boolean givenWeights, boolean weightsOut) {
        if (repopulate && lambda == null) {
            throw new WrongInput("--repopulate moves masses of a regularized objective, give --lambda too");
        }
        if (lambda != null && givenWeights) {
            throw new WrongInput("--lambda trains a network but --weights gives one, leave one out");
        }
        if (repopulate && weightsOut) {
            throw new WrongInput(
                    "--weights-out writes networks of equal masses and --repopulate ends at others, leave one"
                            + " out");
        }
    }

    /**
     * The factors.
     *
     * @throws WrongInput if they are not numbers, not of the architecture's depth, or out of range
     */
    Optional<Regularization> regularization(Architecture architecture) {
        if (lambda == null) {
            return Optional.empty();
        }
        if (!architecture.hasSkipConnections()) {
            throw new WrongInput(
                    "--lambda is for a Res-Net and --model is dnn, whose units have a mass in each layer, use"
                            + " --model resnet");
        }
        List<Double> factors = new ArrayList<>();
        for (String part : lambda.split(",", -1)) {
            try {
                factors.add(Double.parseDouble(part.trim()));
            } catch (NumberFormatException e) {
                throw new WrongInput(
                        "--lambda is '" + lambda + "', give one positive number, or one a layer with commas between");
            }
        }
        int depth = architecture.depth();
        if (factors.size() != 1 && factors.size() != depth + 1) {
            throw new WrongInput("--lambda has " + factors.size() + " numbers, depth " + depth + " takes 1 or "
                    + (depth + 1) + ": lambda_1 to lambda_" + (depth + 1));
        }
        for (double factor : factors) {
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw new WrongInput("--lambda has " + factor + ", each factor must be positive and finite");
            }
        }
        return Optional.of(
                factors.size() == 1
                        ? Regularization.uniform(factors.get(0), depth)
                        : new Regularization(factors.get(0), factors.subList(1, depth), factors.get(depth)));
    }

    /** Adds the options to a result's. */
    void describe(Map<String, Object> options) {
        if (lambda != null) {
            options.put("lambda", lambda);
            options.put("repopulate", repopulate);
        }
    }
}
