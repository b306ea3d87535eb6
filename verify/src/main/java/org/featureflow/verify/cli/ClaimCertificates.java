package org.featureflow.verify.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Objective;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.twolevel.TwoLevelState;
import org.featureflow.verify.certificate.Certificate;
import org.featureflow.verify.certificate.OutputProof;
import org.featureflow.verify.certificate.OutputProof.JudgedNetwork;
import org.featureflow.verify.certificate.TwoLevelProof;
import org.featureflow.verify.claim.ClaimResult;
import org.featureflow.verify.claim.ConvexMatch;
import org.featureflow.verify.claim.Match;
import org.featureflow.verify.claim.TwoLevelMatch;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.program.LossChoice;
import org.featureflow.verify.program.Programs;
import org.featureflow.verify.program.ScaledWeights;

/** Certificates of certified claims, each of the decisive instance, which is run once more for it. */
final class ClaimCertificates {

    private ClaimCertificates() {}

    /** The file of a claim's certificate in a report's directory. */
    static Path file(Path directory, String claim) {
        return directory.resolve("certificates").resolve(claim + ".json");
    }

    /** The certificate of a result; none if it is not certified, or its proof is of another kind. */
    static Optional<Certificate> of(ClaimResult result, MatrixProducts products) {
        if (result.verdict() != Verdict.CERTIFIED) {
            return Optional.empty();
        }
        Optional<Match> found = result.claim().match(result.decisive(), products);
        return found.flatMap(match -> of(match, products.threads()))
                .map(certificate ->
                        certificate.withVerdictAt(found.orElseThrow().tolerance()))
                .filter(Certificate::isOfVerdict);
    }

    private static Optional<Certificate> of(Match match, int threads) {
        if (match instanceof ConvexMatch convex) {
            return of(convex, threads);
        }
        return of((TwoLevelMatch) match, threads);
    }

    private static Optional<Certificate> of(ConvexMatch match, int threads) {
        FlowState judged = match.judged();
        JudgedNetwork network = new JudgedNetwork(
                judged.network().architecture(),
                ScaledWeights.plain(judged.network().weights()),
                judged.flow().inputs());
        Objective objective = match.solution().program().objective();
        return LossChoice.of(objective.loss())
                .map(loss -> OutputProof.certificate(match.solution(), loss, network, threads));
    }

    private static Optional<Certificate> of(TwoLevelMatch match, int threads) {
        TwoLevelState end = match.flow().end();
        TwoLevelProgram program = TwoLevelMatch.program(end.flow());
        TwoLevelProof proof = TwoLevelProof.of(
                program,
                TwoLevelMatch.measure(end.network()),
                TwoLevelMatch.scaledDual(end),
                new DMatrixRMaj(0, program.dimension()),
                match.tolerance());
        return LossChoice.of(program.objective().loss())
                .map(loss -> Certificate.of(problem -> Programs.write(problem, loss, program), proof, threads));
    }
}
