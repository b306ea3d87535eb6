package org.featureflow.convex.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.ReluProgram;
import org.featureflow.convex.solver.ReluSettings;
import org.featureflow.convex.solver.ReluSolver;
import org.junit.jupiter.api.Test;

class ReluCertificateCheckerTest {
    private static final ReluCertificate.Multiplier NONE = ReluCertificate.Multiplier.NONE;
    private static final ReluCertificate SOLVED = solved();

    private static ReluCertificate solved() {
        Random random = new Random(1);
        DMatrixRMaj x = new DMatrixRMaj(10, 3);
        double[] y = new double[10];
        for (int i = 0; i < 30; i++) {
            x.data[i] = random.nextGaussian();
        }
        for (int n = 0; n < 10; n++) {
            y[n] = random.nextGaussian();
        }
        return ReluSolver.solve(ReluProgram.of(x, y, 0.05), ReluSettings.withDefaults())
                .certificate();
    }

    /** x = 2, y = 3, lambda = 1: f = y - lambda/|x| = 2.5, z = f - y = -0.5, optimum lambda |y|/|x| - lambda^2/(2 x^2) = 1.375. */
    private static ReluCertificate byHand(double z, double u) {
        return new ReluCertificate(
                new DMatrixRMaj(new double[][] {{2}}),
                new double[] {3},
                1,
                new double[] {z},
                List.of(cell(1, NONE, NONE), cell(-1, NONE, NONE)),
                new DMatrixRMaj(new double[][] {{1.25}}),
                new double[] {u});
    }

    private static ReluCertificate.Cell cell(
            long witness, ReluCertificate.Multiplier plus, ReluCertificate.Multiplier minus) {
        return new ReluCertificate.Cell(List.of(BigInteger.valueOf(witness)), plus, minus);
    }

    @Test
    void oneSampleByHand() {
        ReluBounds bounds = ReluCertificateChecker.check(byHand(-0.5, 1));
        assertThat(bounds.valid()).isTrue();
        assertThat(bounds.lower()).isEqualTo(1.375);
        // f = 2.5, loss 0.125, penalty (1.5625 + 1)/2
        assertThat(bounds.upper()).isEqualTo(0.125 + 2.5625 / 2);
        assertThat(bounds.comparisons()).isEqualTo(4);
        assertThat(bounds.finding()).contains("all 2 cells");
    }

    @Test
    void theLastBitOfADualPointDecides() {
        ReluBounds bounds = ReluCertificateChecker.check(byHand(Math.nextDown(-0.5), 1));
        assertThat(bounds.valid()).isFalse();
        assertThat(bounds.lower()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(bounds.finding()).contains("exceeds lambda");
    }

    @Test
    void aSolversCertificateHolds() {
        ReluBounds bounds = ReluCertificateChecker.check(SOLVED);
        assertThat(bounds.valid()).isTrue();
        assertThat(bounds.comparisons()).isEqualTo(2 * SOLVED.cells().size());
        assertThat(bounds.upper() - bounds.lower()).isBetween(0.0, 1e-9 * bounds.upper());
    }

    @Test
    void aChangedDigitOfTheDualPointIsRefused() {
        int refused = 0;
        for (int n = 0; n < 10; n++) {
            double[] z = SOLVED.dualPoint();
            z[n] += Math.copySign(1e-12, z[n]);
            ReluBounds bounds = ReluCertificateChecker.check(withDualPoint(z));
            refused += bounds.valid() ? 0 : 1;
        }
        // A growing entry violates a tight cell unless its sample is inactive in all tight ones.
        assertThat(refused).isGreaterThan(5);
    }

    @Test
    void aChangedDigitOfAMultiplierIsRefused() {
        int tight = 0;
        for (int i = 0; i < SOLVED.cells().size(); i++) {
            ReluCertificate.Cell cell = SOLVED.cells().get(i);
            if (cell.plus().size() > 0
                    && !ReluCertificateChecker.check(withCell(i, larger(cell))).valid()) {
                tight++;
            }
        }
        assertThat(tight).isPositive();
    }

    private static ReluCertificate.Cell larger(ReluCertificate.Cell cell) {
        return new ReluCertificate.Cell(
                cell.witness(),
                new ReluCertificate.Multiplier(
                        new int[] {cell.plus().sample(0)},
                        new double[] {cell.plus().value(0) * 10}),
                cell.minus());
    }

    @Test
    void multipliersOutOfPlaceAreRefused() {
        BigInteger[] w = SOLVED.cells().get(0).witness().toArray(new BigInteger[0]);
        for (ReluCertificate.Multiplier mu : List.of(
                new ReluCertificate.Multiplier(new int[] {0}, new double[] {-1e-300}),
                new ReluCertificate.Multiplier(new int[] {0}, new double[] {Double.NaN}),
                new ReluCertificate.Multiplier(new int[] {0}, new double[] {Double.POSITIVE_INFINITY}),
                new ReluCertificate.Multiplier(new int[] {10}, new double[] {0}),
                new ReluCertificate.Multiplier(new int[] {-1}, new double[] {0}))) {
            ReluBounds bounds =
                    ReluCertificateChecker.check(withCell(0, new ReluCertificate.Cell(List.of(w), NONE, mu)));
            assertThat(bounds.valid()).isFalse();
            assertThat(bounds.finding()).contains("cell 0");
        }
    }

    @Test
    void aMissingARepeatedOrAnUnprovedCellIsRefused() {
        List<ReluCertificate.Cell> cells = new ArrayList<>(SOLVED.cells());
        ReluCertificate.Cell last = cells.remove(cells.size() - 1);
        assertThat(ReluCertificateChecker.check(withCells(cells)).finding()).contains("not complete");
        cells.add(cells.get(0));
        assertThat(ReluCertificateChecker.check(withCells(cells)).finding()).contains("listed twice");
        List<BigInteger> origin = List.of(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);
        cells.set(cells.size() - 1, new ReluCertificate.Cell(origin, last.plus(), last.minus()));
        assertThat(ReluCertificateChecker.check(withCells(cells)).finding()).contains("not inside");
        cells.set(cells.size() - 1, new ReluCertificate.Cell(origin.subList(0, 2), last.plus(), last.minus()));
        assertThat(ReluCertificateChecker.check(withCells(cells)).finding()).contains("not inside");
        cells.set(cells.size() - 1, last);
        assertThat(ReluCertificateChecker.check(withCells(cells)).valid()).isTrue();
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        double[] z = SOLVED.dualPoint();
        z[3] = Double.NaN;
        assertThat(ReluCertificateChecker.check(withDualPoint(z)).finding()).contains("dual point");
        for (double lambda : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            ReluCertificate changed = new ReluCertificate(
                    SOLVED.inputs(),
                    SOLVED.targets(),
                    lambda,
                    SOLVED.dualPoint(),
                    SOLVED.cells(),
                    SOLVED.hiddenWeights(),
                    SOLVED.outputWeights());
            assertThat(ReluCertificateChecker.check(changed).finding()).contains("lambda");
        }
        assertThat(ReluCertificateChecker.check(byHand(-0.5, Double.NaN)).finding())
                .contains("weight");
        assertThatThrownBy(() -> withDualPoint(new double[9])).hasMessageContaining("dualPoint: 9 found, 10 needed");
        assertThatThrownBy(() -> new ReluCertificate.Multiplier(new int[1], new double[2]))
                .hasMessageContaining("values: 2 found, 1 needed");
    }

    private static ReluCertificate withDualPoint(double[] z) {
        return new ReluCertificate(
                SOLVED.inputs(),
                SOLVED.targets(),
                SOLVED.lambda(),
                z,
                SOLVED.cells(),
                SOLVED.hiddenWeights(),
                SOLVED.outputWeights());
    }

    private static ReluCertificate withCell(int index, ReluCertificate.Cell cell) {
        List<ReluCertificate.Cell> cells = new ArrayList<>(SOLVED.cells());
        cells.set(index, cell);
        return withCells(cells);
    }

    private static ReluCertificate withCells(List<ReluCertificate.Cell> cells) {
        return new ReluCertificate(
                SOLVED.inputs(),
                SOLVED.targets(),
                SOLVED.lambda(),
                SOLVED.dualPoint(),
                cells,
                SOLVED.hiddenWeights(),
                SOLVED.outputWeights());
    }
}
