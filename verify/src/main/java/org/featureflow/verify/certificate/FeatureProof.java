package org.featureflow.verify.certificate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.convex.certificate.FeatureBound;
import org.featureflow.convex.certificate.TwoLevelBound;
import org.featureflow.convex.program.FeatureDual;
import org.featureflow.convex.program.FeaturePoint;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.numeric.Interval;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.program.FeatureFields;

/**
 * A feature program with a primal point, which satisfies its constraints to rounding, and a dual point, at which a bound is proved.
 *
 * @param program the program
 * @param point p, W, C
 * @param scaledDual s = N g, N x c, whose doubles are exact
 * @param multipliers M^2..M^L
 */
public record FeatureProof(
        FeatureProgram program, FeaturePoint point, DMatrixRMaj scaledDual, List<DMatrixRMaj> multipliers)
        implements Proof {

    /** The dual point is moved towards zero by so much where it is too near the boundary of the conjugate's domain. */
    private static final double[] SHRINKAGE = {0, 1e-13, 1e-10};

    /** Copies the list. */
    public FeatureProof {
        multipliers = List.copyOf(multipliers);
    }

    /** The proof that a primal and a dual point give. */
    public static FeatureProof of(FeatureProgram program, FeaturePoint point, FeatureDual dual) {
        List<DMatrixRMaj> multipliers = dual.multipliers();
        DMatrixRMaj scaled = dual.g();
        for (double shrinkage : SHRINKAGE) {
            scaled = dual.g();
            CommonOps_DDRM.scale(program.samples() * (1 - shrinkage), scaled);
            scaled = TwoLevelBound.admissible(scaled);
            if (FeatureBound.dual(program, scaled, multipliers) > Double.NEGATIVE_INFINITY) {
                break;
            }
        }
        return new FeatureProof(program, point, scaled, multipliers);
    }

    static FeatureProof read(JsonValue certificate) {
        FeatureProgram program = FeatureFields.read(certificate.get("problem"));
        JsonValue points = certificate.get("points");
        points.allowOnly(List.of("p", "W", "c", "scaledDual", "M"));
        JsonValue p = points.get("p");
        List<double[]> masses = new ArrayList<>();
        if (program.model() == Model.RESNET) {
            masses.add(Points.numbers(p));
        } else {
            p.elements().forEach(layer -> masses.add(Points.numbers(layer)));
        }
        FeaturePoint point = new FeaturePoint(
                masses, Points.matrices(points.get("W")), points.get("c").columns());
        points.make(() -> {
            program.checkShapes(point);
            return point;
        });
        DMatrixRMaj scaledDual = points.get("scaledDual").columns();
        List<DMatrixRMaj> multipliers = Points.matrices(points.get("M"));
        points.make(() -> {
            program.checkShapes(new FeatureDual(scaledDual, multipliers));
            return point;
        });
        return new FeatureProof(program, point, scaledDual, multipliers);
    }

    @Override
    public void write(JsonWriter json) throws IOException {
        json.object("points", points -> {
            List<DMatrixRMaj> masses = point.masses().stream()
                    .map(p -> DMatrixRMaj.wrap(p.length, 1, p))
                    .toList();
            if (program.model() == Model.RESNET) {
                points.columns("p", masses.get(0));
            } else {
                points.manyColumns("p", masses);
            }
            points.matrices("W", point.weights());
            points.columns("c", point.output());
            points.columns("scaledDual", scaledDual);
            points.matrices("M", multipliers);
        });
    }

    @Override
    public List<Statement> statements(MatrixProducts products) {
        double lower = FeatureBound.dual(program, scaledDual, multipliers);
        Interval value = FeatureBound.value(program, point);
        double violation = FeatureBound.violation(program, point);
        return List.of(
                Statement.atLeast("optimum", lower, Arithmetic.OUTWARD_ROUNDING),
                Statement.of("value", value, Arithmetic.OUTWARD_ROUNDING),
                Statement.atMost("violation", violation, Arithmetic.OUTWARD_ROUNDING),
                Statement.atMost("gap", Interval.addUp(value.upper(), -lower), Arithmetic.FLOATING_POINT)
                        .withRemark(
                                "the point satisfies its constraints to the violation, not exactly: its value is no proved upper bound"));
    }
}
