package org.featureflow.verify.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.ReluBounds;
import org.featureflow.convex.certificate.ReluCertificate;
import org.featureflow.convex.certificate.ReluCertificate.Cell;
import org.featureflow.convex.certificate.ReluCertificate.Multiplier;
import org.featureflow.convex.certificate.ReluCertificateChecker;
import org.featureflow.convex.program.ReluProgram;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.Interval;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.program.Programs;

/**
 * A two-layer ReLU program with a network and, for every activation cell, multipliers that show the dual point feasible.
 *
 * @param certificate program, network and cells
 */
public record ReluProof(ReluCertificate certificate) implements Proof {

    static ReluProof read(JsonValue json) {
        ReluProgram program = Programs.relu(json.get("problem"));
        JsonValue points = json.get("points");
        points.allowOnly(List.of("weights", "z", "cells"));
        JsonValue weights = points.get("weights");
        weights.allowOnly(List.of("input", "output"));
        DMatrixRMaj hidden = weights.get("input").matrix();
        double[] output = Points.numbers(weights.get("output"));
        double[] z = Points.numbers(points.get("z"));
        List<Cell> cells = new ArrayList<>();
        for (JsonValue cell : points.get("cells").elements()) {
            cell.allowOnly(List.of("witness", "plus", "minus"));
            List<BigInteger> witness = cell.get("witness").elements().stream()
                    .map(entry -> entry.make(() -> new BigInteger(entry.text())))
                    .toList();
            cells.add(new Cell(witness, multiplier(cell.get("plus")), multiplier(cell.get("minus"))));
        }
        return new ReluProof(points.make(() ->
                new ReluCertificate(program.inputs(), program.targets(), program.lambda(), z, cells, hidden, output)));
    }

    private static Multiplier multiplier(JsonValue json) {
        json.allowOnly(List.of("samples", "values"));
        int[] samples = json.get("samples").elements().stream()
                .mapToInt(JsonValue::count)
                .toArray();
        double[] values = Points.numbers(json.get("values"));
        return json.make(() -> new Multiplier(samples, values));
    }

    @Override
    public void write(JsonWriter json) throws IOException {
        json.object("points", points -> {
            points.object("weights", weights -> {
                weights.matrix("input", certificate.hiddenWeights());
                weights.columns("output", column(certificate.outputWeights()));
            });
            points.columns("z", column(certificate.dualPoint()));
            points.objects(
                    "cells",
                    certificate.cells().stream()
                            .map(cell -> (JsonWriter.Body) fields -> {
                                fields.texts(
                                        "witness",
                                        cell.witness().stream()
                                                .map(BigInteger::toString)
                                                .toList());
                                fields.object("plus", inner -> write(inner, cell.plus()));
                                fields.object("minus", inner -> write(inner, cell.minus()));
                            })
                            .toList());
        });
    }

    private static void write(JsonWriter json, Multiplier multiplier) throws IOException {
        List<Integer> samples = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int k = 0; k < multiplier.size(); k++) {
            samples.add(multiplier.sample(k));
            values.add(multiplier.value(k));
        }
        json.wholes("samples", samples);
        json.numbers("values", values);
    }

    private static DMatrixRMaj column(double[] entries) {
        return DMatrixRMaj.wrap(entries.length, 1, entries);
    }

    @Override
    public List<Statement> statements(MatrixProducts products) {
        ReluBounds bounds = ReluCertificateChecker.check(certificate);
        return List.of(
                Statement.of("optimum", new Interval(bounds.lower(), bounds.upper()), Arithmetic.EXACT)
                        .withRemark(bounds.finding()),
                Statement.atMost("gap", Interval.addUp(bounds.upper(), -bounds.lower()), Arithmetic.EXACT));
    }
}
