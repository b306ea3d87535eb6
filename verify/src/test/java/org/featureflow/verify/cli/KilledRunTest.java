package org.featureflow.verify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs in a process of their own are killed at random moments and resumed. As checks come in one order, the journal must in the end be
 * that of an undisturbed run, byte for byte: nothing was lost, nothing done twice.
 */
class KilledRunTest {

    @TempDir
    private Path folder;

    @Test
    void threeKills() throws Exception {
        killAndResume(3, 2, List.of("verify", "--claim", "flyz-thm67-step", "--tries", "10", "--seed", "5"));
    }

    @Test
    @Tag("study")
    void twentyKillsOfTheWholeCatalogue() throws Exception {
        killAndResume(20, 3, List.of("verify", "--tries", "2", "--seed", "11"));
    }

    /** Each kill comes a short time after the journal has grown by some lines, or while the program starts. */
    private void killAndResume(int kills, int mostLines, List<String> run) throws Exception {
        Path undisturbed = folder.resolve("undisturbed");
        Path killed = folder.resolve("killed");
        Call whole = call(run, undisturbed);
        String expected = text(undisturbed);

        Random random = new Random(1);
        for (int kill = 0; kill < kills; kill++) {
            int growth = random.nextInt(mostLines + 1);
            long lines = lines(killed) + growth;
            int delay = random.nextInt(growth == 0 ? 600 : 30);
            Process process = start(run, killed);
            while (process.isAlive() && lines(killed) < lines) {
                process.waitFor(5, TimeUnit.MILLISECONDS);
            }
            process.waitFor(delay, TimeUnit.MILLISECONDS);
            assertThat(process.isAlive()).as("run no. %d at its kill", kill + 1).isTrue();
            process.destroyForcibly().waitFor();
            String journal = text(killed);
            assertThat(expected).as("after kill %d", kill + 1).startsWith(journal);
            assertThat(killed.resolve("report.json")).doesNotExist();
        }

        long checked = Math.max(0, lines(killed) - 1);
        Call resumed = call(run, killed, "--resume");
        assertThat(resumed.exitCode()).isEqualTo(whole.exitCode());
        assertThat(resumed.out()).isEqualTo(whole.out());
        assertThat(resumed.err())
                .isEqualTo("featureflow: " + Descriptions.count(checked, "check") + " taken from '"
                        + ReportDirectory.journal(killed) + "'" + System.lineSeparator());
        assertThat(text(killed)).isEqualTo(expected);
        assertThat(Call.withoutEnvironment(killed.resolve("report.json")))
                .isEqualTo(Call.withoutEnvironment(undisturbed.resolve("report.json")));
        assertThat(killed.resolve("junit.xml")).hasSameBinaryContentAs(undisturbed.resolve("junit.xml"));
        assertThat(files(killed)).isEqualTo(files(undisturbed)).contains("journal.jsonl", "report.json");
    }

    private static List<String> files(Path report) throws IOException {
        try (Stream<Path> files = Files.walk(report)) {
            return files.map(file -> report.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static Call call(List<String> run, Path report, String... more) {
        List<String> args = new ArrayList<>(run);
        args.addAll(List.of("--report", report.toString()));
        args.addAll(List.of(more));
        return Call.of(args.toArray());
    }

    private static Process start(List<String> run, Path report) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(run);
        command.addAll(List.of("--report", report.toString(), "--resume", "--threads", "1"));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static long lines(Path report) throws IOException {
        return text(report).chars().filter(c -> c == '\n').count();
    }

    private static String text(Path report) throws IOException {
        Path journal = ReportDirectory.journal(report);
        return Files.exists(journal) ? Files.readString(journal, StandardCharsets.ISO_8859_1) : "";
    }
}
