package org.featureflow.core.linalg;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that were given back, to be used again: memory that was used before costs nothing, fresh memory a page fault for every 4 KiB, and the
 * garbage collector's time. Belongs to the thread that made it; others get fresh memory.
 *
 * <p>With assertions enabled an array that is given back is filled with NaN, so that whoever still reads it is found out.
 */
final class WorkingMemory {

    private final Thread owner = Thread.currentThread();
    private final Map<Integer, ArrayDeque<double[]>> free = new HashMap<>();
    private final Set<double[]> inside = Collections.newSetFromMap(new IdentityHashMap<>());

    /** An array of a length, its numbers arbitrary; none if there is none to reuse. */
    double @Nullable [] take(int length) {
        ArrayDeque<double[]> arrays = Thread.currentThread() == owner ? free.get(length) : null;
        double[] array = arrays == null ? null : arrays.poll();
        if (array != null) {
            inside.remove(array);
        }
        return array;
    }

    /** Keeps the array of a matrix that nobody reads or writes from now on. */
    void giveBack(DMatrixRMaj matrix) {
        if (Thread.currentThread() != owner || matrix.data.length == 0) {
            return;
        }
        if (!inside.add(matrix.data)) {
            throw new IllegalStateException(
                    "a " + matrix.numRows + " x " + matrix.numCols + " matrix was given back twice");
        }
        assert isPoisoned(matrix.data);
        free.computeIfAbsent(matrix.data.length, length -> new ArrayDeque<>()).push(matrix.data);
    }

    private static boolean isPoisoned(double[] array) {
        Arrays.fill(array, Double.NaN);
        return true;
    }
}
