/** Matrices, error bounds, models, features and data: what the flow and the convex programs share. */
module org.featureflow.core {
    requires transitive ejml.core;
    requires transitive ejml.ddense;
    requires static transitive org.jspecify;
}
