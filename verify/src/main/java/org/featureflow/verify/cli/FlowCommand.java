package org.featureflow.verify.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.flow.integrate.FlowStatus;
import org.featureflow.flow.step.LinearlyImplicitEuler;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.program.WeightsJson;
import org.featureflow.verify.report.Environment;
import org.featureflow.verify.report.ResultHeader;
import org.featureflow.verify.report.Rounded;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flow PROBLEM.json}: integrates a flow from given weights. */
@Command(
        name = "flow",
        description = "Integrates a neural feature flow from given weights, as a problem file states it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class FlowCommand implements Callable<Integer> {

    private static final String COMPLETED = "completed";

    @Parameters(paramLabel = "PROBLEM.json", description = "The problem: featureflow-problem/1, program \"flow\".")
    private Path problemPath;

    @Option(names = "--json", paramLabel = "OUT", description = "Write losses, predictions and final weights to OUT.")
    private @Nullable Path json;

    @Mixin
    private RunOptions run;

    private final Terminal terminal;

    FlowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        MatrixProducts products = run.products();
        Outputs outputs = new Outputs(List.of(problemPath)).add("--json", json);
        InputFile file = InputFile.read(problemPath);
        JsonValue parsed = file.json();
        Optional<ObjectNode> system = MeanFieldSystems.run(parsed, run.seed());
        if (system.isPresent()) {
            return report(system.get(), parsed.get("program").text(), outputs, file, watch);
        }
        FlowProblem problem = FlowProblem.of(parsed);
        Network network = problem.network();
        MemoryNeed.ofFlow(
                        new LinearlyImplicitEuler(),
                        problem.inputs().numRows,
                        problem.inputs().numCols,
                        network.weights().widths(),
                        problem.objective().outputs())
                .plus((problem.integrator().steps() + 1.0)
                        * problem.inputs().numRows
                        * problem.objective().outputs())
                .require("fewer steps or smaller layers");

        StepProgress progress = new StepProgress(terminal, problem.integrator().steps());
        FlowRecord record = new FlowRecord(progress);
        FlowResult result;
        try (progress) {
            result = new FlowIntegrator(
                            problem.integrator().stepper(), problem.integrator().controller())
                    .run(
                            new FeatureFlow(products, problem.inputs(), problem.objective()),
                            network,
                            problem.integrator().stopping(),
                            record);
        }
        String status = status(problem.integrator(), result);

        write(outputs, file, watch, body -> {
            body.text("status", status);
            body.object("flow", inner -> {
                inner.text("method", problem.integrator().stepper().name());
                inner.text("path", Descriptions.of(result.path()));
                inner.whole("steps", result.accepted());
                inner.whole("evaluations", result.evaluations());
                inner.number("flowTime", result.flowTime());
            });
            body.numbers("times", record.times());
            body.numbers("losses", record.losses());
            body.manyColumns("predictions", record.predictions());
            body.object(
                    "weights",
                    inner -> WeightsJson.write(inner, result.network().weights()));
        });
        print(problem, result, record, status);
        return status.equals(COMPLETED) ? ExitCode.AS_CLAIMED : ExitCode.NEITHER_SHOWN;
    }

    /** Steps of one length are completed when they run out, those to a flow time when it is reached. */
    private static String status(IntegratorChoice integrator, FlowResult result) {
        if (result.status() == FlowStatus.DIVERGED) {
            return "diverged";
        }
        boolean completed = Double.isInfinite(integrator.time()) || result.status() == FlowStatus.REACHED_TIME;
        return completed ? COMPLETED : "budget";
    }

    private void write(Outputs outputs, InputFile file, Stopwatch watch, JsonWriter.Body body) {
        Map<String, String> paths = new LinkedHashMap<>(Map.of("problem", problemPath.toString()));
        paths.putAll(outputs.paths());
        outputs.write(
                "--json",
                new ResultHeader(
                        "featureflow-flow-result/1",
                        "flow",
                        Map.of("backend", run.backend()),
                        run.seed(),
                        Version.current(),
                        file.digest()),
                body,
                new Environment(paths, run.threads(), watch.seconds()));
    }

    /** Every number and array of numbers of a system's result is a line. */
    private int report(ObjectNode result, String program, Outputs outputs, InputFile file, Stopwatch watch) {
        write(outputs, file, watch, body -> body.fields(result));
        Summary summary = new Summary().line("program", program);
        for (Map.Entry<String, JsonNode> field : result.properties()) {
            JsonNode value = field.getValue();
            if (value.isNumber()) {
                summary.line(field.getKey(), Rounded.near(value.doubleValue()));
            } else if (value.isArray() && !value.isEmpty() && value.get(0).isNumber()) {
                summary.line(
                        field.getKey(),
                        Rounded.near(value.get(0).doubleValue()) + " first, "
                                + Rounded.near(value.get(value.size() - 1).doubleValue()) + " last of " + value.size());
            }
        }
        summary.print(terminal.out());
        return ExitCode.AS_CLAIMED;
    }

    private void print(FlowProblem problem, FlowResult result, FlowRecord record, String status) {
        int steps = result.accepted();
        List<Double> losses = record.losses();
        Summary summary = new Summary()
                .line("network", Descriptions.of(problem.network()))
                .line(
                        "data",
                        Descriptions.count(problem.inputs().numRows, "sample") + ", "
                                + Descriptions.count(problem.inputs().numCols, "input") + ", "
                                + Descriptions.count(problem.objective().outputs(), "output") + ", "
                                + problem.objective().loss().name() + " loss")
                .line(
                        "flow",
                        Descriptions.count(steps, "step") + " "
                                + problem.integrator().plan() + " by "
                                + problem.integrator().stepper().name() + ", flow time "
                                + Rounded.near(result.flowTime()))
                .line("path", Descriptions.explained(result.path()));
        if (!losses.isEmpty()) {
            summary.line(
                    "loss",
                    Rounded.near(losses.get(0)) + " at the start, " + Rounded.near(losses.get(steps)) + " at the end");
        }
        if (status.equals("diverged")) {
            summary.line("status", "diverged: a number overflowed in step " + (steps + 1) + ", use a shorter step");
        } else if (!status.equals(COMPLETED)) {
            String spent = steps == problem.integrator().steps()
                    ? "the steps ran out, allow for more or a larger tolerance"
                    : "no step was found within the tolerance, use a larger one";
            summary.line("status", spent);
        }
        summary.print(terminal.out());
    }
}
