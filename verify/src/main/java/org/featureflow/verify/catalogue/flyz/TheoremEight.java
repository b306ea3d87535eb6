package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.linalg.SymmetricEigen;
import org.featureflow.core.model.Architecture;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.Instance;

/** The hypotheses of Theorem 8 of [FLYZ], checked on an instance. */
final class TheoremEight {

    /** Eigenvalues below this fraction of the greatest are rounding errors of the Gram matrix. */
    private static final double SINGULAR = 1e-12;

    /** A velocity below this fraction of its size at the start counts as vanished. */
    private static final double VANISHED = 1e-3;

    private TheoremEight() {}

    static List<Hypothesis> hypotheses(Instance instance, Network start, FlowResult flow) {
        Architecture architecture = instance.architecture();
        boolean smooth = architecture.activation().satisfiesA1()
                && architecture.residualActivation().satisfiesA1();
        boolean lossSmooth = instance.objective().loss().satisfiesA1();
        int rows = instance.dataset().samples();
        int groups = instance.dataset().groupsOfIdenticalInputs().size();
        double ratio = smallestEigenvalueRatio(start, instance.dataset().inputs());
        return List.of(
                Hypothesis.checked(
                        "Res-Net", architecture.hasSkipConnections(), "for a DNN global convergence is open"),
                Hypothesis.checked(
                        "A1, activations", smooth, "bounds and Lipschitz constants of " + architecture.activation()),
                Hypothesis.checked(
                        "A1, loss",
                        lossSmooth,
                        "phi' of the " + instance.objective().loss() + " loss bounded and Lipschitz"),
                Hypothesis.checked("distinct inputs", groups == rows, groups + " groups of " + rows + " samples"),
                Hypothesis.checked(
                        "A2, positive definite Gram matrix",
                        ratio > SINGULAR,
                        "ratio of the extreme eigenvalues of h1(beta_1) h1(beta_1)^T at the start: " + ratio),
                Hypothesis.checked(
                        "beta_L converges in sup norm",
                        vanished(
                                flow.last().betaVelocity(),
                                flow.trajectory().get(0).betaVelocity()),
                        "sup |d beta_L/dt| at the end: " + flow.last().betaVelocity()),
                Hypothesis.checked(
                        "v converges in L1",
                        vanished(
                                flow.last().outputVelocity(),
                                flow.trajectory().get(0).outputVelocity()),
                        "mean |dv/dt| at the end: " + flow.last().outputVelocity()),
                new Hypothesis(
                        "A3, full support of v_1",
                        Hypothesis.Status.NOT_CHECKED,
                        "holds for the law of Alg. 2 in the limit of infinite width, for no finite network"));
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
