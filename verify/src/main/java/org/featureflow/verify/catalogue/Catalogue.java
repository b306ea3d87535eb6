package org.featureflow.verify.catalogue;

import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.featureflow.verify.catalogue.aoy.Aoy;
import org.featureflow.verify.catalogue.data.RealDataClaims;
import org.featureflow.verify.catalogue.fdz.Fdz;
import org.featureflow.verify.catalogue.fgzz.Fgzz;
import org.featureflow.verify.catalogue.flyz.Flyz;
import org.featureflow.verify.catalogue.lmlly.Lmlly;
import org.featureflow.verify.catalogue.papers.Papers;
import org.featureflow.verify.claim.Claim;

/** All claims: those of the papers, then those a {@link ServiceLoader} finds. */
public final class Catalogue {

    private Catalogue() {}

    /**
     * All claims.
     *
     * @return the claims in a fixed order
     */
    public static List<Claim> all() {
        Stream<Claim> provided = ServiceLoader.load(Claim.class).stream().map(ServiceLoader.Provider::get);
        return Stream.of(
                        Flyz.claims().stream(),
                        Fdz.claims().stream(),
                        Lmlly.claims().stream(),
                        Aoy.claims().stream(),
                        Fgzz.claims().stream(),
                        RealDataClaims.claims().stream(),
                        Papers.claims().stream(),
                        provided)
                .flatMap(claims -> claims)
                .collect(Collectors.toUnmodifiableList());
    }

    /**
     * The claims whose names match a pattern.
     *
     * @param glob a name in which {@code *} stands for any characters and {@code ?} for one
     * @return the claims, in the order of {@link #all()}
     * @throws IllegalArgumentException if there is none
     */
    public static List<Claim> matching(String glob) {
        Predicate<String> names = names(glob);
        List<Claim> matching =
                all().stream().filter(claim -> names.test(claim.id())).toList();
        if (matching.isEmpty()) {
            throw new IllegalArgumentException("no claim is named '" + glob + "': use one of "
                    + all().stream().map(Claim::id).collect(Collectors.joining(", ")));
        }
        return matching;
    }

    /**
     * The names that match a pattern.
     *
     * @param glob a name in which {@code *} stands for any characters and {@code ?} for one
     * @return whether a name matches
     */
    public static Predicate<String> names(String glob) {
        return Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"))
                .asMatchPredicate();
    }
}
