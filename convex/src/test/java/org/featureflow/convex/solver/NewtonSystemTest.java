package org.featureflow.convex.solver;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.featureflow.convex.program.FeatureInstance;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.core.model.Architecture.Model;

class NewtonSystemTest {

    /** A Newton direction d at x solves R'(x) d = -R(x): R(x + h d) = (1 - h) R(x) + O(h^2), for every equation. */
    @Property(tries = 20, seed = "5240")
    void directionIsNewtons(
            @ForAll Model model,
            @ForAll @IntRange(max = 3) int loss,
            @ForAll @IntRange(min = 1, max = 3) int depth,
            @ForAll @LongRange(min = 0, max = 100_000) long seed) {
        FeatureProgram program = FeatureInstance.random(
                        model, FeatureInstance.losses().get(loss), 4, 6, depth, 0.1, seed)
                .program();
        ReducedProgram reduced = new ReducedProgram(program, new SupportedAtoms(program));
        Variables at = StartingPoint.of(reduced);
        for (int i = 0; i < at.p.length; i++) {
            at.p[i] *= 1 + 0.1 * Math.sin(i);
        }
        OutputFit fit = new OutputFit(reduced, at.p, at.g);
        System.arraycopy(fit.g(), 0, at.g, 0, at.g.length);
        Variables residual = Residuals.at(reduced, at);
        NewtonSystem system = new NewtonSystem(reduced, at, fit);
        assertThat(system.regular()).isTrue();
        Variables direction = system.solve(residual);
        double h = 1e-6;
        at.add(h, direction);
        System.arraycopy(new OutputFit(reduced, at.p, at.g).g(), 0, at.g, 0, at.g.length);
        Variables after = Residuals.at(reduced, at);
        after.add(-(1 - h), residual);
        double scale = Math.max(largest(direction), largest(residual));
        assertThat(largest(after)).isLessThan(1e-4 * h * scale * Math.max(1, scale));
    }

    private static double largest(Variables x) {
        double largest = Math.max(Math.max(largest(x.p), largest(x.s)), largest(x.nu));
        for (Variables.OfLink link : x.links) {
            largest = Math.max(largest, Math.max(largest(link.u), largest(link.m)));
            largest = Math.max(largest, Math.max(largest(link.wPlus), largest(link.wMinus)));
            largest = Math.max(largest, Math.max(largest(link.tPlus), largest(link.tMinus)));
        }
        return largest;
    }

    private static double largest(double[] x) {
        double largest = 0;
        for (double entry : x) {
            largest = Math.max(largest, Math.abs(entry));
        }
        return largest;
    }
}
