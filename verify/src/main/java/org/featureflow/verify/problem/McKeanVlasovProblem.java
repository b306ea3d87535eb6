package org.featureflow.verify.problem;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.model.Activations;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.mckean.FrozenEndsModel;
import org.featureflow.flow.mckean.FrozenEndsNetwork;
import org.featureflow.flow.mckean.LimitPath;
import org.featureflow.flow.mckean.LimitSystem;
import org.featureflow.flow.mckean.NetworkRun;
import org.featureflow.flow.mckean.UnitMap;
import org.featureflow.flow.mckean.UnitMaps;
import org.featureflow.flow.mckean.WeightLaw;

/**
 * The program {@code mckean-vlasov}: a network with frozen ends at N = infinity, and beside it one of finite width, theory section 8. Fields:
 * {@code depth} L, {@code inputs} K x d and {@code targets} K x 1 (one sample a step), {@code eps}, {@code activation} ({@code features} and
 * {@code units}), {@code clip}, {@code laws} ({@code first}, {@code hidden}, {@code last}, each {@code [[from, to]]} of a uniform law),
 * {@code tolerance} on the limit's own error, {@code order} (the greatest tried, absent: 32), and {@code width} for a finite network.
 */
public final class McKeanVlasovProblem {

    private static final int GREATEST_ORDER = 32;

    private McKeanVlasovProblem() {}

    /**
     * Runs a problem.
     *
     * @param problem the problem file's tree
     * @param seed the seed of the finite network's weights
     * @return {@code predictions} (K, before each step) and {@code error} of the limit; with a width, {@code network} with its {@code predictions}
     *     and {@code coupling}, the root mean square distances of each trained layer's weights from ideal particles
     * @throws IllegalArgumentException if the tree is not such a problem, naming the field
     */
    public static ObjectNode run(JsonNode problem, long seed) {
        Fields fields = new Fields("problem", problem);
        fields.allowOnly(List.of(
                "format",
                "program",
                "depth",
                "inputs",
                "targets",
                "eps",
                "activation",
                "clip",
                "laws",
                "tolerance",
                "order",
                "width"));
        Dataset samples = new Dataset(fields.matrix("inputs"), fields.matrix("targets"));
        FrozenEndsModel model = model(fields, samples.inputDimension());
        double eps = fields.number("eps");
        int order = fields.has("order") ? fields.count("order") : GREATEST_ORDER;
        LimitPath limit = LimitSystem.solve(model, samples, eps, fields.number("tolerance"), order);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("predictions", Fields.numbers(limit.predictions()));
        result.set("error", Fields.numbers(List.of(limit.error())).get(0));
        if (fields.has("width")) {
            FrozenEndsNetwork start = FrozenEndsNetwork.draw(model, fields.count("width"), new RandomStreams(seed));
            NetworkRun run = start.train(samples, eps);
            ObjectNode network = result.putObject("network");
            network.set("predictions", Fields.numbers(run.predictions()));
            network.set(
                    "coupling", Fields.numbers(limit.coupling(start, run.end()).distances()));
        }
        return result;
    }

    private static FrozenEndsModel model(Fields fields, int inputs) {
        int depth = fields.count("depth");
        Fields activation = fields.child("activation");
        activation.allowOnly(List.of("features", "units"));
        Fields laws = fields.child("laws");
        laws.allowOnly(List.of("first", "hidden", "last"));
        UnitMap map = UnitMaps.clippedWeight(Activations.named(activation.text("units")), fields.number("clip"));
        WeightLaw hidden = law(laws, "hidden");
        WeightLaw last = law(laws, "last");
        return new FrozenEndsModel(
                inputs,
                Activations.named(activation.text("features")),
                law(laws, "first"),
                IntStream.rangeClosed(1, depth).mapToObj(l -> map).toList(),
                IntStream.rangeClosed(1, depth)
                        .mapToObj(l -> l == depth ? last : hidden)
                        .toList());
    }

    private static WeightLaw law(Fields laws, String name) {
        DMatrixRMaj ends = laws.matrix(name);
        if (ends.getNumElements() != 2) {
            throw new IllegalArgumentException("field '" + name + "' is not [[from, to]]");
        }
        return WeightLaw.uniform(ends.get(0), ends.get(1));
    }
}
