package org.featureflow.flow.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The order conditions of a W-method, one for each rooted tree whose vertices stand for F or W: E. Hairer, G. Wanner, "Solving Ordinary
 * Differential Equations II", sec. IV.7; T. Steihaug, A. Wolfbrandt, Math. Comp. 33 (1979), 521-534. A vertex F has any number of
 * branches t_1, .., t_k, a vertex W has one:
 *
 * <pre>
 *   phi(F[t_1, .., t_k]) = (alpha phi(t_1)) o .. o (alpha phi(t_k)),   phi(W[t]) = Gamma phi(t),   phi(F[]) = (1, .., 1)
 * </pre>
 *
 * The method has order p if for all trees of at most p vertices b . phi(t) is 1/density(t) where all vertices are F, and 0 elsewhere. Up
 * to order 3 these are theory section 4's: sum b = 1; b.a = 1/2, b.gamma = 0; b.a^2 = 1/3, b.alpha a = 1/6, b.alpha gamma = b.Gamma a =
 * b.Gamma gamma = 0. With Gamma = 0 those of explicit Runge-Kutta methods are left.
 */
final class OrderConditions {

    /** Coefficients are rounded, and so is each of a few dozen sums and products: relative to the sum of magnitudes. */
    private static final double ROUNDING = 1e-14;

    private final double[][] alpha;
    private final double[][] gamma;
    /** By the number of vertices, from 0. */
    private final List<List<Tree>> trees = new ArrayList<>();

    OrderConditions(double[][] alpha, double[][] gamma) {
        this.alpha = alpha;
        this.gamma = gamma;
        trees.add(List.of());
    }

    /**
     * The first condition up to an order that is not met.
     *
     * @param order p
     * @param b the weights
     * @return the condition in words with the number found; empty if all are met
     */
    Optional<String> firstViolated(int order, double[] b) {
        for (int vertices = 1; vertices <= order; vertices++) {
            for (Tree tree : trees(vertices)) {
                double expected = tree.density == 0 ? 0 : 1 / tree.density;
                double found = dot(b, tree.phi);
                if (!(Math.abs(found - expected) <= ROUNDING * Math.max(1, dot(magnitudes(b), tree.magnitude)))) {
                    return Optional.of(
                            "the condition of tree " + tree.name + " gives " + found + ", it must give " + expected);
                }
            }
        }
        return Optional.empty();
    }

    private List<Tree> trees(int vertices) {
        while (trees.size() <= vertices) {
            List<Tree> made = new ArrayList<>();
            int branches = trees.size() - 1;
            addForests(made, List.of(), branches, branches, Integer.MAX_VALUE);
            for (Tree branch : trees.get(branches)) {
                made.add(new Tree(
                        "W[" + branch.name + "]",
                        branch.vertices + 1,
                        0,
                        product(gamma, branch.phi),
                        product(magnitudes(gamma), branch.magnitude)));
            }
            trees.add(made);
        }
        return trees.get(vertices);
    }

    /** Adds F[forest] for all ways to fill up a forest, each once: branches do not grow in size, nor in place among their size. */
    private void addForests(List<Tree> made, List<Tree> forest, int missing, int largest, int lastPlace) {
        if (missing == 0) {
            made.add(grafted(forest));
            return;
        }
        for (int size = Math.min(missing, largest); size > 0; size--) {
            List<Tree> choices = trees.get(size);
            int places = size == largest ? Math.min(lastPlace, choices.size() - 1) : choices.size() - 1;
            for (int place = 0; place <= places; place++) {
                List<Tree> more = new ArrayList<>(forest);
                more.add(choices.get(place));
                addForests(made, more, missing - size, size, place);
            }
        }
    }

    private Tree grafted(List<Tree> forest) {
        int vertices = 1;
        double density = 1;
        double[] phi = ones();
        double[] magnitude = ones();
        List<String> names = new ArrayList<>();
        for (Tree branch : forest) {
            vertices += branch.vertices;
            density *= branch.density;
            multiply(phi, product(alpha, branch.phi));
            multiply(magnitude, product(magnitudes(alpha), branch.magnitude));
            names.add(branch.name);
        }
        String name = forest.isEmpty() ? "F" : "F[" + String.join(", ", names) + "]";
        return new Tree(name, vertices, density * vertices, phi, magnitude);
    }

    private double[] ones() {
        double[] ones = new double[alpha.length];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static void multiply(double[] a, double[] factor) {
        for (int i = 0; i < a.length; i++) {
            a[i] *= factor[i];
        }
    }

    private static double[][] magnitudes(double[][] matrix) {
        return Arrays.stream(matrix).map(OrderConditions::magnitudes).toArray(double[][]::new);
    }

    private static double[] magnitudes(double[] a) {
        return Arrays.stream(a).map(Math::abs).toArray();
    }

    private static double[] product(double[][] matrix, double[] x) {
        return Arrays.stream(matrix).mapToDouble(row -> dot(row, x)).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static final class Tree {
        /** Such as F[W[F], F]. */
        final String name;

        final int vertices;
        /** The product over vertices of the sizes of the trees they carry; 0 with a W. */
        final double density;
        /** One number a stage. */
        final double[] phi;
        /** The same with the magnitudes of all coefficients. */
        final double[] magnitude;

        Tree(String name, int vertices, double density, double[] phi, double[] magnitude) {
            this.name = name;
            this.vertices = vertices;
            this.density = density;
            this.phi = phi;
            this.magnitude = magnitude;
        }
    }
}
