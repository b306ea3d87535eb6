package org.featureflow.core.linalg;

/**
 * The one thing a back end implements. Blocks may be transposed views, so that this covers all products. Shapes are already checked,
 * {@code out} shares no memory with the inputs, and calls for disjoint parts of {@code out} may run at the same time.
 */
interface ProductKernel {
    /** {@code out += s a b}. */
    void add(double s, Block a, Block b, Block out);
}
