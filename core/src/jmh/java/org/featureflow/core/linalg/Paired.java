package org.featureflow.core.linalg;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Times the code under test and its baseline in turn, within one run, so that their ratio survives a busy machine. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Paired {
    private double work;
    private long own;
    private long baseline;

    /** Starts over. */
    @Setup(Level.Iteration)
    public void reset() {
        work = 0;
        own = 0;
        baseline = 0;
    }

    void run(double unitsOfWork, Runnable code, Runnable reference) {
        long start = System.nanoTime();
        code.run();
        long middle = System.nanoTime();
        reference.run();
        own += middle - start;
        baseline += System.nanoTime() - middle;
        work += unitsOfWork;
    }

    /**
     * Units of work a nanosecond: GFLOP/s for operations.
     *
     * @return the rate
     */
    public double perNanosecond() {
        return work / own;
    }

    /**
     * Nanoseconds for a unit of work.
     *
     * @return the time
     */
    public double nanoseconds() {
        return own / work;
    }

    /**
     * How many times faster than the baseline.
     *
     * @return the ratio
     */
    public double timesBaseline() {
        return (double) baseline / own;
    }
}
