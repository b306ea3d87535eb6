package org.featureflow.convex.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Features;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;

/**
 * The re-parameterised objective of a deep network on given atoms, theory section 5.2, convex in masses and weights together.
 * With A^l = h1(beta_l) (N x K) the activated features, alpha^l (N x K) the residuals of a Res-Net and q_k = |v_1^k|^2:
 *
 * <pre>
 *   minimise   L(A^L C) + lambda_1 sum_k p_k q_k + sum_{l=2..L} lambda_l sum_k (sum_j |W^l_kj|)^2/p_k
 *                       + lambda_{L+1} sum_k |C_k|^2/p_k
 *   subject to A^{l-1} W^l_j = p_j alpha^l_j  for all l = 2..L and atoms j,   p in the simplex
 * </pre>
 *
 * <p>A DNN has its own atoms and its own simplex in each layer, and theta^l in the place of alpha^l. The words here: a
 * <i>simplex</i> is a set of atoms whose masses sum to 1 (one for a Res-Net, L for a DNN); the features that layer l must
 * <i>reproduce</i> are alpha^l or theta^l.
 *
 * <p>Immutable; matrices are copied, coming and going. A program on more atoms is a new program; its optimum is never higher.
 * Sources: [FGZZ]; [FLYZ] version 1.
 */
public final class FeatureProgram {

    private final Model model;
    private final Objective objective;
    private final List<DMatrixRMaj> activated;
    private final List<DMatrixRMaj> reproduced;
    private final double[] inputCost;
    private final Regularization lambda;

    private FeatureProgram(
            Model model,
            Objective objective,
            List<DMatrixRMaj> activated,
            List<DMatrixRMaj> reproduced,
            double[] inputCost,
            Regularization lambda) {
        this.model = model;
        this.objective = objective;
        this.activated = activated.stream().map(DMatrixRMaj::copy).toList();
        this.reproduced = reproduced.stream().map(DMatrixRMaj::copy).toList();
        this.inputCost = inputCost.clone();
        this.lambda = lambda;
        check();
    }

    /**
     * The program of a Res-Net's path atoms.
     *
     * @param objective L: loss, and targets N x c
     * @param activated A^1..A^L, N x K each
     * @param residual alpha^2..alpha^L, N x K each; empty for L = 1
     * @param inputCost q_k = |v_1^k|^2, K numbers, not negative
     * @param lambda the factors of the regularizers
     * @return the program
     * @throws IllegalArgumentException if shapes do not fit, naming them, or an entry is not finite, or a cost is negative
     */
    public static FeatureProgram resNet(
            Objective objective,
            List<DMatrixRMaj> activated,
            List<DMatrixRMaj> residual,
            double[] inputCost,
            Regularization lambda) {
        return new FeatureProgram(Model.RESNET, objective, activated, residual, inputCost, lambda);
    }

    /**
     * The program of a DNN's atoms, which may differ in number from layer to layer.
     *
     * @param objective L: loss, and targets N x c
     * @param activated h(theta^1)..h(theta^L), N x K_l
     * @param features theta^2..theta^L, N x K_l; empty for L = 1
     * @param inputCost q_k = |w_1^k|^2, K_1 numbers, not negative
     * @param lambda the factors of the regularizers
     * @return the program
     * @throws IllegalArgumentException if shapes do not fit, naming them, or an entry is not finite, or a cost is negative
     */
    public static FeatureProgram dnn(
            Objective objective,
            List<DMatrixRMaj> activated,
            List<DMatrixRMaj> features,
            double[] inputCost,
            Regularization lambda) {
        return new FeatureProgram(Model.DNN, objective, activated, features, inputCost, lambda);
    }

    /**
     * The program on the atoms of a network. The network's own point, {@link FeatureNetworks#point}, is feasible for it.
     *
     * @param features the network's features on the N samples
     * @param objective L: loss, and targets N x c
     * @param lambda the factors of the regularizers
     * @return the program, with one atom a unit
     */
    public static FeatureProgram onAtomsOf(Features features, Objective objective, Regularization lambda) {
        Model model = features.network().architecture().model();
        List<DMatrixRMaj> activated = new ArrayList<>();
        List<DMatrixRMaj> reproduced = new ArrayList<>();
        int depth = features.network().architecture().depth();
        for (int layer = 1; layer <= depth; layer++) {
            activated.add(features.activated(layer));
            if (layer > 1) {
                reproduced.add(model == Model.RESNET ? features.alpha(layer) : features.beta(layer));
            }
        }
        double[] inputCost =
                FeatureNetworks.inputCost(features.network().weights().input());
        return new FeatureProgram(model, objective, activated, reproduced, inputCost, lambda);
    }

    /**
     * The program on some of a Res-Net's atoms. Its optimum is not below this program's.
     *
     * @param atoms their numbers, from 0, in rising order
     * @return the program
     * @throws IllegalArgumentException for a DNN, or if no atom is left
     */
    public FeatureProgram restrictedTo(int[] atoms) {
        if (model != Model.RESNET) {
            throw new IllegalArgumentException("a DNN has other atoms in each layer: only a Res-Net's are chosen once");
        }
        double[] cost = Arrays.stream(atoms).mapToDouble(k -> inputCost[k]).toArray();
        return new FeatureProgram(
                model,
                objective,
                activated.stream().map(a -> FeatureNetworks.columns(a, atoms)).toList(),
                reproduced.stream().map(a -> FeatureNetworks.columns(a, atoms)).toList(),
                cost,
                lambda);
    }

    private void check() {
        int depth = lambda.depth();
        if (activated.size() != depth || reproduced.size() != depth - 1) {
            throw new IllegalArgumentException(activated.size() + " activated and " + reproduced.size()
                    + " reproduced layers for " + (depth + 1)
                    + " lambdas: depth L takes L activated layers, L - 1 to reproduce and L + 1 lambdas");
        }
        for (int layer = 1; layer <= depth; layer++) {
            int atoms = model == Model.RESNET ? inputCost.length : activated.get(layer - 1).numCols;
            check("activated features of layer " + layer, activated.get(layer - 1), atoms);
            if (layer > 1) {
                check("features that layer " + layer + " must reproduce", reproduced.get(layer - 2), atoms);
            }
        }
        if (activated.get(0).numCols != inputCost.length || inputCost.length < 1) {
            throw new IllegalArgumentException(inputCost.length + " input costs for " + activated.get(0).numCols
                    + " atoms of layer 1: one an atom is needed, and at least one atom");
        }
        for (int k = 0; k < inputCost.length; k++) {
            if (!(inputCost[k] >= 0 && inputCost[k] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("input cost of atom " + (k + 1) + " is " + inputCost[k]
                        + ": a squared norm is finite and not negative");
            }
        }
    }

    private void check(String what, DMatrixRMaj matrix, int atoms) {
        if (matrix.numRows != samples() || matrix.numCols != atoms || atoms < 1) {
            throw new IllegalArgumentException("the " + what + " are " + matrix.numRows + " x " + matrix.numCols + ": "
                    + samples() + " samples x " + atoms + " atoms are needed, at least one atom");
        }
        for (int i = 0; i < matrix.getNumElements(); i++) {
            if (!Double.isFinite(matrix.data[i])) {
                throw new IllegalArgumentException("the " + what + " have " + matrix.data[i] + " at sample "
                        + (i / atoms + 1) + ", atom " + (i % atoms + 1) + ": entries must be finite");
            }
        }
    }

    /**
     * The model.
     *
     * @return Res-Net or DNN
     */
    public Model model() {
        return model;
    }

    /**
     * The objective without regularizers.
     *
     * @return L, with loss and targets
     */
    public Objective objective() {
        return objective;
    }

    /**
     * The factors of the regularizers.
     *
     * @return lambda_1..lambda_{L+1}
     */
    public Regularization lambda() {
        return lambda;
    }

    /**
     * The number of hidden layers.
     *
     * @return L
     */
    public int depth() {
        return lambda.depth();
    }

    /**
     * The number of samples.
     *
     * @return N
     */
    public int samples() {
        return objective.samples();
    }

    /**
     * The number of simplices.
     *
     * @return 1 for a Res-Net, L for a DNN
     */
    public int simplices() {
        return model == Model.RESNET ? 1 : depth();
    }

    /**
     * The simplex in which the masses of a layer's atoms lie.
     *
     * @param layer l, from 1 to L
     * @return its number, from 0
     */
    public int simplex(int layer) {
        return model == Model.RESNET ? 0 : layer - 1;
    }

    /**
     * The number of atoms of a layer.
     *
     * @param layer l, from 1 to L
     * @return K_l
     */
    public int atoms(int layer) {
        return activated.get(layer - 1).numCols;
    }

    /**
     * The activated features of a layer.
     *
     * @param layer l, from 1 to L
     * @return a copy of A^l, N x K_l
     */
    public DMatrixRMaj activated(int layer) {
        return activated.get(layer - 1).copy();
    }

    /**
     * The features a layer must reproduce from the activated features of the layer before.
     *
     * @param layer l, from 2 to L
     * @return a copy of alpha^l (Res-Net) or theta^l (DNN), N x K_l
     */
    public DMatrixRMaj reproduced(int layer) {
        return reproduced.get(layer - 2).copy();
    }

    /**
     * The costs of the atoms of layer 1.
     *
     * @return a copy of q, K_1 numbers
     */
    public double[] inputCost() {
        return inputCost.clone();
    }

    /**
     * The value of the objective at a point, whether it is feasible or not.
     *
     * @param point the point, with this program's shapes
     * @return the value; infinite if an atom without mass has weights; costs O(N K c + L K^2)
     * @throws IllegalArgumentException if a shape is not this program's, naming both
     */
    public double value(FeaturePoint point) {
        return new FeatureEvaluation(this).value(point);
    }

    /**
     * How far a point is from feasible: the largest absolute entry of A^{l-1} W^l_j - p_j alpha^l_j, of sum p - 1, and of the
     * negative part of p.
     *
     * @param point the point, with this program's shapes
     * @return the violation, 0 for an exactly feasible point; costs O(N L K^2)
     * @throws IllegalArgumentException if a shape is not this program's, naming both
     */
    public double violation(FeaturePoint point) {
        return new FeatureEvaluation(this).violation(point);
    }

    /**
     * The lower bound D(g, M) of a dual point on the optimum, for a Res-Net
     *
     * <pre>
     *   -(1/N) sum_n phi*(N g_n) + min_k [ lambda_1 q_k + sum_l M^l_k . alpha^l_k - |g^T A^L_k|^2/(4 lambda_{L+1})
     *                                      - sum_l (max_j |M^l_j . A^{l-1}_k|)^2/(4 lambda_l) ];
     * </pre>
     *
     * for a DNN the minimum is taken in each layer, over the terms of that layer's atoms, and the minima are added.
     *
     * @param dual the dual point, with this program's shapes
     * @return the bound, up to rounding; minus infinity if N g leaves the conjugate's domain; costs O(N L K^2)
     * @throws IllegalArgumentException if a shape is not this program's, naming both
     */
    public double dualBound(FeatureDual dual) {
        return new FeatureEvaluation(this).dualBound(dual);
    }

    /**
     * Checks the shapes of a point.
     *
     * @param point the point
     * @throws IllegalArgumentException if a shape is not this program's, naming both
     */
    public void checkShapes(FeaturePoint point) {
        FeatureEvaluation.checkShapes(this, point);
    }

    /**
     * Checks the shapes of a dual point.
     *
     * @param dual the dual point
     * @throws IllegalArgumentException if a shape is not this program's, naming both
     */
    public void checkShapes(FeatureDual dual) {
        FeatureEvaluation.checkShapes(this, dual);
    }

    DMatrixRMaj sharedActivated(int layer) {
        return activated.get(layer - 1);
    }

    DMatrixRMaj sharedReproduced(int layer) {
        return reproduced.get(layer - 2);
    }

    double[] sharedInputCost() {
        return inputCost;
    }
}
