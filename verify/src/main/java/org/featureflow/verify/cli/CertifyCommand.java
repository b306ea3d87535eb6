package org.featureflow.verify.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.verify.certificate.Certificate;
import org.featureflow.verify.certificate.TwoLevelProof;
import org.featureflow.verify.claim.ConvexMatch;
import org.featureflow.verify.claim.RegularizedMatch;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.program.Scale;
import org.featureflow.verify.program.ScaledWeights;
import org.featureflow.verify.program.WeightsJson;
import org.featureflow.verify.report.Environment;
import org.featureflow.verify.report.ResultHeader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code certify DATA.csv --target COL}: a verdict on a network trained here, or on given weights. */
@Command(
        name = "certify",
        description =
                "Trains by the flow on your data (or takes given weights), solves the convex program, prints both numbers"
                        + " and the verdict.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class CertifyCommand implements Callable<Integer> {

    /** Longer runs are cut off; a step that is worth it halves what is left to gain. */
    private static final int MOST_STEPS = 10_000;

    /** The width of a regularized network unless chosen: an exact solve of the masses costs its cube. */
    private static final int REGULARIZED_WIDTH = 60;

    @Parameters(paramLabel = "DATA.csv", description = "A CSV file with a header.")
    private Path csv;

    @Mixin
    private DataOptions data;

    @Mixin
    private NetworkOptions network;

    @Mixin
    private RegularizedOptions regularized;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            defaultValue = "1e-8",
            description = "Excess over the optimum that is still as claimed (default: ${DEFAULT-VALUE}).")
    private double tolerance;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            description = "Ends the flow after this time (default: none).")
    private @Nullable Double timeLimit;

    @Option(
            names = "--weights",
            paramLabel = "W",
            description = "Weights trained elsewhere, .json or .npz: the verdict is about them, no flow is run.")
    private @Nullable Path weights;

    @Option(names = "--json", paramLabel = "OUT", description = "Write the result to OUT.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "OUT", description = "Write the result as a page to OUT.")
    private @Nullable Path html;

    @Option(names = "--weights-out", paramLabel = "OUT", description = "Write the trained weights to OUT.")
    private @Nullable Path weightsOut;

    @Option(
            names = "--certificate",
            paramLabel = "OUT",
            description = "Write to OUT what proves the verdict, for the command check.")
    private @Nullable Path certificate;

    @Mixin
    private RunOptions run;

    @Spec
    private CommandSpec spec;

    private final Terminal terminal;

    CertifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        TrainingData.Choice choice = data.choice();
        MatrixProducts products = run.products();
        checkNumbers();
        List<Path> inputs = new ArrayList<>(List.of(csv));
        if (weights != null) {
            inputs.add(weights);
        }
        Outputs outputs = new Outputs(inputs)
                .add("--json", json)
                .add("--html", html)
                .add("--weights-out", weightsOut)
                .add("--certificate", certificate);
        InputFile file = InputFile.read(csv);
        TrainingData samples = data.read(file, choice);
        watch.lap("read");

        Map<String, Object> options = new LinkedHashMap<>();
        data.describe(samples, options);
        options.put("tolerance", tolerance);
        if (timeLimit != null) {
            options.put("time-limit", timeLimit);
        }
        regularized.describe(options);
        options.put("backend", run.backend());
        CertifyResult report;
        if (weights == null) {
            report = train(products, samples, watch);
        } else {
            InputFile given = InputFile.read(weights);
            options.put("weights", "sha256:" + given.digest());
            report = judge(products, samples, GivenWeights.read(given));
        }
        watch.lap("verdict");
        report.model().describe(options);

        ResultHeader header = new ResultHeader(
                "featureflow-certify-result/1", "certify", options, run.seed(), Version.current(), file.digest());
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("data", csv.toString());
        if (weights != null) {
            paths.put("weights", weights.toString());
        }
        paths.putAll(outputs.paths());
        Environment environment = new Environment(paths, run.threads(), watch.seconds());
        outputs.write("--json", header, body -> report.write(body, file.digest()), environment);
        String call = RepeatedCall.of(
                spec.commandLine().getParseResult(),
                Set.of("--json", "--html", "--weights-out", "--certificate"),
                run.seed());
        outputs.write("--html", new CertifyPage(report, header, call, environment)::write);
        report.trained()
                .ifPresent(trained -> outputs.write(
                        "--weights-out",
                        header.withFormat("featureflow-weights/1"),
                        body -> {
                            body.text("scale", Scale.MEAN_FIELD.text());
                            report.model().writeKind(body);
                            WeightsJson.write(body, trained);
                        },
                        environment));
        if (certificate != null) {
            Optional<Certificate> proved = report.certificate(run.threads());
            if (proved.isEmpty()) {
                terminal.err().println("featureflow: no certificate is written, for none is made of this verdict");
            } else {
                outputs.write("--certificate", header.withFormat(Certificate.FORMAT), proved.get()::write, environment);
            }
        }
        report.print(terminal.out());
        return ExitCode.of(report.verdict());
    }

    private CertifyResult train(MatrixProducts products, TrainingData samples, Stopwatch watch) {
        Dataset dataset = data.bias() ? samples.dataset().withBias() : samples.dataset();
        Architecture architecture = network.architecture();
        Optional<Regularization> lambda = regularized.regularization(architecture);
        int width = lambda.isPresent() ? network.widthOr(REGULARIZED_WIDTH) : network.width();
        int[] widths = new int[architecture.depth()];
        Arrays.fill(widths, width);
        MemoryNeed.ofTraining(
                        ConvexMatch.stepper(), dataset.samples(), dataset.inputDimension(), widths, dataset.outputs())
                .require("a smaller --width or fewer rows");
        Optional<Duration> limit = Optional.ofNullable(timeLimit)
                .map(seconds -> Duration.ofNanos((long) (seconds * 1e9)).minus(watch.elapsed()))
                .map(left -> left.isNegative() ? Duration.ZERO : left);
        if (certificate != null && lambda.isPresent()) {
            checkIsCertifiable(architecture, dataset.inputDimension());
        }
        CertifiedModel model = new CertifiedModel(
                samples, dataset, architecture, widths(widths), Scale.MEAN_FIELD, data.standardize());
        RandomStreams streams = new RandomStreams(run.seed());
        Loss loss = samples.loss().loss();
        try (StepProgress progress = new StepProgress(terminal)) {
            if (lambda.isPresent()) {
                RegularizedMatch match = new RegularizedTraining(
                                products, architecture, width, lambda.get(), regularized.repopulates(), tolerance)
                        .run(dataset, loss, streams, limit, progress.ofRegularized());
                return new RegularizedReport(match, tolerance, regularized.repopulates(), model);
            }
            Stopping steps = Stopping.afterSteps(MOST_STEPS);
            Stopping budget = limit.map(steps::withWallTime).orElse(steps);
            Certification certification = new FlowTraining(products, architecture, width, tolerance)
                    .run(dataset, loss, streams, budget, progress);
            Weights trained = certification.training().orElseThrow().network().weights();
            return new CertifyReport(certification, model, ScaledWeights.plain(trained));
        }
    }

    private static void checkIsCertifiable(Architecture architecture, int inputs) {
        boolean bounded = Double.isFinite(architecture.activation().bound());
        if (architecture.depth() > 1 || inputs > TwoLevelProof.MOST_INPUTS || !bounded) {
            throw new WrongInput(
                    "--certificate: of a regularized objective there is one for --depth 1, a bounded activation"
                            + " and at most " + TwoLevelProof.MOST_INPUTS
                            + " inputs, the constant one included, leave it out");
        }
    }

    private CertifyReport judge(MatrixProducts products, TrainingData samples, GivenWeights given) {
        GivenNetwork judged = new GivenNetwork(given, network.architectureOf(given));
        Dataset dataset = judged.seen(samples.dataset(), data.bias());
        return new CertifyReport(
                judged.judge(products, dataset, samples.loss().loss(), tolerance),
                new CertifiedModel(
                        samples,
                        dataset,
                        judged.architecture(),
                        widths(given.weights().widths()),
                        given.scale(),
                        data.standardize()),
                given.scaled());
    }

    private void checkNumbers() {
        network.check();
        regularized.check(weights != null, weightsOut != null);
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw new WrongInput("--tolerance is " + tolerance + ", it must be a finite number that is not negative");
        }
        if (timeLimit != null && !(timeLimit > 0)) {
            throw new WrongInput("--time-limit is " + timeLimit + ", it must be a positive number of seconds");
        }
        if (weights != null && weightsOut != null) {
            throw new WrongInput(
                    "--weights-out writes trained weights but with --weights nothing is trained, leave one out");
        }
    }

    private static List<Integer> widths(int[] widths) {
        return Arrays.stream(widths).boxed().toList();
    }
}
