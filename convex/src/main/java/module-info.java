/** Convex programs over features, their solvers, and certificates of their solutions. */
module org.featureflow.convex {
    requires transitive org.featureflow.core;
    requires static transitive org.jspecify;

    exports org.featureflow.convex.certificate;
    exports org.featureflow.convex.program;
    exports org.featureflow.convex.solver;
}
