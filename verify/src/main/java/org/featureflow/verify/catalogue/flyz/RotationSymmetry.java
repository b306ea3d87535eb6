package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.linalg.SymmetricEigen;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/** Rotating X and V_1 together changes nothing; theory section 4. */
final class RotationSymmetry {

    private RotationSymmetry() {}

    static Claim claim() {
        return new StatedClaim(
                        "flyz-rotation-symmetry",
                        "rotating X and V_1 together changes nothing",
                        "theory section 4",
                        "outputs after " + SymmetricRun.STEPS + " steps that differ by more than "
                                + SymmetricRun.TOLERANCE + " of the largest",
                        Verdict.SUPPORTED,
                        8,
                        streams -> new Draws(streams).anyInstance(),
                        RotationSymmetry::check)
                .withShrinking(InstanceSpec::smaller);
    }

    private static Outcome check(InstanceSpec spec, MatrixProducts products) {
        Instance instance = Instance.of(spec);
        Network start = instance.start(products);
        DMatrixRMaj outputs = SymmetricRun.outputs(instance.flow(products), start);

        DMatrixRMaj rotation =
                rotation(instance.dataset().inputDimension(), new RandomStreams(spec.seed()).stream("rotation"));
        DMatrixRMaj inputs = instance.dataset().inputs();
        DMatrixRMaj rotatedInputs = new DMatrixRMaj(inputs.numRows, inputs.numCols);
        products.multiply(inputs, rotation, rotatedInputs);
        DMatrixRMaj input = start.weights().input();
        DMatrixRMaj rotatedInput = new DMatrixRMaj(input.numRows, input.numCols);
        products.multiplyTransposedLeft(rotation, input, rotatedInput);
        Network rotated = start.withWeights(new Weights(
                rotatedInput, start.weights().hidden(), start.weights().output()));

        double discrepancy = Discrepancy.relative(
                SymmetricRun.outputs(new FeatureFlow(products, rotatedInputs, instance.objective()), rotated), outputs);
        return new Outcome(
                Discrepancy.verdict(discrepancy, SymmetricRun.TOLERANCE),
                List.of(),
                List.of(
                        new Evidence("relative discrepancy", discrepancy),
                        new Evidence("tolerance", SymmetricRun.TOLERANCE)));
    }

    /** The eigenvectors of a random symmetric matrix: orthogonal to rounding. */
    private static DMatrixRMaj rotation(int size, RandomGenerator random) {
        DMatrixRMaj symmetric = new DMatrixRMaj(size, size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double entry = random.nextGaussian();
                symmetric.set(i, j, entry);
                symmetric.set(j, i, entry);
            }
        }
        return SymmetricEigen.of(symmetric).vectors();
    }
}
