/** The test module of an application. */
open module app.tests {
    requires org.featureflow.verify;
    requires net.jqwik.api;
    requires org.assertj.core;
}
