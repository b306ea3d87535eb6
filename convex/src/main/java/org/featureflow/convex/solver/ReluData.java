package org.featureflow.convex.solver;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.ActivationCells;
import org.featureflow.convex.program.ReluProgram;

/** A ReLU program laid out for its solver: rows of X, the same at unit length, and the cells' patterns. Never written to. */
final class ReluData {
    final int samples;
    final int dimension;
    final double lambda;
    final double[] targets;
    final double[][] rows;
    final double[] rowNorms;
    final double[][] unitRows;
    /** The samples that are not zero, whose hyperplanes bound the cells. */
    final int[] properSamples;

    final int cellCount;

    /** 1 where a cell passes a sample on, -1 where not: the diagonal of 2 D - I. */
    final double[][] signs;

    ReluData(ReluProgram program, ActivationCells cells) {
        DMatrixRMaj x = program.inputs();
        samples = x.numRows;
        dimension = x.numCols;
        lambda = program.lambda();
        targets = program.targets();
        rows = new double[samples][dimension];
        rowNorms = new double[samples];
        unitRows = new double[samples][];
        for (int n = 0; n < samples; n++) {
            System.arraycopy(x.data, n * dimension, rows[n], 0, dimension);
            rowNorms[n] = Vectors.norm(rows[n]);
            unitRows[n] = rowNorms[n] > 0 ? Vectors.scaled(1 / rowNorms[n], rows[n]) : rows[n];
        }
        properSamples = IntStream.range(0, samples).filter(n -> rowNorms[n] > 0).toArray();
        cellCount = cells.count();
        signs = new double[cellCount][samples];
        for (int i = 0; i < cellCount; i++) {
            for (int n = 0; n < samples; n++) {
                signs[i][n] = cells.isActive(i, n) ? 1 : -1;
            }
        }
    }

    /** X^T D z of a cell. */
    double[] gradient(int cell, double[] z) {
        double[] gradient = new double[dimension];
        for (int n = 0; n < samples; n++) {
            if (signs[cell][n] > 0) {
                Vectors.addScaled(gradient, z[n], rows[n]);
            }
        }
        return gradient;
    }

    /** -(N/2) |z|^2 - z . y. */
    double dualValue(double[] z) {
        return -0.5 * samples * Vectors.dot(z, z) - Vectors.dot(z, targets);
    }

    /** The multiple of z, from 0 to a limit, with the best dual value. */
    double bestScale(double[] z, double limit) {
        double square = samples * Vectors.dot(z, z);
        double best = square > 0 ? -Vectors.dot(z, targets) / square : 0;
        return Math.max(0, Math.min(limit, best));
    }
}
