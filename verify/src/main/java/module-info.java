/** Claims about flows and programs, their evidence and reports, and the command line. */
module org.featureflow.verify {
    requires transitive com.fasterxml.jackson.databind;
    requires info.picocli;
    requires java.xml;
    requires org.apache.commons.csv;
    requires transitive org.featureflow.convex;
    requires transitive org.featureflow.core;
    requires transitive org.featureflow.flow;
    requires static net.jqwik.api;
    requires static org.assertj.core;
    requires static transitive org.jspecify;

    exports org.featureflow.verify.catalogue;
    exports org.featureflow.verify.claim;
    exports org.featureflow.verify.problem;
    exports org.featureflow.verify.property;
    exports org.featureflow.verify.statistics;

    uses org.featureflow.verify.claim.Claim;

    // Picocli fills annotated fields by reflection.
    opens org.featureflow.verify.cli to
            info.picocli;
}
