package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The linearised optimality conditions at an iterate, factored. Links and outputs are eliminated first; what remains couples the
 * masses with the levels nu: T dp - E dnu = rho, E^T dp = r_nu, T symmetric positive definite.
 */
final class NewtonSystem {

    private final ReducedProgram program;
    private final Variables at;
    private final List<LinkElimination> links = new ArrayList<>();
    private final OutputElimination output;
    private final @Nullable ScaledCholesky masses;
    /** T^{-1} E, one vector a simplex. */
    private final List<double[]> levels = new ArrayList<>();

    private final @Nullable ScaledCholesky levelSystem;

    NewtonSystem(ReducedProgram program, Variables at, OutputFit fit) {
        this.program = program;
        this.at = at;
        int atoms = program.atoms;
        output = new OutputElimination(program, fit);
        boolean regular = output.regular();
        for (int l = 0; l < program.links.size(); l++) {
            LinkElimination link = new LinkElimination(program.links.get(l), at.links.get(l), at.p);
            regular &= link.regular();
            links.add(link);
        }
        if (!regular) {
            masses = null;
            levelSystem = null;
            return;
        }
        double[] schur = new double[atoms * atoms];
        for (int k = 0; k < atoms; k++) {
            schur[k * atoms + k] = at.s[k] / at.p[k];
        }
        output.addTo(schur, atoms);
        for (LinkElimination link : links) {
            link.addTo(schur);
        }
        masses = ScaledCholesky.of(schur, atoms);
        levelSystem = masses == null ? null : levelSystem(masses);
    }

    private @Nullable ScaledCholesky levelSystem(ScaledCholesky factored) {
        int simplices = program.simplices;
        double[] matrix = new double[simplices * simplices];
        for (int i = 0; i < simplices; i++) {
            double[] level = new double[program.atoms];
            Arrays.fill(level, program.offsets[i], program.offsets[i + 1], 1);
            factored.solve(level);
            levels.add(level);
            for (int j = 0; j <= i; j++) {
                matrix[i * simplices + j] = program.sum(j, level);
            }
        }
        return ScaledCholesky.of(matrix, simplices);
    }

    /** Whether all factorisations succeeded. */
    boolean regular() {
        return levelSystem != null;
    }

    LinkElimination link(int l) {
        return links.get(l);
    }

    /**
     * The Newton direction for right-hand sides.
     *
     * @param residual the right-hand sides, not modified
     */
    Variables solve(Variables residual) {
        if (masses == null || levelSystem == null) {
            throw new IllegalStateException("the Newton system's factorisation failed");
        }
        Variables direction = new Variables(program);
        double[] dp = direction.p;
        for (int k = 0; k < program.atoms; k++) {
            dp[k] = residual.p[k] / at.p[k] - residual.s[k];
        }
        for (int l = 0; l < links.size(); l++) {
            links.get(l).eliminate(residual.links.get(l), dp);
        }
        masses.solve(dp);
        for (int i = 0; i < program.simplices; i++) {
            direction.nu[i] = residual.nu[i] - program.sum(i, dp);
        }
        levelSystem.solve(direction.nu);
        for (int i = 0; i < program.simplices; i++) {
            double[] level = levels.get(i);
            for (int k = 0; k < program.atoms; k++) {
                dp[k] += direction.nu[i] * level[k];
            }
            for (int k = program.offsets[i]; k < program.offsets[i + 1]; k++) {
                direction.s[k] = residual.s[k] - direction.nu[i];
            }
        }
        output.recover(direction);
        for (int l = 0; l < links.size(); l++) {
            links.get(l).recover(residual.links.get(l), dp, direction.links.get(l), direction.s);
        }
        return direction;
    }
}
