/** Neural feature flows: right-hand sides, steppers, step control and the integration loop. */
module org.featureflow.flow {
    requires transitive org.featureflow.core;
    requires static transitive org.jspecify;

    exports org.featureflow.flow.control;
    exports org.featureflow.flow.depth;
    exports org.featureflow.flow.field;
    exports org.featureflow.flow.integrate;
    exports org.featureflow.flow.mckean;
    exports org.featureflow.flow.regularized;
    exports org.featureflow.flow.step;
    exports org.featureflow.flow.twolevel;
}
