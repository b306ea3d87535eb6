package org.featureflow.convex.solver;

/**
 * A group of the group lasso: the hidden units of one activation cell and one sign of the output weight.
 *
 * @param cell the cell, from 0
 * @param outputSign the sign of u, 1 or -1
 */
record ReluGroup(int cell, int outputSign) {}
