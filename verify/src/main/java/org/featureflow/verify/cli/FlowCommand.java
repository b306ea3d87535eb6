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
import org.featureflow.flow.control.FixedStep;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.flow.integrate.FlowStatus;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.step.LinearlyImplicitEuler;
import org.featureflow.verify.report.Environment;
import org.featureflow.verify.report.JsonWriter;
import org.featureflow.verify.report.ResultHeader;
import org.featureflow.verify.report.Rounded;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flow PROBLEM.json}: integrates a flow from given weights with steps of one length. */
@Command(
        name = "flow",
        description = "Integrates a neural feature flow from given weights, as a problem file states it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class FlowCommand implements Callable<Integer> {

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
        JsonValue parsed = JsonValue.parse(file);
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
                .plus((problem.steps() + 1.0)
                        * problem.inputs().numRows
                        * problem.objective().outputs())
                .require("fewer steps or smaller layers");

        StepProgress progress = new StepProgress(terminal, problem.steps());
        FlowRecord record = new FlowRecord(progress);
        FlowResult result;
        try (progress) {
            result = new FlowIntegrator(problem.stepper(), new FixedStep(problem.step()))
                    .run(
                            new FeatureFlow(products, problem.inputs(), problem.objective()),
                            network,
                            Stopping.afterSteps(problem.steps())
                                    .withRestingVelocity(0)
                                    .withRecordEvery(Integer.MAX_VALUE),
                            record);
        }
        boolean completed = result.status() != FlowStatus.DIVERGED;

        write(outputs, file, watch, body -> {
            body.text("status", completed ? "completed" : "diverged");
            body.numbers("losses", record.losses());
            body.manyColumns("predictions", record.predictions());
            body.object(
                    "weights",
                    inner -> WeightsJson.write(inner, result.network().weights()));
        });
        print(problem, result, record, completed);
        return completed ? ExitCode.AS_CLAIMED : ExitCode.NEITHER_SHOWN;
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

    private void print(FlowProblem problem, FlowResult result, FlowRecord record, boolean completed) {
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
                        Descriptions.count(steps, "step") + " of " + Rounded.near(problem.step()) + " by "
                                + problem.stepper().name());
        if (!losses.isEmpty()) {
            summary.line(
                    "loss",
                    Rounded.near(losses.get(0)) + " at the start, " + Rounded.near(losses.get(steps)) + " at the end");
        }
        if (!completed) {
            summary.line("status", "diverged: a number overflowed in step " + (steps + 1) + ", use a shorter step");
        }
        summary.print(terminal.out());
    }
}
