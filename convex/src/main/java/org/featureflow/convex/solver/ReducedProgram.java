package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.core.model.Objective;

/**
 * A feature program on the atoms that can have mass, in the form in which it is solved: all atoms in one row, simplex after
 * simplex, and a {@link Link} for each layer from the second.
 *
 * <p>Immutable by convention: shared between the parts of one solve, never written after construction.
 */
final class ReducedProgram {

    final Objective objective;
    final List<Link> links;
    /** The number of simplices. */
    final int simplices;
    /** Where each simplex begins, and the number of all atoms at the end. */
    final int[] offsets;
    /** The number of atoms of all simplices. */
    final int atoms;
    /** lambda_1 q, 0 for atoms that have no input weights. */
    final double[] cost;
    /** The activated features of the last layer, N x K. */
    final DMatrixRMaj last;
    /** Where the atoms of the last layer begin. */
    final int lastOffset;
    /** The factor lambda_{L+1}. */
    final double outputLambda;

    ReducedProgram(FeatureProgram program, SupportedAtoms supported) {
        objective = program.objective();
        simplices = program.simplices();
        offsets = new int[simplices + 1];
        for (int i = 0; i < simplices; i++) {
            offsets[i + 1] = offsets[i] + supported.ofSimplex(i).length;
        }
        atoms = offsets[simplices];
        int depth = program.depth();
        cost = new double[atoms];
        double[] inputCost = program.inputCost();
        int[] first = supported.ofSimplex(0);
        for (int k = 0; k < first.length; k++) {
            cost[k] = program.lambda().input() * inputCost[first[k]];
        }
        List<Link> made = new ArrayList<>();
        for (int layer = 2; layer <= depth; layer++) {
            DMatrixRMaj activated = supported.columns(program.activated(layer - 1), program.simplex(layer - 1));
            made.add(new Link(
                    RangeBasis.of(activated),
                    activated,
                    supported.columns(program.reproduced(layer), program.simplex(layer)),
                    offsets[program.simplex(layer - 1)],
                    offsets[program.simplex(layer)],
                    program.lambda().hidden().get(layer - 2)));
        }
        links = List.copyOf(made);
        last = supported.columns(program.activated(depth), program.simplex(depth));
        lastOffset = offsets[program.simplex(depth)];
        outputLambda = program.lambda().output();
    }

    int outputs() {
        return objective.outputs();
    }

    /** N c. */
    int outputSize() {
        return objective.samples() * objective.outputs();
    }

    /** A vector of N c numbers as an N x c matrix that shares it. */
    DMatrixRMaj outputMatrix(double[] data) {
        return DMatrixRMaj.wrap(objective.samples(), objective.outputs(), data);
    }

    /** g^T A_k for each atom k of the last layer, K x c row by row. */
    double[] correlations(double[] g) {
        int c = outputs();
        double[] correlations = new double[last.numCols * c];
        for (int n = 0; n < last.numRows; n++) {
            for (int k = 0; k < last.numCols; k++) {
                double entry = last.data[n * last.numCols + k];
                for (int i = 0; i < c; i++) {
                    correlations[k * c + i] += entry * g[n * c + i];
                }
            }
        }
        return correlations;
    }

    /** Q = A diag(p) A^T/(2 lambda_{L+1}), N x N row by row: the outputs that belong to g are -Q g. */
    double[] outputGram(double[] p) {
        int samples = last.numRows;
        double[] gram = new double[samples * samples];
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < last.numCols; k++) {
                    sum += last.data[i * last.numCols + k] * p[lastOffset + k] * last.data[j * last.numCols + k];
                }
                gram[i * samples + j] = sum / (2 * outputLambda);
                gram[j * samples + i] = gram[i * samples + j];
            }
        }
        return gram;
    }

    /** The left sides of the atoms' inequalities: lambda_1 q + M . alpha - |g^T A|^2/(4 lambda) - sum u^2/(4 lambda). */
    double[] brackets(Variables at) {
        double[] brackets = cost.clone();
        double[] correlations = correlations(at.g);
        int c = outputs();
        for (int i = 0; i < correlations.length; i++) {
            brackets[lastOffset + i / c] -= correlations[i] * correlations[i] / (4 * outputLambda);
        }
        for (int l = 0; l < links.size(); l++) {
            Link link = links.get(l);
            Variables.OfLink of = at.links.get(l);
            addProducts(link, of.m, brackets);
            for (int k = 0; k < link.sources; k++) {
                brackets[link.sourceOffset + k] -= of.u[k] * of.u[k] / (4 * link.lambda);
            }
        }
        return brackets;
    }

    /** out_j += m_j . alpha_j for each destination atom of a link. */
    static void addProducts(Link link, double[] m, double[] out) {
        for (int j = 0; j < link.destinations; j++) {
            double sum = 0;
            for (int i = 0; i < link.rank; i++) {
                sum += m[j * link.rank + i] * link.alpha[j * link.rank + i];
            }
            out[link.destinationOffset + j] += sum;
        }
    }

    /** 1/K in each simplex. */
    double[] uniformMasses() {
        double[] p = new double[atoms];
        for (int i = 0; i < simplices; i++) {
            Arrays.fill(p, offsets[i], offsets[i + 1], 1.0 / (offsets[i + 1] - offsets[i]));
        }
        return p;
    }

    /** The sum of x over a simplex. */
    double sum(int simplex, double[] x) {
        double sum = 0;
        for (int k = offsets[simplex]; k < offsets[simplex + 1]; k++) {
            sum += x[k];
        }
        return sum;
    }
}
