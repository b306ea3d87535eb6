package org.featureflow.flow.mckean;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.core.data.Dataset;

/**
 * The McKean-Vlasov system of a model, N = infinity, theory section 8: the law of the weights along a path factorises as
 * mu^(0,1) x mu^(2) x .. x mu^(L-2) x mu^(L-1,L), and each factor is driven by the macroscopic quantities all of them make together.
 *
 * <p>Each factor is a set of weighted particles that start at the nodes of a quadrature of the initial laws: {@code order}^(d + 1) for the
 * first pair, {@code order} a middle layer, {@code order}^2 for the top pair. The only error at a given step is the quadrature's;
 * {@link #solve} controls it.
 *
 * @param model the model
 * @param order the number of nodes a law and dimension, at least 1
 */
public record LimitSystem(FrozenEndsModel model, int order) {

    private static final int FIRST_ORDER = 4;

    /**
     * Checks the order.
     *
     * @param model the model
     * @param order the number of nodes a law and dimension, at least 1
     * @throws IllegalArgumentException if it is below 1
     */
    public LimitSystem {
        if (order < 1) {
            throw new IllegalArgumentException("order " + order + ": it must be at least 1");
        }
    }

    /**
     * The system trained on fresh samples, its order doubled until the macroscopic path no longer changes.
     *
     * @param model the model
     * @param samples the samples in the order of their use
     * @param eps the step
     * @param tolerance the greatest change of a prediction, unit or sensitivity, at any step, from one order to the next
     * @param greatestOrder no order above this is tried
     * @return the path at the last order; {@link LimitPath#error()} is its change from the order before, above the tolerance if the
     *     greatest order was not enough
     */
    public static LimitPath solve(
            FrozenEndsModel model, Dataset samples, double eps, double tolerance, int greatestOrder) {
        LimitPath path = new LimitSystem(model, Math.min(FIRST_ORDER, greatestOrder)).train(samples, eps);
        for (int order = 2 * FIRST_ORDER; order <= greatestOrder && !(path.error() <= tolerance); order *= 2) {
            LimitPath finer = new LimitSystem(model, order).train(samples, eps);
            path = finer.withError(finer.distance(path));
        }
        return path;
    }

    /**
     * The system trained on fresh samples, one a step: the limit N to infinity of {@link FrozenEndsNetwork#train} at the same step and the
     * same samples.
     *
     * @param samples the samples in the order of their use, one output
     * @param eps the step, positive
     * @return the path, its error unknown; costs O(order^(d + 1)) a step
     * @throws IllegalArgumentException if shapes do not fit or the step is not positive
     */
    public LimitPath train(Dataset samples, double eps) {
        SampleSequence sequence = new SampleSequence(model, samples, eps);
        return march(
                eps,
                sequence.length(),
                (particles, k) -> List.of(particles.macro(sequence.input(k), sequence.target(k))));
    }

    /**
     * The system trained on the mean over a population in every step: explicit Euler for the limit eps to 0 at fixed time.
     *
     * @param population the samples, equally likely, one output
     * @param step the step in time, positive
     * @param steps the number of steps
     * @return the path, its error unknown; costs O(samples order^(d + 1)) a step
     * @throws IllegalArgumentException if shapes do not fit or the step is not positive
     */
    public LimitPath trainOnPopulation(Dataset population, double step, int steps) {
        SampleSequence sequence = new SampleSequence(model, population, step);
        return march(step, steps, (particles, k) -> {
            List<Macro> macros = new ArrayList<>();
            for (int n = 0; n < sequence.length(); n++) {
                macros.add(particles.macro(sequence.input(n), sequence.target(n)));
            }
            return macros;
        });
    }

    /**
     * One fixed point iteration over path laws: particles that follow the given path make a new one. The path of {@link #train} is the fixed
     * point; iterates agree with it in one step more each time.
     *
     * @param path a path of this system
     * @return the path its particles make
     */
    public LimitPath iterate(LimitPath path) {
        LimitParticles particles = LimitParticles.start(model, new LimitNodes(model, order));
        List<List<Macro>> macros = new ArrayList<>();
        for (List<Macro> driving : path.macros()) {
            List<Macro> made = new ArrayList<>();
            for (Macro sample : driving) {
                made.add(particles.macro(sample.x, sample.target));
            }
            macros.add(made);
            particles = particles.moved(path.eps(), driving);
        }
        return new LimitPath(model, path.eps(), macros, particles, Double.NaN);
    }

    /**
     * The path of particles that do not move: where the fixed point iteration starts.
     *
     * @param samples the samples in the order of their use, one output
     * @param eps the step, positive
     * @return the path
     * @throws IllegalArgumentException if shapes do not fit or the step is not positive
     */
    public LimitPath atRest(Dataset samples, double eps) {
        SampleSequence sequence = new SampleSequence(model, samples, eps);
        LimitParticles start = LimitParticles.start(model, new LimitNodes(model, order));
        List<List<Macro>> macros = new ArrayList<>();
        for (int k = 0; k < sequence.length(); k++) {
            macros.add(List.of(start.macro(sequence.input(k), sequence.target(k))));
        }
        return new LimitPath(model, eps, macros, start, Double.NaN);
    }

    private LimitPath march(double eps, int steps, Driver driver) {
        LimitParticles particles = LimitParticles.start(model, new LimitNodes(model, order));
        List<List<Macro>> macros = new ArrayList<>();
        for (int k = 0; k < steps; k++) {
            List<Macro> driving = driver.macros(particles, k);
            macros.add(driving);
            particles = particles.moved(eps, driving);
        }
        return new LimitPath(model, eps, macros, particles, Double.NaN);
    }

    @FunctionalInterface
    private interface Driver {
        List<Macro> macros(LimitParticles particles, int step);
    }
}
