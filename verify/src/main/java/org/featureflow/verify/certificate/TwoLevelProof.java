package org.featureflow.verify.certificate;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.convex.certificate.TwoLevelBound;
import org.featureflow.convex.program.TwoLevelMeasure;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.Interval;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.program.ProblemFields;
import org.featureflow.verify.program.Programs;

/**
 * A two-level program with a measure, and a dual point at which the minimum of the price over all features is bounded anew by interval
 * branch and bound.
 *
 * @param program the program
 * @param measure the measure
 * @param scaledDual s = N g, N x c
 * @param features likely minimisers of the price, one a row, where the search begins
 * @param sharpness how far below the least price at these the proved minimum may be
 * @param boxes the most boxes that are bounded
 */
public record TwoLevelProof(
        TwoLevelProgram program,
        TwoLevelMeasure measure,
        DMatrixRMaj scaledDual,
        DMatrixRMaj features,
        double sharpness,
        int boxes)
        implements Proof {

    /** How sharply, in relation to the tolerance, a minimum is enclosed. */
    private static final double SHARPNESS = 0.25;

    /** The budget of a search: some minutes. */
    private static final int MOST_BOXES = 10_000_000;

    /**
     * The proof whose search begins at the atoms of the measure and at further features.
     *
     * @param tolerance to which the bound is to be proved
     */
    public static TwoLevelProof of(
            TwoLevelProgram program,
            TwoLevelMeasure measure,
            DMatrixRMaj scaledDual,
            DMatrixRMaj further,
            double tolerance) {
        DMatrixRMaj features = new DMatrixRMaj(measure.atoms() + further.numRows, program.dimension());
        CommonOps_DDRM.insert(measure.inputWeights(), features, 0, 0);
        CommonOps_DDRM.insert(further, features, measure.atoms(), 0);
        return new TwoLevelProof(program, measure, scaledDual, features, SHARPNESS * tolerance, MOST_BOXES);
    }

    /** The most inputs for which the minimum over all features is searched. */
    public static final int MOST_INPUTS = 3;

    static TwoLevelProof read(JsonValue certificate) {
        JsonValue problem = certificate.get("problem");
        TwoLevelProgram program = Programs.twoLevel(problem);
        if (program.dimension() > MOST_INPUTS) {
            throw problem.get("inputs")
                    .wrong(
                            "there are " + program.dimension() + " inputs",
                            "bounds over all features are for up to " + MOST_INPUTS);
        }
        JsonValue points = certificate.get("points");
        points.allowOnly(List.of("p", "u", "w", "scaledDual", "features", "sharpness", "boxes"));
        DMatrixRMaj p = points.get("p").columns();
        TwoLevelMeasure measure = points.make(() -> new TwoLevelMeasure(
                p,
                Points.shaped(points.get("u"), p.numRows, program.outputs()),
                Points.shaped(points.get("w"), p.numRows, program.dimension())));
        DMatrixRMaj features = points.get("features").matrix();
        return new TwoLevelProof(
                program,
                measure,
                Points.shaped(points.get("scaledDual"), program.samples(), program.outputs()),
                Points.shaped(points.get("features"), features.numRows, program.dimension()),
                ProblemFields.positive(points.get("sharpness")),
                points.get("boxes").count());
    }

    @Override
    public void write(JsonWriter json) throws IOException {
        json.object("points", points -> {
            points.columns("p", measure.masses());
            points.columns("u", measure.outputWeights());
            points.matrix("w", measure.inputWeights());
            points.columns("scaledDual", scaledDual);
            points.matrix("features", features);
            points.number("sharpness", sharpness);
            points.whole("boxes", boxes);
        });
    }

    @Override
    public List<Statement> statements(MatrixProducts products) {
        Interval value = TwoLevelBound.objective(program, measure);
        TwoLevelBound bound =
                TwoLevelBound.overAllFeatures(program, scaledDual, features, sharpness, boxes, () -> false);
        double lower = Math.min(bound.value(), value.upper());
        String outcome = bound.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return List.of(
                Statement.of("optimum", new Interval(lower, value.upper()), Arithmetic.OUTWARD_ROUNDING)
                        .withRemark(
                                bound.outcome() == TwoLevelBound.Outcome.PROVED
                                        ? ""
                                        : "the search for the least price ended: " + outcome),
                Statement.of("value", value, Arithmetic.OUTWARD_ROUNDING),
                Statement.atMost("gap", Interval.addUp(value.upper(), -lower), Arithmetic.OUTWARD_ROUNDING));
    }
}
