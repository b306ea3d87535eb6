package org.featureflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.featureflow.core.feature.NetworkInstance.PRODUCTS;
import static org.featureflow.core.feature.NetworkInstance.ROUNDING;
import static org.featureflow.core.feature.NetworkInstance.SAMPLES;
import static org.featureflow.core.feature.NetworkInstance.assertClose;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;

/** What changes nothing: theory section 4's permutations and rotations, and that a network is a measure over its atoms. */
class NetworkSymmetriesTest {

    @Provide
    Arbitrary<NetworkInstance> instance() {
        return NetworkInstance.any();
    }

    @Property(seed = "801", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void permutingUnitsPermutesFeaturesAndVelocities(@ForAll("instance") NetworkInstance instance) {
        int depth = instance.architecture().depth();
        List<List<Integer>> orders = new ArrayList<>();
        for (int l = 0; l < depth; l++) {
            List<Integer> order = shuffled(instance.widths().get(l), new Random(instance.seed() + l));
            // A unit of a Res-Net is one path through all layers.
            orders.add(instance.architecture().hasSkipConnections() && l > 0 ? orders.get(0) : order);
        }
        List<DMatrixRMaj> matrices = new ArrayList<>();
        for (int l = 0; l <= depth; l++) {
            matrices.add(permuted(instance.matrices().get(l), orders, l));
        }
        List<double[]> masses = new ArrayList<>();
        for (int l = 0; l < depth; l++) {
            double[] p = instance.massList().get(l);
            masses.add(orders.get(l).stream().mapToDouble(k -> p[k]).toArray());
        }
        Features original = instance.features();
        Features permuted = instance.network(matrices, Masses.of(masses)).forward(PRODUCTS, instance.x());
        assertClose(permuted.outputs(), original.outputs(), ROUNDING);
        for (int l = 1; l <= depth; l++) {
            assertClose(permuted.beta(l), columns(original.beta(l), orders.get(l - 1)), ROUNDING);
        }
        List<DMatrixRMaj> before = NetworkInstance.matrices(Velocity.of(PRODUCTS, original, instance.g()), depth);
        List<DMatrixRMaj> after = NetworkInstance.matrices(Velocity.of(PRODUCTS, permuted, instance.g()), depth);
        for (int l = 0; l <= depth; l++) {
            assertClose(after.get(l), permuted(before.get(l), orders, l), ROUNDING);
        }
    }

    @Property(seed = "802", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void permutingSamplesPermutesOutputsAndKeepsTheWeightsVelocities(@ForAll("instance") NetworkInstance instance) {
        List<Integer> order = shuffled(SAMPLES, new Random(instance.seed()));
        int depth = instance.architecture().depth();
        Features original = instance.features();
        Features permuted = instance.network().forward(PRODUCTS, rows(instance.x(), order));
        // A sample's row is computed from that sample alone: the same bits.
        assertThat(permuted.outputs().data).containsExactly(rows(original.outputs(), order).data);
        List<DMatrixRMaj> before = NetworkInstance.matrices(Velocity.of(PRODUCTS, original, instance.g()), depth);
        List<DMatrixRMaj> after =
                NetworkInstance.matrices(Velocity.of(PRODUCTS, permuted, rows(instance.g(), order)), depth);
        for (int l = 0; l <= depth; l++) {
            assertClose(after.get(l), before.get(l), ROUNDING);
        }
    }

    /** X Q and Q^T V_1 for a plane rotation Q: the features are the same, V_1's velocity is rotated along. */
    @Property(seed = "803", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void rotatingInputsAndInputWeightsTogetherRotatesTheInputVelocityOnly(
            @ForAll("instance") NetworkInstance instance) {
        int d = instance.inputs();
        DMatrixRMaj rotation = identity(d);
        if (d == 1) {
            rotation.set(0, 0, -1);
        } else {
            rotation.set(0, 0, 0.6);
            rotation.set(0, d - 1, -0.8);
            rotation.set(d - 1, 0, 0.8);
            rotation.set(d - 1, d - 1, 0.6);
        }
        DMatrixRMaj x = new DMatrixRMaj(SAMPLES, d);
        PRODUCTS.multiply(instance.x(), rotation, x);
        List<DMatrixRMaj> matrices = instance.matrices();
        DMatrixRMaj input = new DMatrixRMaj(d, matrices.get(0).numCols);
        PRODUCTS.multiplyTransposedLeft(rotation, matrices.get(0), input);
        matrices.set(0, input);
        Features original = instance.features();
        Features rotated =
                instance.network(matrices, original.network().masses()).forward(PRODUCTS, x);
        int depth = instance.architecture().depth();
        assertClose(rotated.outputs(), original.outputs(), ROUNDING);
        List<DMatrixRMaj> before = NetworkInstance.matrices(Velocity.of(PRODUCTS, original, instance.g()), depth);
        List<DMatrixRMaj> after = NetworkInstance.matrices(Velocity.of(PRODUCTS, rotated, instance.g()), depth);
        DMatrixRMaj expected = new DMatrixRMaj(d, input.numCols);
        PRODUCTS.multiplyTransposedLeft(rotation, before.get(0), expected);
        assertClose(after.get(0), expected, ROUNDING);
        for (int l = 1; l <= depth; l++) {
            assertClose(after.get(l), before.get(l), ROUNDING);
        }
    }

    /** Theory section 2: a network is p on its atoms, so an atom split in two of half its mass is the same network. */
    @Property(seed = "804", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void splittingAnAtomInTwoOfHalfItsMassChangesNothing(@ForAll("instance") NetworkInstance instance) {
        Random random = new Random(instance.seed());
        int depth = instance.architecture().depth();
        boolean path = instance.architecture().hasSkipConnections();
        int layer = random.nextInt(depth);
        int unit = random.nextInt(instance.widths().get(layer));
        List<List<Integer>> units = new ArrayList<>();
        List<double[]> masses = new ArrayList<>();
        for (int l = 0; l < depth; l++) {
            int width = instance.widths().get(l);
            boolean split = path || l == layer;
            List<Integer> sources =
                    new ArrayList<>(IntStream.range(0, width).boxed().toList());
            double[] p = java.util.Arrays.copyOf(instance.massList().get(l), split ? width + 1 : width);
            if (split) {
                sources.add(unit);
                p[unit] /= 2;
                p[width] = p[unit];
            }
            units.add(sources);
            masses.add(p);
        }
        List<DMatrixRMaj> matrices = new ArrayList<>();
        for (int l = 0; l <= depth; l++) {
            matrices.add(permuted(instance.matrices().get(l), units, l));
        }
        Features whole = instance.features();
        Features split = new Network(instance.architecture(), NetworkInstance.weights(matrices), Masses.of(masses))
                .forward(PRODUCTS, instance.x());
        assertClose(split.outputs(), whole.outputs(), ROUNDING);
        List<DMatrixRMaj> before = NetworkInstance.matrices(Velocity.of(PRODUCTS, whole, instance.g()), depth);
        List<DMatrixRMaj> after = NetworkInstance.matrices(Velocity.of(PRODUCTS, split, instance.g()), depth);
        for (int l = 0; l <= depth; l++) {
            assertClose(after.get(l), permuted(before.get(l), units, l), ROUNDING);
        }
        assertClose(
                Sensitivities.of(PRODUCTS, split).kernel(),
                Sensitivities.of(PRODUCTS, whole).kernel(),
                ROUNDING);
    }

    @Property(seed = "805", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void uniformMassesAreEqualExplicitMasses(@ForAll("instance") NetworkInstance instance) {
        List<double[]> equal = new ArrayList<>();
        for (int width : instance.widths()) {
            double[] p = new double[width];
            java.util.Arrays.fill(p, 1.0 / width);
            equal.add(p);
        }
        Features uniform =
                instance.network(instance.matrices(), instance.uniformMasses()).forward(PRODUCTS, instance.x());
        Features explicit =
                instance.network(instance.matrices(), Masses.of(equal)).forward(PRODUCTS, instance.x());
        int depth = instance.architecture().depth();
        assertClose(explicit.outputs(), uniform.outputs(), ROUNDING);
        List<DMatrixRMaj> before = NetworkInstance.matrices(Velocity.of(PRODUCTS, uniform, instance.g()), depth);
        List<DMatrixRMaj> after = NetworkInstance.matrices(Velocity.of(PRODUCTS, explicit, instance.g()), depth);
        for (int l = 0; l <= depth; l++) {
            assertClose(after.get(l), before.get(l), ROUNDING);
        }
    }

    /** An architecture that says its outputs are odd, homogeneous or linear in the input has such outputs (section 5.1). */
    @Property(seed = "806", tries = 100, edgeCases = EdgeCasesMode.NONE)
    void outputsHaveTheSymmetriesTheArchitectureStates(@ForAll("instance") NetworkInstance instance) {
        DMatrixRMaj x = instance.x();
        DMatrixRMaj outputs = instance.features().outputs();
        if (instance.architecture().isOdd()) {
            assertThat(outputsAt(instance, x, -1).data).containsExactly(scaled(outputs, -1).data);
        }
        if (instance.architecture().isPositivelyHomogeneous()) {
            assertThat(outputsAt(instance, x, 4).data).containsExactly(scaled(outputs, 4).data);
        }
        if (instance.architecture().isLinear()) {
            assertThat(outputsAt(instance, x, -4).data).containsExactly(scaled(outputs, -4).data);
        }
    }

    private static DMatrixRMaj outputsAt(NetworkInstance instance, DMatrixRMaj x, double factor) {
        return instance.network().forward(PRODUCTS, scaled(x, factor)).outputs();
    }

    private static DMatrixRMaj scaled(DMatrixRMaj a, double factor) {
        DMatrixRMaj scaled = a.copy();
        for (int i = 0; i < a.getNumElements(); i++) {
            scaled.data[i] *= factor;
        }
        return scaled;
    }

    private static List<Integer> shuffled(int size, Random random) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(order, random);
        return order;
    }

    /** The weights of a layer between units given by lists: rows of the layer below, columns of this one. */
    private static DMatrixRMaj permuted(DMatrixRMaj a, List<List<Integer>> units, int layer) {
        DMatrixRMaj rows = layer == 0 ? a : rows(a, units.get(layer - 1));
        return layer == units.size() ? rows : columns(rows, units.get(layer));
    }

    private static DMatrixRMaj rows(DMatrixRMaj a, List<Integer> order) {
        DMatrixRMaj result = new DMatrixRMaj(order.size(), a.numCols);
        for (int i = 0; i < order.size(); i++) {
            for (int j = 0; j < a.numCols; j++) {
                result.set(i, j, a.get(order.get(i), j));
            }
        }
        return result;
    }

    private static DMatrixRMaj columns(DMatrixRMaj a, List<Integer> order) {
        DMatrixRMaj result = new DMatrixRMaj(a.numRows, order.size());
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < order.size(); j++) {
                result.set(i, j, a.get(i, order.get(j)));
            }
        }
        return result;
    }

    private static DMatrixRMaj identity(int size) {
        DMatrixRMaj identity = new DMatrixRMaj(size, size);
        for (int i = 0; i < size; i++) {
            identity.set(i, i, 1);
        }
        return identity;
    }
}
