/** Matrices, error bounds, models, features and data: what the flow and the convex programs share. */
module org.featureflow.core {
    requires transitive ejml.core;
    requires transitive ejml.ddense;
    requires transitive commons.math3;
    requires dev.ludovic.netlib.blas;
    requires java.logging;
    requires static transitive org.jspecify;

    exports org.featureflow.core.data;
    exports org.featureflow.core.feature;
    exports org.featureflow.core.linalg;
    exports org.featureflow.core.model;
    exports org.featureflow.core.numeric;

    uses org.featureflow.core.model.Activation;
    uses org.featureflow.core.model.Loss;
}
