package org.featureflow.core.linalg;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Functions over arrays of normal numbers; nanoseconds are for one element, the baseline is java.lang.Math. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 1, time = 3) // one, since counters of several are added up
public class ElementaryFunctionsBenchmark {
    @Param({"5000", "400000"})
    int size;

    private double[] x = {};
    private double[] out = {};

    /** Draws the arguments. */
    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(1);
        x = new double[size];
        for (int i = 0; i < size; i++) {
            x[i] = 4 * random.nextDouble() - 2;
        }
        out = new double[size];
    }

    private void scalar(DoubleUnaryOperator function) {
        for (int i = 0; i < size; i++) {
            out[i] = function.applyAsDouble(x[i]);
        }
    }

    /** Against Math.tanh. */
    @Benchmark
    public void tanh(Paired paired) {
        paired.run(size, () -> ElementaryFunctions.tanh(x, 0, size, out), () -> scalar(Math::tanh));
    }

    /** Against Math.exp. */
    @Benchmark
    public void exp(Paired paired) {
        paired.run(size, () -> ElementaryFunctions.exp(x, 0, size, out), () -> scalar(Math::exp));
    }

    /** Against 1 / (1 + Math.exp(-x)). */
    @Benchmark
    public void sigmoid(Paired paired) {
        paired.run(
                size,
                () -> ElementaryFunctions.sigmoid(x, 0, size, out),
                () -> scalar(value -> 1 / (1 + Math.exp(-value))));
    }

    /** Against Math.log1p(Math.exp(x)). */
    @Benchmark
    public void softplus(Paired paired) {
        paired.run(
                size,
                () -> ElementaryFunctions.softplus(x, 0, size, out),
                () -> scalar(value -> Math.log1p(Math.exp(value))));
    }

    /** Against Math.tanh, as there is no Math.erf. */
    @Benchmark
    public void erf(Paired paired) {
        paired.run(size, () -> ElementaryFunctions.erf(x, 0, size, out), () -> scalar(Math::tanh));
    }
}
