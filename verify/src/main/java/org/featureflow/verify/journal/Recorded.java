package org.featureflow.verify.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.json.JsonWriter;

/** What a journal holds: the header of the run, the outcomes so far, and whether the run came to its end. */
public final class Recorded {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String FINISHED = "finished";

    private final String header;
    private final Map<Key, Outcome> outcomes;
    private final boolean finished;

    private record Key(String claim, InstanceSpec instance) {}

    private Recorded(String header, Map<Key, Outcome> outcomes, boolean finished) {
        this.header = header;
        this.outcomes = Collections.unmodifiableMap(outcomes);
        this.finished = finished;
    }

    /**
     * Reads a journal.
     *
     * @param path the file
     * @return what it holds; none if the run was killed before its header was written
     * @throws IOException if it cannot be read, is no journal or damaged; the message says what to do
     */
    public static Optional<Recorded> read(Path path) throws IOException {
        return of(JournalText.read(Files.readAllBytes(path)).entries());
    }

    static Optional<Recorded> of(List<String> entries) throws IOException {
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Map<Key, Outcome> outcomes = new LinkedHashMap<>();
        boolean finished = false;
        for (int i = 1; i < entries.size(); i++) {
            try {
                JsonNode entry = MAPPER.readTree(entries.get(i));
                if (entry.has(FINISHED)) {
                    finished = true;
                } else {
                    outcomes.put(
                            new Key(entry.path("claim").asText(), OutcomeJson.readInstance(entry.path("instance"))),
                            OutcomeJson.readOutcome(entry.path("outcome")));
                }
            } catch (JsonProcessingException | IllegalArgumentException e) {
                throw new IOException(
                        "cannot be understood in line " + (i + 1) + " (" + e.getMessage() + "), start anew", e);
            }
        }
        return Optional.of(new Recorded(entries.get(0), outcomes, finished));
    }

    /** The entry of an outcome. */
    static String entry(Claim claim, InstanceSpec spec, Outcome outcome) {
        return JsonWriter.line(json -> {
            json.text("claim", claim.id());
            json.object("instance", fields -> OutcomeJson.write(fields, spec));
            json.object("outcome", fields -> OutcomeJson.write(fields, outcome));
        });
    }

    /** The last entry of a run. */
    static String end() {
        return JsonWriter.line(json -> json.truth(FINISHED, true));
    }

    /**
     * The run it is of.
     *
     * @return a JSON object
     */
    public String header() {
        return header;
    }

    /**
     * The number of outcomes.
     *
     * @return how many checks need not be made again
     */
    public int size() {
        return outcomes.size();
    }

    /**
     * Whether the run came to its end.
     *
     * @return whether its reports were written
     */
    public boolean isFinished() {
        return finished;
    }

    /**
     * The outcome of a claim on an instance.
     *
     * @param claim the claim
     * @param spec the instance
     * @return the outcome, none if it is not recorded
     */
    public Optional<Outcome> find(Claim claim, InstanceSpec spec) {
        return Optional.ofNullable(outcomes.get(new Key(claim.id(), spec)));
    }
}
