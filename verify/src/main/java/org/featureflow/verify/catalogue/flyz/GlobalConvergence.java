package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import java.util.function.Function;
import org.featureflow.convex.program.Subspace;
import org.featureflow.core.model.Architecture;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.InstanceSpec.DataKind;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/**
 * Theorem 8 of [FLYZ]: converged Res-Net flows match the convex global optimum. Beyond the theorem's hypotheses, where inputs coincide
 * or activations have symmetries, the optimum is the one over the reachable outputs, theory section 5.1.
 */
final class GlobalConvergence {

    private static final String SOURCE = "[FLYZ] Theorem 8";
    private static final String FALSIFIED =
            "a stationary flow whose proved objective exceeds the proved optimum by more than 1e-8";

    private GlobalConvergence() {}

    static List<Claim> claims() {
        return List.of(
                claim(
                        "flyz-thm8-generic",
                        "the Res-Net flow from Alg. 2 converges to L = (1/N) sum_n min_f phi(f, y_n)",
                        SOURCE,
                        12,
                        GlobalConvergence::generic),
                claim(
                        "flyz-thm8-conflicting",
                        "with two targets an input, the flow converges to the mean over inputs of the common optimum",
                        SOURCE + " on the reachable subspace, theory 5.1",
                        8,
                        GlobalConvergence::conflicting),
                claim(
                        "flyz-thm8-antipodal",
                        "with inputs x and -x, odd activations and no bias, the flow converges to the optimum over odd outputs",
                        SOURCE + " on the reachable subspace, theory 5.1",
                        8,
                        GlobalConvergence::antipodal),
                claim(
                        "flyz-thm8-rank-deficient",
                        "with the identity activation, the flow converges to the optimum over outputs in the range of X",
                        SOURCE + " on the reachable subspace, theory 5.1",
                        8,
                        GlobalConvergence::linear),
                claim(
                        "flyz-dnn-generic",
                        "the DNN flow from Alg. 2 converges to L = (1/N) sum_n min_f phi(f, y_n)",
                        "open; [FLYZ] Theorem 33 has existence and discretisation only",
                        8,
                        GlobalConvergence::dnn));
    }

    private static Claim claim(
            String id, String statement, String source, int tries, Function<Draws, InstanceSpec> generator) {
        Convergence convergence =
                new Convergence((products, instance) -> instance.start(products), GlobalConvergence::reachable);
        return new StatedClaim(
                        id,
                        statement,
                        source,
                        FALSIFIED,
                        Verdict.CERTIFIED,
                        tries,
                        streams -> generator.apply(new Draws(streams)),
                        convergence::check)
                .withShrinking(InstanceSpec::smaller)
                .withMatch(convergence::match);
    }

    static Subspace reachable(Instance instance) {
        return Subspace.reachable(instance.architecture(), instance.dataset().inputs());
    }

    private static InstanceSpec generic(Draws draws) {
        return new InstanceSpec(
                draws.seed(),
                draws.oneOf(List.of(DataKind.GENERIC, DataKind.NEARLY_PARALLEL, DataKind.BADLY_SCALED)),
                draws.between(2, 7),
                draws.between(2, 4),
                true,
                Architecture.Model.RESNET,
                draws.between(1, 8),
                draws.between(30, 60),
                draws.oneOf(Draws.BOUNDED),
                draws.oneOf(Draws.LOSSES));
    }

    private static InstanceSpec conflicting(Draws draws) {
        return new InstanceSpec(
                draws.seed(),
                DataKind.CONFLICTING,
                draws.between(2, 6),
                draws.between(1, 4),
                true,
                Architecture.Model.RESNET,
                draws.between(1, 8),
                draws.between(30, 60),
                draws.oneOf(Draws.BOUNDED),
                draws.oneOf(Draws.LOSSES));
    }

    private static InstanceSpec antipodal(Draws draws) {
        return new InstanceSpec(
                draws.seed(),
                DataKind.ANTIPODAL,
                draws.between(2, 6),
                draws.between(2, 4),
                false,
                Architecture.Model.RESNET,
                draws.between(1, 6),
                draws.between(30, 60),
                draws.oneOf(Draws.ODD),
                draws.oneOf(Draws.LOSSES));
    }

    static InstanceSpec linear(Draws draws) {
        return new InstanceSpec(
                draws.seed(),
                DataKind.GENERIC,
                draws.between(6, 10),
                draws.between(1, 3),
                true,
                Architecture.Model.RESNET,
                draws.between(1, 4),
                draws.between(20, 40),
                "identity",
                draws.oneOf(List.of("squared", "huber")));
    }

    private static InstanceSpec dnn(Draws draws) {
        return new InstanceSpec(
                draws.seed(),
                DataKind.GENERIC,
                draws.between(2, 7),
                draws.between(1, 4),
                true,
                Architecture.Model.DNN,
                draws.between(1, 4),
                draws.between(40, 80),
                draws.oneOf(List.of("tanh", "erf")),
                draws.oneOf(Draws.LOSSES));
    }
}
