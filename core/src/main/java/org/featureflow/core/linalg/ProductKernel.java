package org.featureflow.core.linalg;

/**
 * The one thing a back end implements. Blocks may be transposed views, so that this covers all products. Shapes are already checked,
 * {@code out} shares no memory with the factors, and calls for disjoint parts of {@code out} may run at the same time.
 */
interface ProductKernel {
    /** {@code out = from + s a b}; {@code from} has the shape of {@code out} and is that very block or shares no memory with it. */
    void add(double s, Block a, Block b, Block from, Block out);

    /** {@code out += s a b}. */
    default void add(double s, Block a, Block b, Block out) {
        add(s, a, b, out, out);
    }
}
