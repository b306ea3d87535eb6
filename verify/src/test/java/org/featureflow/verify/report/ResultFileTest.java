package org.featureflow.verify.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {

    @TempDir
    private Path folder;

    @Test
    void aFileIsReplacedInOnePiece() throws IOException {
        Path path = Files.writeString(folder.resolve("out"), "old");

        ResultFile.at(path).write(out -> {
            out.write("new".getBytes(StandardCharsets.UTF_8));
            assertThat(Files.readString(path)).as("while it is written").isEqualTo("old");
        });

        assertThat(Files.readString(path)).isEqualTo("new");
        assertThat(folder.toFile().list()).containsExactly("out");
    }

    @Test
    void aFailureLeavesWhatWasThere() throws IOException {
        Path path = Files.writeString(folder.resolve("out"), "old");
        ResultFile file = ResultFile.at(path);

        assertThatThrownBy(() -> file.write(out -> {
                    out.write(1);
                    throw new IOException("the disk is full");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is full");

        assertThat(Files.readString(path)).isEqualTo("old");
        assertThat(folder.toFile().list()).containsExactly("out");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkIsFollowed() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);

        ResultFile.at(link).write(out -> out.write('x'));

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readString(target)).isEqualTo("x");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aDeviceStaysADevice() throws IOException {
        Path device = Path.of("/dev/null");

        ResultFile.at(device).write(out -> out.write('x'));

        assertThat(Files.isRegularFile(device)).isFalse();
    }

    @Test
    void placesThatCannotBeWrittenAreRefused() {
        assertThatThrownBy(() -> ResultFile.at(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> ResultFile.at(folder.resolve("no/where")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("create");
    }

    @Test
    void theSamePlaceIsKnownByAnyName() throws IOException {
        Path path = folder.resolve("out");
        ResultFile file = ResultFile.at(path);
        assertThat(file.isAt(folder.resolve("other"))).isFalse();
        assertThat(file.isAt(path)).as("before it exists").isTrue();
        Files.writeString(path, "old");
        assertThat(file.isAt(folder.resolve("../" + folder.getFileName() + "/out")))
                .isTrue();
    }
}
