package org.featureflow.verify.catalogue.flyz;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.linalg.SymmetricEigen;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Loss;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.report.Rounded;

/** The hypotheses of Theorem 8 of [FLYZ], checked on an instance. */
public final class TheoremEight {

    /** Eigenvalues below this fraction of the greatest are rounding errors of the Gram matrix. */
    private static final double SINGULAR = 1e-12;

    /** A velocity below this fraction of its size at the start counts as vanished. */
    private static final double VANISHED = 1e-3;

    private TheoremEight() {}

    static List<Hypothesis> hypotheses(Instance instance, Network start, FlowResult flow) {
        List<Hypothesis> hypotheses = new ArrayList<>();
        hypotheses.addAll(
                onProblem(instance.architecture(), instance.objective().loss(), instance.dataset()));
        hypotheses.addAll(onRun(start, instance.dataset().inputs(), flow));
        return List.copyOf(hypotheses);
    }

    /**
     * The hypotheses on architecture, loss and data.
     *
     * @param architecture the architecture
     * @param loss the loss
     * @param dataset the data, as the network sees them
     * @return the hypotheses
     */
    public static List<Hypothesis> onProblem(Architecture architecture, Loss loss, Dataset dataset) {
        Activation h1 = architecture.activation();
        Activation h2 = architecture.residualActivation();
        boolean skips = architecture.hasSkipConnections();
        int groups = dataset.groupsOfIdenticalInputs().size();
        return List.of(
                Hypothesis.checked(
                        "Res-Net",
                        skips,
                        skips ? "layers 2..L are skip-connected" : "for a DNN global convergence is open"),
                Hypothesis.checked(
                        "A1, activations",
                        h1.satisfiesA1() && h2.satisfiesA1(),
                        h1.equals(h2) ? constants(h1) : constants(h1) + "; " + constants(h2)),
                Hypothesis.checked(
                        "A1, loss",
                        loss.satisfiesA1(),
                        "phi' of the " + loss + " loss is " + (loss.satisfiesA1() ? "" : "not ")
                                + "bounded and Lipschitz over all outputs"),
                Hypothesis.checked(
                        "distinct inputs",
                        groups == dataset.samples(),
                        groups + " different inputs in " + dataset.samples() + " samples"));
    }

    /**
     * The hypotheses on a start and the flow from it.
     *
     * @param start the network at time 0
     * @param inputs X, N x d, not modified
     * @param flow the flow, its start recorded
     * @return the hypotheses; costs O(N^3)
     */
    public static List<Hypothesis> onRun(Network start, DMatrixRMaj inputs, FlowResult flow) {
        double ratio = smallestEigenvalueRatio(start, inputs);
        return List.of(
                Hypothesis.checked(
                        "A2, positive definite Gram matrix",
                        ratio > SINGULAR,
                        "ratio of the extreme eigenvalues of h1(beta_1) h1(beta_1)^T at the start: "
                                + Rounded.near(ratio)),
                Hypothesis.checked(
                        "beta_L converges in sup norm",
                        vanished(
                                flow.last().betaVelocity(),
                                flow.trajectory().get(0).betaVelocity()),
                        "sup |d beta_L/dt| at the end: "
                                + Rounded.near(flow.last().betaVelocity())),
                Hypothesis.checked(
                        "v converges in L1",
                        vanished(
                                flow.last().outputVelocity(),
                                flow.trajectory().get(0).outputVelocity()),
                        "mean |dv/dt| at the end: " + Rounded.near(flow.last().outputVelocity())),
                new Hypothesis(
                        "A3, full support of v_1",
                        Hypothesis.Status.NOT_CHECKED,
                        "holds for the law of Alg. 2 in the limit of infinite width, for no finite network"));
    }

    private static String constants(Activation h) {
        return h.name() + ": sup |h| = " + Rounded.near(h.bound()) + ", sup |h'| = " + Rounded.near(h.lipschitz())
                + ", h' Lipschitz " + Rounded.near(h.derivativeLipschitz());
    }

    private static boolean vanished(double end, double start) {
        return end <= VANISHED * start;
    }

    private static double smallestEigenvalueRatio(Network start, DMatrixRMaj inputs) {
        MatrixProducts products = MatrixProducts.portable(1);
        DMatrixRMaj activated = start.forward(products, inputs).activated(1);
        DMatrixRMaj gram = new DMatrixRMaj(activated.numRows, activated.numRows);
        products.multiplyTransposedRight(activated, activated, gram);
        double[] values = SymmetricEigen.of(gram).values();
        double greatest = values[values.length - 1];
        return greatest > 0 ? Math.max(0, values[0]) / greatest : 0;
    }
}
