package org.featureflow.verify.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.verify.claim.Profile;
import org.featureflow.verify.cli.TrainingData.Task;
import org.featureflow.verify.json.WrongInput;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code featureflow}. */
@Command(
        name = "featureflow",
        description = "Trains by neural feature flows and certifies the result by convex programs.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private Main() {}

    /**
     * Runs the program and ends the virtual machine with its exit code.
     *
     * @param args the command, its options and its operands
     */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(new Terminal(out, err, Terminal.isLive(System.getenv())), args));
    }

    /** Runs the program without a terminal and returns its exit code: results go to {@code out}, messages to {@code err}. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return run(new Terminal(out, err, false), args);
    }

    /** Runs the program and returns its exit code. */
    static int run(Terminal terminal, String... args) {
        try {
            return commandLine(terminal).execute(args);
        } catch (OutOfMemoryError e) {
            // Estimates are made before the work; this is what they miss.
            complain(terminal, "not enough memory, choose a smaller width or less data, or give more with java -Xmx");
            return ExitCode.WRONG_INPUT;
        }
    }

    private static CommandLine commandLine(Terminal terminal) {
        return new CommandLine(new Main())
                .addSubcommand(new CommandLine(new VerifyCommand(terminal)).addSubcommand(new MergeCommand(terminal)))
                .addSubcommand(new ReplayCommand(terminal))
                .addSubcommand(new ClaimsCommand(terminal))
                .addSubcommand(new CertifyCommand(terminal))
                .addSubcommand(new SolveCommand(terminal))
                .addSubcommand(new FlowCommand(terminal))
                .addSubcommand(new CheckCommand(terminal))
                .registerConverter(Activation.class, Main::activation)
                .registerConverter(Model.class, name -> constant("model", name, Model.values()))
                .registerConverter(Profile.class, name -> constant("profile", name, Profile.values()))
                .registerConverter(Shard.class, Main::shard)
                .registerConverter(Task.class, name -> constant("task", name, Task.values()))
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((e, args) -> reject(terminal, e))
                .setExecutionExceptionHandler((e, command, parsed) -> fail(terminal, e, parsed));
    }

    /** A call without a command is wrong: it shows the usage where messages go. */
    @Override
    public Integer call() {
        CommandLine self = spec.commandLine();
        self.usage(self.getErr());
        return ExitCode.WRONG_INPUT;
    }

    private static Activation activation(String name) {
        try {
            return Activations.named(name);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static Shard shard(String text) {
        try {
            return Shard.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static <E extends Enum<E>> E constant(String what, String name, E[] constants) {
        for (E constant : constants) {
            if (constant.name().equalsIgnoreCase(name)) {
                return constant;
            }
        }
        throw new TypeConversionException("unknown " + what + " " + WrongInput.quote(name) + ", use "
                + Arrays.stream(constants)
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" or ")));
    }

    private static int reject(Terminal terminal, ParameterException e) {
        CommandLine command = e.getCommandLine();
        String message = String.valueOf(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> arguments = unmatched.getUnmatched();
            boolean option = unmatched.isUnknownOption();
            boolean root = command.getParent() == null;
            String kind = option ? "unknown option " : root ? "unknown command " : "too many arguments, from ";
            message = kind
                    + WrongInput.quote(arguments.get(0))
                    + (root && !option
                            ? ", the commands are "
                                    + String.join(", ", command.getSubcommands().keySet())
                            : "");
        }
        complain(terminal, message + ", see " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.WRONG_INPUT;
    }

    private static int fail(Terminal terminal, Exception e, ParseResult parsed) {
        if (e instanceof WrongInput wrong) {
            complain(terminal, String.valueOf(wrong.getMessage()));
            return ExitCode.WRONG_INPUT;
        }
        complain(terminal, "an error of the program itself in " + parsed.originalArgs() + ", please report it: " + e);
        e.printStackTrace(terminal.err());
        return ExitCode.NEITHER_SHOWN;
    }

    private static void complain(Terminal terminal, String message) {
        terminal.err().println("featureflow: " + WrongInput.oneLine(message));
    }
}
