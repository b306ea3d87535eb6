package org.featureflow.verify.certificate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.Interval;
import org.featureflow.verify.json.JsonValue;
import org.featureflow.verify.json.JsonWriter;
import org.featureflow.verify.program.ProblemFields;

/**
 * Claims with all that is needed to derive them again: a problem in the format of problem files, points, and for a verdict on a network
 * its weights. Neither how the points were found nor that the claims are true is taken for granted.
 *
 * @param problem writes the fields of the problem
 * @param proof the problem as a program, with the points
 * @param claims what is claimed
 */
public record Certificate(JsonWriter.Body problem, Proof proof, List<Statement> claims) {

    /** The format of the files. */
    public static final String FORMAT = "featureflow-certificate/1";

    /** Copies the list. */
    public Certificate {
        claims = List.copyOf(claims);
    }

    /**
     * The certificate that claims whatever its content proves.
     *
     * @param problem writes the fields of the problem
     * @param proof the problem as a program, with the points
     * @param threads of matrix products; the result does not depend on it
     * @return the certificate; without claims if nothing is proved
     */
    public static Certificate of(JsonWriter.Body problem, Proof proof, int threads) {
        List<Statement> claims = proof.statements(MatrixProducts.portable(threads)).stream()
                .filter(statement -> !statement.range().equals(Interval.WHOLE))
                .toList();
        return new Certificate(problem, proof, claims);
    }

    /** This certificate, which also claims the verdict that the excess is or is not within a tolerance, if either is proved. */
    public Certificate withVerdictAt(double tolerance) {
        List<Statement> all = new ArrayList<>(claims);
        claims.stream()
                .filter(claim -> claim.quantity().equals(proof.excess()))
                .flatMap(excess -> excess.verdictAt(tolerance).stream())
                .forEach(all::add);
        return new Certificate(problem, proof, all);
    }

    /** Whether it claims a verdict. */
    public boolean isOfVerdict() {
        return claims.stream().anyMatch(claim -> !claim.verdict().isEmpty());
    }

    /**
     * Reads a file.
     *
     * @throws org.featureflow.verify.json.WrongInput if it is not a certificate
     */
    public static Certificate read(JsonValue json) {
        ProblemFields.expect(json.get("format"), FORMAT);
        json.allowOnly(List.of(
                "format",
                "command",
                "seed",
                "version",
                "digest",
                "problem",
                "network",
                "points",
                "claims",
                "environment"));
        Proof proof = Proof.read(json);
        JsonValue claims = json.get("claims");
        List<Statement> statements =
                claims.elements().stream().map(Statement::read).toList();
        if (statements.isEmpty()) {
            throw claims.wrong("there is no claim", "a certificate claims something");
        }
        return new Certificate(fields -> fields.fields(json.get("problem").object()), proof, statements);
    }

    /** Writes the fields of the file. */
    public void write(JsonWriter json) throws IOException {
        json.object("problem", problem);
        proof.write(json);
        json.objects(
                "claims",
                claims.stream().map(claim -> (JsonWriter.Body) claim::write).toList());
    }

    /**
     * Derives every claim again.
     *
     * @param threads of matrix products; the result does not depend on it
     * @return one finding a claim
     * @throws IllegalArgumentException if a claim is of a number that this kind of certificate says nothing about
     */
    public List<Finding> check(int threads) {
        List<Statement> proved = proof.statements(MatrixProducts.portable(threads));
        return claims.stream()
                .map(claim -> new Finding(claim, of(claim.quantity(), proved)))
                .toList();
    }

    private static Statement of(String quantity, List<Statement> proved) {
        return proved.stream()
                .filter(statement -> statement.quantity().equals(quantity))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is a claim about '" + quantity
                        + "' but this certificate is about "
                        + proved.stream().map(Statement::quantity).collect(Collectors.joining(", "))));
    }
}
