package org.featureflow.verify.catalogue.flyz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.Subspace;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.InstanceSpec.DataKind;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/**
 * Instances outside the hypotheses of Theorem 8 of [FLYZ] on which its conclusion fails. Each must come out REFUTED: a suite that
 * cannot refute proves nothing.
 *
 * <p>The one-unit controls use a sine of high frequency: most other units fit best in a limit that no finite weight attains (a tanh
 * that becomes a step, a slow sine that becomes linear), so that the flow takes for ever to come to rest.
 */
final class NegativeControls {

    private static final int TRIES = 3;

    private NegativeControls() {}

    static List<Claim> claims() {
        return List.of(
                control(
                        "flyz-control-equal-units",
                        "from units that are all equal, the flow converges to the optimum",
                        "full support fails: the network acts as one unit, with fewer parameters than samples",
                        draws -> instance(draws, Architecture.Model.RESNET, 1, 8, "sine"),
                        NegativeControls::equalUnits,
                        GlobalConvergence::reachable),
                control(
                        "flyz-control-few-weights",
                        "a network of one unit converges to the optimum",
                        "full support fails: fewer weights than distinct inputs",
                        draws -> instance(draws, Architecture.Model.RESNET, 1, 1, "sine"),
                        NegativeControls::equalUnits,
                        GlobalConvergence::reachable),
                control(
                        "flyz-control-zero-start",
                        "from v = 0 and V_1 = 0, with h1(0) = 0, the flow converges to the optimum",
                        "full support fails: the start is stationary",
                        draws -> instance(draws, Architecture.Model.RESNET, draws.between(1, 4), 20, "tanh"),
                        (products, instance) -> zeroStart(instance, false),
                        GlobalConvergence::reachable),
                control(
                        "flyz-control-identity",
                        "with the identity activation, the flow converges to the minimum over all outputs",
                        "A2 fails: linear networks reach the range of X only",
                        GlobalConvergence::linear,
                        (products, instance) -> instance.start(products),
                        NegativeControls::allOutputs),
                control(
                        "flyz-control-dnn-zero-hidden",
                        "a DNN with L >= 3, h(0) = 0 and zero hidden weights converges to the optimum",
                        "the start is stationary, whatever the input and output weights are",
                        draws -> instance(draws, Architecture.Model.DNN, draws.between(3, 5), 20, "tanh"),
                        (products, instance) -> zeroStart(instance, true),
                        GlobalConvergence::reachable),
                control(
                        "flyz-control-conflicting",
                        "with two targets an input, the flow converges to the minimum over all outputs",
                        "A2 fails: the Gram matrix is singular where inputs coincide",
                        draws -> new InstanceSpec(
                                draws.seed(),
                                DataKind.CONFLICTING,
                                4,
                                2,
                                true,
                                Architecture.Model.RESNET,
                                2,
                                30,
                                "tanh",
                                "squared"),
                        (products, instance) -> instance.start(products),
                        NegativeControls::allOutputs));
    }

    private static Claim control(
            String id,
            String statement,
            String why,
            Function<Draws, InstanceSpec> generator,
            BiFunction<MatrixProducts, Instance, Network> start,
            Function<Instance, Subspace> subspace) {
        return new StatedClaim(
                id,
                statement,
                "negative control of [FLYZ] Theorem 8: " + why,
                "this control is sound if it is refuted; a proved excess within 1e-8 would show that it is none",
                Verdict.REFUTED,
                TRIES,
                streams -> generator.apply(new Draws(streams)),
                new Convergence(start, subspace)::check);
    }

    private static InstanceSpec instance(
            Draws draws, Architecture.Model model, int depth, int width, String activation) {
        return new InstanceSpec(
                draws.seed(),
                DataKind.GENERIC,
                draws.between(8, 12),
                1,
                true,
                model,
                depth,
                width,
                activation,
                "squared");
    }

    private static Subspace allOutputs(Instance instance) {
        return Subspace.all(instance.dataset().samples());
    }

    /** Every unit h1(4 x + 1/2), for one input and a bias; output weights 1. */
    private static Network equalUnits(MatrixProducts products, Instance instance) {
        int width = instance.spec().width();
        DMatrixRMaj input = new DMatrixRMaj(2, width);
        Arrays.fill(input.data, 0, width, 8);
        Arrays.fill(input.data, width, 2 * width, 1);
        DMatrixRMaj output = new DMatrixRMaj(width, 1);
        Arrays.fill(output.data, 1);
        return Network.ofEqualMasses(instance.architecture(), new Weights(input, List.of(), output));
    }

    /** Zero hidden weights; and zero input and output weights, or ones. */
    private static Network zeroStart(Instance instance, boolean hiddenOnly) {
        int width = instance.spec().width();
        DMatrixRMaj input = new DMatrixRMaj(instance.dataset().inputDimension(), width);
        DMatrixRMaj output = new DMatrixRMaj(width, instance.dataset().outputs());
        if (hiddenOnly) {
            Arrays.fill(input.data, 1);
            Arrays.fill(output.data, 1);
        }
        List<LayerWeights> hidden = new ArrayList<>();
        for (int l = 2; l <= instance.spec().depth(); l++) {
            hidden.add(DenseWeights.of(new DMatrixRMaj(width, width)));
        }
        return Network.ofEqualMasses(instance.architecture(), new Weights(input, hidden, output));
    }
}
