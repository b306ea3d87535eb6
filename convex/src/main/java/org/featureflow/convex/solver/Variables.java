package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.List;

/**
 * One number for each unknown of the optimality conditions. An iterate, a direction and a residual all have this shape; a
 * residual keeps in each place what is missing in the equation that belongs to it, see {@link Residuals}.
 *
 * <p>Mutable work space of one solve.
 */
final class Variables {

    /** Masses; in a residual: complementarity p s. */
    final double[] p;
    /** Slacks of the atoms' inequalities. */
    final double[] s;
    /** Levels nu, one a simplex; in a residual: 1 - sum p. */
    final double[] nu;
    /** Dual of the outputs, N c; {@link OutputFit} solves its equation, so a residual has none. */
    final double[] g;
    /** The unknowns of each link. */
    final List<OfLink> links;

    Variables(ReducedProgram program) {
        p = new double[program.atoms];
        s = new double[program.atoms];
        nu = new double[program.simplices];
        g = new double[program.outputSize()];
        links = new ArrayList<>();
        for (Link link : program.links) {
            links.add(new OfLink(link));
        }
    }

    /** The unknowns of one link; the last four are destinations x sources, a destination's numbers are neighbours. */
    static final class OfLink {

        /** Bounds u_k of max_j |M_j . A_k|. */
        final double[] u;
        /** Multipliers in the link's coordinates, destinations x rank. */
        final double[] m;
        /** Positive part of W; in a residual: complementarity. */
        final double[] wPlus;
        /** Negative part of W; in a residual: complementarity. */
        final double[] wMinus;
        /** Slack u_k - M_j . A_k. */
        final double[] tPlus;
        /** Slack u_k + M_j . A_k. */
        final double[] tMinus;

        OfLink(Link link) {
            int pairs = link.destinations * link.sources;
            u = new double[link.sources];
            m = new double[link.destinations * link.rank];
            wPlus = new double[pairs];
            wMinus = new double[pairs];
            tPlus = new double[pairs];
            tMinus = new double[pairs];
        }
    }

    /** Adds a multiple of a direction. */
    void add(double step, Variables direction) {
        add(step, direction.p, p);
        add(step, direction.s, s);
        add(step, direction.nu, nu);
        add(step, direction.g, g);
        for (int l = 0; l < links.size(); l++) {
            OfLink from = direction.links.get(l);
            OfLink to = links.get(l);
            add(step, from.u, to.u);
            add(step, from.m, to.m);
            add(step, from.wPlus, to.wPlus);
            add(step, from.wMinus, to.wMinus);
            add(step, from.tPlus, to.tPlus);
            add(step, from.tMinus, to.tMinus);
        }
    }

    private static void add(double step, double[] from, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += step * from[i];
        }
    }

    /** The largest step, infinite if there is none, that keeps masses, weights and slacks from being negative. */
    double stepToBoundary(Variables direction) {
        double step = Math.min(toBoundary(p, direction.p), toBoundary(s, direction.s));
        for (int l = 0; l < links.size(); l++) {
            OfLink at = links.get(l);
            OfLink along = direction.links.get(l);
            step = Math.min(step, toBoundary(at.wPlus, along.wPlus));
            step = Math.min(step, toBoundary(at.wMinus, along.wMinus));
            step = Math.min(step, toBoundary(at.tPlus, along.tPlus));
            step = Math.min(step, toBoundary(at.tMinus, along.tMinus));
        }
        return step;
    }

    private static double toBoundary(double[] x, double[] direction) {
        double step = Double.POSITIVE_INFINITY;
        for (int i = 0; i < x.length; i++) {
            if (direction[i] < 0) {
                step = Math.min(step, -x[i] / direction[i]);
            } else if (Double.isNaN(direction[i])) {
                return Double.NaN;
            }
        }
        return step;
    }

    /** The sum of all products of a multiplier and its slack after a step along a direction. */
    double complementarity(double step, Variables direction) {
        double sum = complementarity(p, s, step, direction.p, direction.s);
        for (int l = 0; l < links.size(); l++) {
            OfLink at = links.get(l);
            OfLink along = direction.links.get(l);
            sum += complementarity(at.wPlus, at.tPlus, step, along.wPlus, along.tPlus);
            sum += complementarity(at.wMinus, at.tMinus, step, along.wMinus, along.tMinus);
        }
        return sum;
    }

    private static double complementarity(double[] x, double[] y, double step, double[] dx, double[] dy) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] + step * dx[i]) * (y[i] + step * dy[i]);
        }
        return sum;
    }
}
