package org.featureflow.verify.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The lines of a journal. A line is the JSON object {@code {"crc32":"...","entry":{...}}}, the checksum being that of the entry's
 * bytes: a line that a kill cut short is told from a whole one.
 *
 * @param entries the entries of the whole lines
 * @param wholeBytes the number of bytes of the whole lines; what follows is a line cut short
 */
record JournalText(List<String> entries, long wholeBytes) {

    private static final String START = "{\"crc32\":\"";
    private static final int DIGITS = 8;
    private static final String MIDDLE = "\",\"entry\":";
    private static final String END = "}";
    private static final int ENTRY = START.length() + DIGITS + MIDDLE.length();

    JournalText {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a journal, of which the last line may be cut short.
     *
     * @throws IOException if it is no journal, or another line is damaged; the message says which and what to do
     */
    static JournalText read(byte[] bytes) throws IOException {
        byte[] start = START.getBytes(StandardCharsets.UTF_8);
        int common = Math.min(bytes.length, start.length);
        if (!Arrays.equals(bytes, 0, common, start, 0, common)) {
            throw new IOException("is no journal of this program, move it away or name another directory");
        }
        List<String> entries = new ArrayList<>();
        int whole = 0;
        while (whole < bytes.length) {
            int end = whole;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            Optional<String> entry = end < bytes.length ? entry(bytes, whole, end) : Optional.empty();
            if (entry.isEmpty()) {
                if (end + 1 < bytes.length) {
                    throw new IOException("is damaged in line " + (entries.size() + 1)
                            + ", not the last one: delete it and start anew");
                }
                break;
            }
            entries.add(entry.get());
            whole = end + 1;
        }
        return new JournalText(entries, whole);
    }

    /** The line of an entry, with its end. */
    static ByteBuffer line(String entry) {
        byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
        return StandardCharsets.UTF_8.encode(START + checksum(bytes) + MIDDLE + entry + END + "\n");
    }

    private static Optional<String> entry(byte[] bytes, int from, int to) {
        int last = to - END.length();
        if (last < from + ENTRY) {
            return Optional.empty();
        }
        String entry = new String(bytes, from + ENTRY, last - from - ENTRY, StandardCharsets.UTF_8);
        ByteBuffer expected = line(entry);
        return expected.equals(ByteBuffer.wrap(bytes, from, to + 1 - from)) ? Optional.of(entry) : Optional.empty();
    }

    private static String checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return String.format(Locale.ROOT, "%08x", checksum.getValue());
    }
}
