package org.featureflow.verify.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimCheck;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.report.JsonDifference;
import org.featureflow.verify.report.JsonLeaves;
import org.jspecify.annotations.Nullable;

/**
 * Checks claims and keeps each outcome in a file, on the disk before the next check begins. What an earlier run with the same header
 * has kept is not checked again. Not for several threads.
 */
public final class OutcomeJournal implements ClaimCheck, AutoCloseable {

    private final JournalFile file;
    private final @Nullable Recorded earlier;

    private OutcomeJournal(JournalFile file, @Nullable Recorded earlier) {
        this.file = file;
        this.earlier = earlier;
    }

    /**
     * Starts a journal.
     *
     * @param path its file; a journal of a finished run, or one without outcomes, is replaced
     * @param header the run, a JSON object
     * @return the journal
     * @throws IOException if there is the journal of an unfinished run, or another file, which are left as they are; or if it cannot
     *     be written; the message says what to do
     */
    public static OutcomeJournal start(Path path, String header) throws IOException {
        JournalFile file = JournalFile.open(path);
        try {
            Optional<Recorded> there = Recorded.of(file.read().entries());
            if (there.isPresent() && !there.get().isFinished() && there.get().size() > 0) {
                throw new IOException("is of an unfinished run (" + there.get().size()
                        + " checks are done): add --resume to go on with it, name another directory, or delete it");
            }
            return begin(file, header);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Goes on with a journal, or starts one if there is none.
     *
     * @param path its file
     * @param header the run, a JSON object
     * @return the journal
     * @throws IOException if the journal there is of another run or damaged, and is left as it is; or if it cannot be written; the
     *     message says what to do
     */
    public static OutcomeJournal resume(Path path, String header) throws IOException {
        JournalFile file = JournalFile.open(path);
        try {
            JournalText text = file.read();
            Optional<Recorded> there = Recorded.of(text.entries());
            if (there.isEmpty()) {
                return begin(file, header);
            }
            Optional<JsonDifference> difference =
                    JsonLeaves.of(there.get().header()).differenceFrom(JsonLeaves.of(header));
            if (difference.isPresent()) {
                JsonDifference found = difference.get();
                throw new IOException("is of another run: " + found.path() + " is " + found.first() + " there and "
                        + found.second() + " in this call, use the same options or name another directory");
            }
            file.cut(text.wholeBytes());
            return new OutcomeJournal(file, there.get());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static OutcomeJournal begin(JournalFile file, String header) throws IOException {
        file.cut(0);
        file.append(header);
        return new OutcomeJournal(file, null);
    }

    /**
     * Reads or makes a check.
     *
     * @throws UncheckedIOException if the outcome cannot be written
     */
    @Override
    public Outcome check(Claim claim, InstanceSpec spec, MatrixProducts products) {
        Optional<Outcome> kept = earlier == null ? Optional.empty() : earlier.find(claim, spec);
        return kept.orElseGet(() -> {
            Outcome outcome = claim.check(spec, products);
            append(Recorded.entry(claim, spec, outcome));
            return outcome;
        });
    }

    /** Writes that the run is at its end and its reports are in their places. */
    public void finish() {
        if (earlier == null || !earlier.isFinished()) {
            append(Recorded.end());
        }
    }

    /**
     * The number of outcomes of earlier runs.
     *
     * @return how many there are
     */
    public int taken() {
        return earlier == null ? 0 : earlier.size();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void append(String entry) {
        try {
            file.append(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
