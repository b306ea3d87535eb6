package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.convex.certificate.ReluCertificate;

/**
 * For one dual point z, the best unit of each cell and sign: max over |u| &lt;= 1 in cell i of s z . D_i X u, a projection of s
 * X^T D_i z onto the cell. The point is dual feasible if none exceeds lambda; otherwise lambda over the largest is the scale
 * that makes it so.
 */
final class ReluPricing {
    /** A unit that would lower the objective: its cell, the sign s of its correlation with z, and its unit-length weights. */
    record Candidate(int cell, int sign, double price, List<Double> direction) {
        /** Whether the other has the same sign and almost the same direction, so that one of them suffices for now. */
        boolean isNear(Candidate other) {
            double cosine = 0;
            for (int j = 0; j < direction.size(); j++) {
                cosine += direction.get(j) * other.direction.get(j);
            }
            return sign == other.sign && cosine > SAME_DIRECTION;
        }
    }

    private static final ReluCertificate.Multiplier NONE = ReluCertificate.Multiplier.NONE;

    private static final double SAME_DIRECTION = 0.999;

    private final ReluData data;
    private final double[] z;

    /** Multipliers of sign 1 (even places) and -1 (odd places) of each cell. */
    private final ReluCertificate.Multiplier[] multipliers;

    private final List<Candidate> candidates = new ArrayList<>();
    private double largest;

    ReluPricing(ReluData data, double[] z) {
        this.data = data;
        this.z = z;
        this.multipliers = new ReluCertificate.Multiplier[2 * data.cellCount];
        // Below half of lambda a cell needs no multiplier, and a scale above 2 is never wanted.
        this.largest = data.lambda / 2;
        ConeProjection cone = new ConeProjection(data.unitRows, data.dimension);
        for (int i = 0; i < data.cellCount; i++) {
            double[] gradient = data.gradient(i, z);
            boolean negligible = Vectors.norm(gradient) <= data.lambda / 2;
            multipliers[2 * i] = negligible ? NONE : price(cone, gradient, i, 1);
            multipliers[2 * i + 1] = negligible ? NONE : price(cone, Vectors.scaled(-1, gradient), i, -1);
        }
        candidates.sort((a, b) -> Double.compare(b.price(), a.price()));
    }

    private ReluCertificate.Multiplier price(ConeProjection cone, double[] point, int cell, int sign) {
        cone.project(point, data.signs[cell]);
        largest = Math.max(largest, cone.length);
        if (cone.length > data.lambda) {
            List<Double> direction = new ArrayList<>(data.dimension);
            for (double entry : cone.projection) {
                direction.add(entry / cone.length);
            }
            candidates.add(new Candidate(cell, sign, cone.length, direction));
        }
        if (cone.size == 0) {
            return NONE;
        }
        int[] samples = new int[cone.size];
        double[] values = new double[cone.size];
        for (int k = 0; k < cone.size; k++) {
            samples[k] = cone.active[k];
            values[k] = cone.multipliers[k] / data.rowNorms[samples[k]];
        }
        return new ReluCertificate.Multiplier(samples, values);
    }

    double[] dualPoint() {
        return z;
    }

    /** The largest scale of z that is dual feasible, up to rounding; at most 2. */
    double feasibleScale() {
        return data.lambda / largest;
    }

    /** The dual value at the best feasible scale. */
    double dualValue() {
        return data.dualValue(Vectors.scaled(data.bestScale(z, feasibleScale()), z));
    }

    /** The units that exceed lambda, the highest price first. */
    List<Candidate> candidates() {
        return candidates;
    }

    /** The multipliers of a cell and a sign for the dual point scaled by a factor. */
    ReluCertificate.Multiplier multiplier(int cell, int sign, double scale) {
        ReluCertificate.Multiplier mu = multipliers[2 * cell + (sign > 0 ? 0 : 1)];
        int[] samples = new int[mu.size()];
        double[] values = new double[mu.size()];
        for (int k = 0; k < samples.length; k++) {
            samples[k] = mu.sample(k);
            values[k] = scale * mu.value(k);
        }
        return samples.length == 0 ? NONE : new ReluCertificate.Multiplier(samples, values);
    }
}
