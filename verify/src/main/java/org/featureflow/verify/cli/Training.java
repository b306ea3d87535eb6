package org.featureflow.verify.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Network;
import org.featureflow.verify.claim.ReducedNetwork;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.report.Rounded;

/**
 * From which law a flow started, and the network it left: the one a verdict is about.
 *
 * @param start the law of the start
 * @param network the network
 * @param reduced how it was reduced, if it was
 */
record Training(InitialLaw start, Network network, Optional<ReducedNetwork> reduced) {

    /** Writes the fields {@code start} and {@code recompressed}. */
    void write(JsonWriter json) throws IOException {
        json.object("start", fields -> {
            fields.text(
                    "drawing", start.drawing().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            fields.number("sigma", start.sigma());
            fields.number("outputWeight", start.outputWeight());
        });
        if (reduced.isPresent()) {
            ReducedNetwork network = reduced.get();
            json.object("recompressed", fields -> {
                fields.text("method", "minimum-norm regression on the features");
                fields.wholes("ranks", network.ranks());
                fields.number("residual", network.residual());
                fields.number("computedChange", network.computedChange());
                fields.number("outputChange", network.outputChange());
            });
        } else {
            json.nothing("recompressed");
        }
    }

    /** The start in words. */
    String startText() {
        return switch (start.drawing()) {
            case THROUGH_WEIGHTS -> "Alg. 2, features drawn through random weights";
            case LIMIT_LAW -> "Alg. 2, features drawn from the limit law of infinite width";
        };
    }

    /** What is judged, where it is not the end of the flow itself. */
    Optional<String> recompressedText() {
        return reduced.map(
                network -> "the network judged: factored weights of minimum norm with the same features, ranks "
                        + network.ranks().stream()
                                .map(rank -> Integer.toString(rank))
                                .collect(Collectors.joining(", "))
                        + "; its outputs are within " + Rounded.near(network.computedChange())
                        + " of the flow's, proved: within "
                        + Rounded.up(network.outputChange()));
    }
}
