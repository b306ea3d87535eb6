package org.featureflow.verify.catalogue.papers;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.ElementaryFunctions;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;

/**
 * The toy teacher of [FDZ], details as in the public notebook of one of its authors (github.com/hendrydong/NTK-and-MF-examples, MF/MF.ipynb):
 * f*(x) = 1/4 sum_j sigmoid(theta*_j . x), theta* = (2,0), (1,2), (2,1), (0,2); inputs N(0, 100^2 I_2), labels f* + N(0, 0.1^2), fresh in every
 * step and the same for all students; students (1/m) sum_j u_j sigmoid(theta_j . x) from theta, u ~ N(0, I), trained on the mean of |f - y|^2
 * by SGD with step 10, not scaled by the width. The test error is the mean of |f - f*|^2 over a batch before its step.
 *
 * <p>A student is a network of depth 1. A step of SGD is an Euler step of the feature flow of length 20/m: 2 is the loss's over ours, 1/m the
 * mean-field scale. The flow moves V_1 = d theta d times as fast, so inputs are sqrt(d) x and V_1 = sqrt(d) theta, which moves theta at the right
 * rate.
 *
 * @param batch the number of samples a step
 */
record ToyTeacher(int batch) {

    static final List<Integer> WIDTHS = List.of(4, 8, 40);

    private static final double[][] TEACHER = {{2, 0}, {1, 2}, {2, 1}, {0, 2}};
    private static final double LEARNING_RATE = 10;
    private static final double INPUT_DEVIATION = 100;
    private static final double NOISE = 0.1;
    private static final double ROOT = Math.sqrt(2);

    /** Test errors before the steps 0, every, 2 every, .. up to {@code steps}: a row for each, a column for each width. */
    List<List<Double>> errors(RandomStreams streams, int steps, int every, MatrixProducts products) {
        RandomGenerator samples = streams.stream("samples");
        List<Network> students = new ArrayList<>();
        for (int width : WIDTHS) {
            students.add(student(streams.stream("start-" + width), width));
        }
        List<List<Double>> errors = new ArrayList<>();
        for (int step = 0; step <= steps; step++) {
            DMatrixRMaj inputs = inputs(samples);
            DMatrixRMaj clean = teacher(inputs);
            DMatrixRMaj labels = clean.copy();
            for (int n = 0; n < batch; n++) {
                labels.data[n] += NOISE * samples.nextGaussian();
            }
            FeatureFlow flow = new FeatureFlow(products, inputs, new Objective(Losses.squared(), labels));
            List<Double> row = new ArrayList<>();
            for (int w = 0; w < students.size(); w++) {
                FlowState state = flow.at(students.get(w));
                row.add(meanSquare(state.outputs(), clean));
                double length = 2 * LEARNING_RATE / WIDTHS.get(w);
                Weights next = state.network().weights().plus(products, length, state.velocity());
                students.set(w, state.network().withWeights(next));
            }
            if (step % every == 0) {
                errors.add(List.copyOf(row));
            }
        }
        return errors;
    }

    private static Network student(RandomGenerator random, int width) {
        DMatrixRMaj input = new DMatrixRMaj(2, width);
        DMatrixRMaj output = new DMatrixRMaj(width, 1);
        for (int i = 0; i < input.getNumElements(); i++) {
            input.data[i] = ROOT * random.nextGaussian();
        }
        for (int j = 0; j < width; j++) {
            output.data[j] = random.nextGaussian();
        }
        Architecture twoLevel = Architecture.dnn(1, Activations.named("sigmoid"));
        return Network.ofEqualMasses(twoLevel, new Weights(input, List.of(), output));
    }

    private DMatrixRMaj inputs(RandomGenerator random) {
        DMatrixRMaj inputs = new DMatrixRMaj(batch, 2);
        for (int i = 0; i < inputs.getNumElements(); i++) {
            inputs.data[i] = ROOT * INPUT_DEVIATION * random.nextGaussian();
        }
        return inputs;
    }

    private DMatrixRMaj teacher(DMatrixRMaj inputs) {
        DMatrixRMaj clean = new DMatrixRMaj(batch, 1);
        double[] units = new double[batch];
        for (double[] theta : TEACHER) {
            for (int n = 0; n < batch; n++) {
                units[n] = (theta[0] * inputs.get(n, 0) + theta[1] * inputs.get(n, 1)) / ROOT;
            }
            ElementaryFunctions.sigmoid(units, 0, batch, units);
            for (int n = 0; n < batch; n++) {
                clean.data[n] += units[n] / TEACHER.length;
            }
        }
        return clean;
    }

    private static double meanSquare(DMatrixRMaj a, DMatrixRMaj b) {
        double sum = 0;
        for (int n = 0; n < b.getNumElements(); n++) {
            sum += (a.data[n] - b.data[n]) * (a.data[n] - b.data[n]);
        }
        return sum / b.getNumElements();
    }
}
