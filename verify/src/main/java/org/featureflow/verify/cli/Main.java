package org.featureflow.verify.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
        System.exit(run(out, err, args));
    }

    /** Runs the program and returns its exit code: results go to {@code out}, messages to {@code err}. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::reject)
                .execute(args);
    }

    /** A call without a command is wrong: it shows the usage where messages go. */
    @Override
    public Integer call() {
        CommandLine self = spec.commandLine();
        self.usage(self.getErr());
        return CommandLine.ExitCode.USAGE;
    }

    private static int reject(CommandLine.ParameterException e, String[] args) {
        e.getCommandLine().getErr().println("featureflow: " + e.getMessage() + "; try --help");
        return CommandLine.ExitCode.USAGE;
    }
}
