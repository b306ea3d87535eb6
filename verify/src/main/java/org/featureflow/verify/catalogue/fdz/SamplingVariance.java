package org.featureflow.verify.catalogue.fdz;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.TwoLevelMeasure;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.TwoLevelMatch;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.statistics.MeanInterval;

/**
 * Networks of m units drawn from an optimal measure. With H(w) = sum_n h(w . x_n)^2, units drawn from p and read with u give sum_n Var f_n =
 * (1/m) (E_p |u|^2 H - |f|^2); drawn with masses proportional to |u| p and read with Z u/|u|, Z = E_p |u|, they give
 * (1/m) (Z E_p |u| H - |f|^2), which is less by Cov_p(|u|, |u| H)/m. [FDZ] bounds H by a constant: E |u|^2 against Z^2, the least over all p with
 * u p given.
 */
final class SamplingVariance {

    static final double ERROR_RATE = 0.001;
    private static final int UNITS = 20;
    private static final int DRAWS = 4000;

    private SamplingVariance() {}

    static Claim claim() {
        return new StatedClaim(
                "fdz-sampling-variance",
                "masses proportional to |u p| lower the variance of a network drawn from an optimal measure: by Cov_p(|u|, |u| H)/m > 0,"
                        + " H = sum_n h(w . x_n)^2",
                "[FDZ] optimal sampling of neurons, theory section 5.3",
                "a variance that is not lower, or one that is not the exact one at error rate " + ERROR_RATE,
                Verdict.SUPPORTED,
                3,
                streams -> FdzInstance.draw(streams, 8, 1, 60, "squared"),
                (spec, products) -> check(spec, FdzInstance.of(spec, products, 3e-3)));
    }

    private static Outcome check(InstanceSpec spec, FdzInstance instance) {
        TwoLevelMeasure p =
                TwoLevelMatch.measure(Repopulated.repopulated(instance).end().network());
        DMatrixRMaj h = instance.program().activated(p.inputWeights());
        double[] byMass = new double[p.atoms()];
        double[] byOutput = new double[p.atoms()];
        double[] read = new double[p.atoms()];
        double total = 0;
        for (int k = 0; k < p.atoms(); k++) {
            total += p.mass(k) * Math.abs(p.outputWeight(k, 0));
        }
        for (int k = 0; k < p.atoms(); k++) {
            byMass[k] = p.mass(k);
            byOutput[k] = p.mass(k) * Math.abs(p.outputWeight(k, 0)) / total;
            read[k] = Math.copySign(total, p.outputWeight(k, 0));
        }
        RandomStreams streams = new RandomStreams(spec.seed());
        UnitSampling plain = new UnitSampling(byMass, p.outputWeights().data, h);
        UnitSampling weighted = new UnitSampling(byOutput, read, h);
        MeanInterval plainSample = plain.measured(UNITS, DRAWS, ERROR_RATE, streams.stream("by-mass"));
        MeanInterval weightedSample = weighted.measured(UNITS, DRAWS, ERROR_RATE, streams.stream("by-output"));
        boolean exact =
                contains(plainSample, plain.variance(UNITS)) && contains(weightedSample, weighted.variance(UNITS));
        boolean lower = weighted.variance(UNITS) < plain.variance(UNITS);
        boolean seen = weightedSample.upper() < plainSample.lower();
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence("exact variance by p", plain.variance(UNITS)));
        evidence.add(new Evidence("exact variance by |u p|", weighted.variance(UNITS)));
        evidence.add(new Evidence("sampled variance by p, lower", plainSample.lower()));
        evidence.add(new Evidence("sampled variance by p, upper", plainSample.upper()));
        evidence.add(new Evidence("sampled variance by |u p|, lower", weightedSample.lower()));
        evidence.add(new Evidence("sampled variance by |u p|, upper", weightedSample.upper()));
        evidence.add(new Evidence("sampling alone separates them (1 yes)", seen ? 1 : 0));
        evidence.add(new Evidence("error rate of an interval", ERROR_RATE));
        Verdict verdict = !exact || !lower ? Verdict.REFUTED : Verdict.SUPPORTED;
        return new Outcome(verdict, instance.hypotheses(), evidence);
    }

    private static boolean contains(MeanInterval interval, double value) {
        return interval.lower() <= value && value <= interval.upper();
    }
}
