package org.featureflow.convex.solver;

/**
 * An atom that cannot have mass: what its layer must reproduce is outside the span of the activated features, in the layer
 * before, of the atoms that can. In a Res-Net it loses its mass in all layers.
 *
 * @param layer the layer l, from 2, whose alpha^l (Res-Net) or theta^l (DNN) is at fault
 * @param atom the atom, from 1
 * @param distance the norm of the part outside the span, relative to the feature's own norm
 */
public record Exclusion(int layer, int atom, double distance) {}
