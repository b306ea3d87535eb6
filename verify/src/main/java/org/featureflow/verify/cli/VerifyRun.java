package org.featureflow.verify.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.verify.catalogue.Catalogue;
import org.featureflow.verify.catalogue.data.RealDataClaims;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ClaimRunner;
import org.featureflow.verify.claim.Profile;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.json.WrongInput;
import org.featureflow.verify.report.Digest;
import org.featureflow.verify.report.ResultHeader;

/**
 * A run of the catalogue: all that its results depend on beside the program.
 *
 * @param glob which claims
 * @param profile how much to try
 * @param tries the number of tries of each claim, instead of the profile's
 * @param shard which part of the claims
 * @param seed the seed of all chance
 * @param backend the name of the back end
 */
record VerifyRun(String glob, Profile profile, OptionalInt tries, Optional<Shard> shard, long seed, String backend) {

    private static final String REPORT = "featureflow-verify-report/1";
    private static final String JOURNAL = "featureflow-verify-journal/1";

    VerifyRun {
        if (tries.isPresent() && tries.getAsInt() < 1) {
            throw new WrongInput("--tries is " + tries.getAsInt() + ", at least one is needed");
        }
    }

    /**
     * Reads the run that a report is of.
     *
     * @throws WrongInput if the file is no report
     */
    static VerifyRun ofReport(JsonValue report) {
        return of(report, REPORT);
    }

    /**
     * Reads the run that a journal is of.
     *
     * @throws WrongInput if its header is another one
     */
    static VerifyRun ofJournal(JsonValue header) {
        return of(header, JOURNAL);
    }

    private static VerifyRun of(JsonValue file, String format) {
        if (!file.get("format").text().equals(format)) {
            throw file.get("format")
                    .wrong(
                            "the format is "
                                    + WrongInput.quote(file.get("format").text()) + " and not '" + format + "'",
                            "name a file of the command verify");
        }
        JsonValue options = file.get("command").get("options");
        JsonValue profile = options.get("profile");
        return new VerifyRun(
                options.get("claim").text(),
                profile.make(() -> Profile.valueOf(profile.text().toUpperCase(Locale.ROOT))),
                options.find("tries")
                        .map(tries -> OptionalInt.of(tries.count()))
                        .orElse(OptionalInt.empty()),
                options.find("shard").map(shard -> shard.make(() -> Shard.of(shard.text()))),
                file.get("seed").whole(),
                options.get("backend").text());
    }

    /** The same run of all claims. */
    VerifyRun whole() {
        return new VerifyRun(glob, profile, tries, Optional.empty(), seed, backend);
    }

    /**
     * The claims, in the order of the catalogue.
     *
     * @throws WrongInput if none has such a name
     */
    List<Claim> claims() {
        List<Claim> claims = matching();
        return shard.isPresent() ? shard.get().of(claims) : claims;
    }

    ClaimRunner runner(MatrixProducts products) {
        return new ClaimRunner(products, seed, profile, tries);
    }

    ResultHeader header() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("claim", glob);
        options.put("profile", profile.name().toLowerCase(Locale.ROOT));
        tries.ifPresent(count -> options.put("tries", count));
        shard.ifPresent(part -> options.put("shard", part.toString()));
        options.put("backend", backend);
        // The input of this command is the list of claims itself; shards of one list have one digest.
        String statements = matching().stream()
                .map(claim -> claim.id() + ": " + claim.statement() + "\n")
                .collect(Collectors.joining());
        return new ResultHeader(
                REPORT,
                "verify",
                options,
                seed,
                Version.current(),
                Digest.of(statements.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes what a report has beside the header of every result file: the digests of the embedded data. */
    static void writeData(JsonWriter json) throws IOException {
        json.object("data", fields -> {
            for (Map.Entry<String, String> data : RealDataClaims.digests().entrySet()) {
                fields.text(data.getKey(), data.getValue());
            }
        });
    }

    /** The first line of the journal. */
    String journalHeader() {
        return JsonWriter.line(json -> {
            header().withFormat(JOURNAL).writeFields(json);
            writeData(json);
        });
    }

    private List<Claim> matching() {
        try {
            return Catalogue.matching(glob);
        } catch (IllegalArgumentException e) {
            throw new WrongInput("--claim: " + e.getMessage());
        }
    }
}
