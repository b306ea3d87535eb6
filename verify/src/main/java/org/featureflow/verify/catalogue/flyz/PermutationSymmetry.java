package org.featureflow.verify.catalogue.flyz;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/** Permuting units, or samples together with targets, permutes the flow; theory section 4. */
final class PermutationSymmetry {

    private PermutationSymmetry() {}

    static Claim claim() {
        return new StatedClaim(
                        "flyz-permutation-symmetry",
                        "permuting units, or samples together with targets, permutes the flow",
                        "theory section 4",
                        "outputs after " + SymmetricRun.STEPS + " steps that differ by more than "
                                + SymmetricRun.TOLERANCE + " of the largest",
                        Verdict.SUPPORTED,
                        8,
                        streams -> new Draws(streams).anyInstance(),
                        PermutationSymmetry::check)
                .withShrinking(InstanceSpec::smaller);
    }

    private static Outcome check(InstanceSpec spec, MatrixProducts products) {
        Instance instance = Instance.of(spec);
        FeatureFlow flow = instance.flow(products);
        Network start = instance.start(products);
        DMatrixRMaj outputs = SymmetricRun.outputs(flow, start);
        RandomGenerator random = new RandomStreams(spec.seed()).stream("permutation");

        DMatrixRMaj ofPermutedUnits =
                SymmetricRun.outputs(flow, permuteUnits(start, permutation(spec.width(), random)));
        int[] order = permutation(instance.dataset().samples(), random);
        FeatureFlow permuted = new FeatureFlow(
                products,
                rows(instance.dataset().inputs(), order),
                new Objective(
                        instance.objective().loss(), rows(instance.dataset().targets(), order)));
        DMatrixRMaj ofPermutedSamples = SymmetricRun.outputs(permuted, start);

        double units = Discrepancy.relative(ofPermutedUnits, outputs);
        double samples = Discrepancy.relative(ofPermutedSamples, rows(outputs, order));
        return new Outcome(
                Discrepancy.verdict(Math.max(units, samples), SymmetricRun.TOLERANCE),
                List.of(),
                List.of(
                        new Evidence("relative discrepancy, units permuted", units),
                        new Evidence("relative discrepancy, samples permuted", samples),
                        new Evidence("tolerance", SymmetricRun.TOLERANCE)));
    }

    private static int[] permutation(int size, RandomGenerator random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The same permutation in each layer: a Res-Net's units are paths. */
    private static Network permuteUnits(Network network, int[] order) {
        Weights weights = network.weights();
        List<LayerWeights> hidden = new ArrayList<>();
        for (LayerWeights layer : weights.hidden()) {
            hidden.add(DenseWeights.of(cols(rows(layer.toDense(), order), order)));
        }
        return network.withWeights(new Weights(cols(weights.input(), order), hidden, rows(weights.output(), order)));
    }

    private static DMatrixRMaj rows(DMatrixRMaj a, int[] order) {
        DMatrixRMaj permuted = new DMatrixRMaj(a.numRows, a.numCols);
        for (int i = 0; i < a.numRows; i++) {
            System.arraycopy(a.data, order[i] * a.numCols, permuted.data, i * a.numCols, a.numCols);
        }
        return permuted;
    }

    private static DMatrixRMaj cols(DMatrixRMaj a, int[] order) {
        DMatrixRMaj permuted = new DMatrixRMaj(a.numRows, a.numCols);
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < a.numCols; j++) {
                permuted.set(i, j, a.get(i, order[j]));
            }
        }
        return permuted;
    }
}
