package org.featureflow.verify.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalTextTest {

    private static final List<String> ENTRIES =
            List.of("{\"seed\":1}", "{\"text\":\"über \\n und \\\"}\"}", "{\"finished\":true}");

    @Test
    void aJournalCutShortAnywhereHoldsItsWholeLines() throws IOException {
        byte[] journal = journal();
        for (int length = 0; length <= journal.length; length++) {
            byte[] cut = Arrays.copyOf(journal, length);
            JournalText text = JournalText.read(cut);

            int lines = (int) new String(cut, StandardCharsets.ISO_8859_1)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            assertThat(text.entries()).as("of %d bytes", length).isEqualTo(ENTRIES.subList(0, lines));
            assertThat(text.wholeBytes()).isEqualTo(bytesOf(lines));
        }
    }

    @Test
    void aWrongByteInTheLastLineIsTakenForAKillAndElsewhereForDamage() throws IOException {
        byte[] journal = journal();
        int lastLine = bytesOf(ENTRIES.size() - 1);
        // The first bytes are those by which a journal is known.
        for (int i = "{\"crc32\":\"".length(); i < journal.length; i++) {
            byte[] wrong = journal.clone();
            wrong[i] ^= 1;
            if (i >= lastLine - 1) {
                // Without the line end before it, the last line is longer by one entry.
                assertThat(JournalText.read(wrong).entries()).isEqualTo(ENTRIES.subList(0, i < lastLine ? 1 : 2));
            } else {
                assertThatThrownBy(() -> JournalText.read(wrong))
                        .as("byte %d", i)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("is damaged in line");
            }
        }
    }

    @Test
    void anotherFileIsNoJournal() {
        for (String other : List.of("precious", "{\"crc\":", "\n", "{}\n")) {
            assertThatThrownBy(() -> JournalText.read(other.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is no journal");
        }
    }

    private static byte[] journal() {
        ByteArrayOutputStream journal = new ByteArrayOutputStream();
        for (String entry : ENTRIES) {
            journal.writeBytes(line(entry));
        }
        return journal.toByteArray();
    }

    private static int bytesOf(int lines) {
        return ENTRIES.subList(0, lines).stream()
                .mapToInt(entry -> line(entry).length)
                .sum();
    }

    private static byte[] line(String entry) {
        return StandardCharsets.UTF_8.decode(JournalText.line(entry)).toString().getBytes(StandardCharsets.UTF_8);
    }
}
