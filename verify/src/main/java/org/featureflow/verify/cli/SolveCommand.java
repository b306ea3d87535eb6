package org.featureflow.verify.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.featureflow.verify.certificate.Certificate;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.report.Environment;
import org.featureflow.verify.report.ResultHeader;
import org.featureflow.verify.report.Rounded;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code solve PROBLEM.json}: solves a convex program from a file. */
@Command(
        name = "solve",
        description = "Solves a convex program, as a problem file states it, and bounds its optimum from both sides.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class SolveCommand implements Callable<Integer> {

    /** Longer limits are none, and do not fit a duration. */
    private static final double LONGEST_SECONDS = 1e9;

    @Parameters(
            paramLabel = "PROBLEM.json",
            description = "The problem: featureflow-problem/1, program \"feature\", \"output\", \"two-level\","
                    + " \"entropic\" or \"relu\".")
    private Path problemPath;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            description = "The gap at which a solution is optimal: in relation to the value for feature and relu, else"
                    + " absolute (default: 1e-8; 1e-9 for relu, 1e-11 for entropic).")
    private @Nullable Double tolerance;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            description = "End after this time with what there is; results then depend on the machine (default: none).")
    private @Nullable Double timeLimit;

    @Option(names = "--json", paramLabel = "OUT", description = "Write bounds, the primal and the dual point to OUT.")
    private @Nullable Path json;

    @Option(
            names = "--certificate",
            paramLabel = "OUT",
            description = "Write to OUT what proves the bounds, for the command check.")
    private @Nullable Path certificate;

    @Mixin
    private RunOptions run;

    private final Terminal terminal;

    SolveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        run.products();
        if (!run.backend().equals("portable")) {
            throw new WrongInput("--backend " + run.backend()
                    + ": the convex solvers have the portable back end only, leave it out");
        }
        Optional<Duration> limit = Optional.ofNullable(timeLimit).map(SolveCommand::duration);
        Outputs outputs = new Outputs(List.of(problemPath)).add("--json", json).add("--certificate", certificate);
        InputFile file = InputFile.read(problemPath);
        JsonValue content = file.json();
        ConvexProblem problem = ConvexProblem.of(content);
        if (certificate != null && !problem.certificateHindrance().isEmpty()) {
            throw new WrongInput("--certificate: there is none for this problem, " + problem.certificateHindrance()
                    + ", leave it out");
        }
        double gap = tolerance == null ? problem.defaultTolerance() : tolerance;
        if (!(gap > 0 && gap < Double.POSITIVE_INFINITY)) {
            throw new WrongInput("--tolerance is " + gap + ", a positive number is needed");
        }
        watch.lap("reading");

        SolveResult result;
        try (LiveLine line = new LiveLine(terminal)) {
            result = problem.solve(new SolveLimits(gap, limit, run.seed(), watch, line));
        }
        watch.lap("solving");

        Map<String, Object> options = new LinkedHashMap<>();
        options.put("tolerance", gap);
        limit.ifPresent(duration -> options.put("time-limit", duration.toNanos() * 1e-9));
        options.put("backend", run.backend());
        Map<String, String> paths = new LinkedHashMap<>(Map.of("problem", problemPath.toString()));
        paths.putAll(outputs.paths());
        ResultHeader header = new ResultHeader(
                "featureflow-solve-result/1", "solve", options, run.seed(), Version.current(), file.digest());
        Environment environment = new Environment(paths, run.threads(), watch.seconds());
        outputs.write("--json", header, result::write, environment);
        if (certificate != null) {
            writeCertificate(outputs, content, result, header, environment);
        }
        print(problem, gap, result, watch);
        return result.status().exitCode();
    }

    private void writeCertificate(
            Outputs outputs, JsonValue content, SolveResult result, ResultHeader header, Environment environment) {
        Optional<Certificate> proved = result.proof()
                .map(proof -> Certificate.of(problem -> problem.fields(content.object()), proof, run.threads()))
                .filter(made -> !made.claims().isEmpty());
        if (proved.isEmpty()) {
            terminal.err().println("featureflow: no certificate is written, for nothing is proved");
            return;
        }
        outputs.write("--certificate", header.withFormat(Certificate.FORMAT), proved.get()::write, environment);
    }

    private static Duration duration(double seconds) {
        if (!(seconds >= 0 && seconds <= LONGEST_SECONDS)) {
            throw new WrongInput(
                    "--time-limit is " + seconds + ", a number of seconds from 0 to " + LONGEST_SECONDS + " is needed");
        }
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private void print(ConvexProblem problem, double gap, SolveResult result, Stopwatch watch) {
        Summary summary = new Summary()
                .line("program", problem.description())
                .line("status", result.status().label() + ": " + result.reason());
        if (result.status() != SolveStatus.INFEASIBLE) {
            summary.line("primal", Rounded.up(result.primal()))
                    .line("dual", Rounded.down(result.dual()))
                    .line(
                            "gap",
                            Rounded.near(result.gap()) + ", tolerance " + Rounded.near(gap)
                                    + (problem.isToleranceRelative() ? " of the value" : ""));
        }
        summary.line("work", result.work() + ", " + Rounded.near(watch.elapsed().toMillis() * 1e-3) + " s")
                .print(terminal.out());
    }
}
