/** Neural feature flows: right-hand sides, steppers, step control and the integration loop. */
module org.featureflow.flow {
    requires commons.math3;
    requires transitive org.featureflow.core;
    requires static transitive org.jspecify;
}
