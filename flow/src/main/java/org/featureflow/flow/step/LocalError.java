package org.featureflow.flow.step;

/**
 * The estimated error of one step, the difference of a method and its embedded one.
 *
 * @param norm its norm in the metric of the energy identity, theory section 4, ((1/d) mean_j |V_1(:,j)|^2 + sum_l mean_ij V_l(i,j)^2 +
 *     mean_j |v_j|^2)^(1/2): a root mean square over weights, of size 1 whatever the width
 * @param power the power of the step it falls with, embedded order + 1
 */
public record LocalError(double norm, int power) {}
