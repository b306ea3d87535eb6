package org.featureflow.verify.catalogue.lmlly;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.flow.depth.DepthScheme;
import org.featureflow.flow.depth.DepthState;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/** Theory section 7: exp(-Lambda) |q(1)| &lt;= |q(t)| &lt;= exp(Lambda) |q(1)|, so the adjoint vanishes only with the residual. */
final class AdjointGrowth {

    private AdjointGrowth() {}

    static Claim claim() {
        return new StatedClaim(
                "lmlly-adjoint-growth",
                "exp(-Lambda) |q(1)| <= |q(t)| <= exp(Lambda) |q(1)|, Lambda = int |grad F| dt",
                "[LMLLY] Lemma on the adjoint, theory section 7",
                "a time and a sample at which |ln |q(t)|/|q(1)|| exceeds Lambda",
                Verdict.SUPPORTED,
                3,
                streams -> DepthInstance.draw(streams, 4, 2),
                (spec, products) -> check(spec));
    }

    private static Outcome check(InstanceSpec spec) {
        DepthInstance instance = DepthInstance.of(spec);
        DepthState state = instance.problem()
                .at(instance.measure("measure", spec.depth(), spec.width()), DepthScheme.rungeKutta(16));
        DMatrixRMaj last = state.adjoint(state.steps());
        double greatest = 0;
        for (int node = 0; node < state.steps(); node++) {
            DMatrixRMaj q = state.adjoint(node);
            for (int n = 0; n < q.numRows; n++) {
                greatest = Math.max(greatest, Math.abs(Math.log(norm(q, n) / norm(last, n))));
            }
        }
        double bound = state.lipschitzBound();
        return new Outcome(
                greatest <= bound ? Verdict.SUPPORTED : Verdict.REFUTED,
                instance.hypotheses(),
                List.of(new Evidence("largest |ln |q(t)|/|q(1)||", greatest), new Evidence("Lambda", bound)));
    }

    private static double norm(DMatrixRMaj matrix, int row) {
        double sum = 0;
        for (int i = 0; i < matrix.numCols; i++) {
            sum += matrix.get(row, i) * matrix.get(row, i);
        }
        return Math.sqrt(sum);
    }
}
