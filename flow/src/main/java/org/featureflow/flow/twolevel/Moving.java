package org.featureflow.flow.twolevel;

/** What moves along a flow. */
enum Moving {
    /** u and w; masses are fixed, as gradient descent has them. */
    WEIGHTS(0),
    /** u, w and the logarithms of the masses, l_k' = -(r_k - sum_j p_j r_j). */
    WEIGHTS_AND_MASSES(1);

    private final int leading;

    Moving(int leading) {
        this.leading = leading;
    }

    /** The coordinates of a unit before its weights. */
    int leading() {
        return leading;
    }
}
