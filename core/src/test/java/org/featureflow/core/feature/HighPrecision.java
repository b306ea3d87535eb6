package org.featureflow.core.feature;

import java.math.BigDecimal;
import java.math.MathContext;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Activation;

/** A forward pass in decimal numbers of 60 digits, with series of its own for the activations: the oracle of exact outputs. */
final class HighPrecision {

    static final MathContext DIGITS = new MathContext(60);

    private static final BigDecimal NEGLIGIBLE = new BigDecimal("1e-60");

    private HighPrecision() {}

    /** The outputs of theory section 2, straight from its formulas. */
    static BigDecimal[][] outputs(Network network, DMatrixRMaj inputs) {
        Weights weights = network.weights();
        BigDecimal[][] beta = multiply(decimals(inputs), decimals(weights.input()));
        BigDecimal d = BigDecimal.valueOf(inputs.numCols);
        for (BigDecimal[] row : beta) {
            for (int j = 0; j < row.length; j++) {
                row[j] = row[j].divide(d, DIGITS);
            }
        }
        for (int l = 0; l < weights.hidden().size(); l++) {
            BigDecimal[][] alpha = multiply(
                    weighted(network, l, apply(network.architecture().activation(), beta)),
                    entries(weights.hidden().get(l)));
            if (network.architecture().hasSkipConnections()) {
                BigDecimal[][] change = apply(network.architecture().residualActivation(), alpha);
                for (int n = 0; n < beta.length; n++) {
                    for (int j = 0; j < change[n].length; j++) {
                        change[n][j] = change[n][j].add(beta[n][j], DIGITS);
                    }
                }
                beta = change;
            } else {
                beta = alpha;
            }
        }
        int last = weights.depth() - 1;
        BigDecimal[][] activated = apply(network.architecture().activation(), beta);
        return multiply(weighted(network, last, activated), decimals(weights.output()));
    }

    /** The entries of V, those of P^T Q exact to 60 digits. */
    static BigDecimal[][] entries(LayerWeights layer) {
        if (!(layer instanceof FactoredWeights factored)) {
            return decimals(layer.toDense());
        }
        DMatrixRMaj p = factored.p();
        BigDecimal[][] transposed = new BigDecimal[p.numCols][p.numRows];
        for (int r = 0; r < p.numRows; r++) {
            for (int i = 0; i < p.numCols; i++) {
                transposed[i][r] = new BigDecimal(p.get(r, i));
            }
        }
        return multiply(transposed, decimals(factored.q()));
    }

    private static BigDecimal[][] weighted(Network network, int layer, BigDecimal[][] a) {
        boolean uniform = network.masses().toString().startsWith("uniform");
        for (BigDecimal[] row : a) {
            for (int k = 0; k < row.length; k++) {
                row[k] = uniform
                        ? row[k].divide(BigDecimal.valueOf(row.length), DIGITS)
                        : row[k].multiply(new BigDecimal(network.masses().mass(layer, k)), DIGITS);
            }
        }
        return a;
    }

    private static BigDecimal[][] apply(Activation activation, BigDecimal[][] a) {
        BigDecimal[][] values = new BigDecimal[a.length][a[0].length];
        for (int n = 0; n < a.length; n++) {
            for (int j = 0; j < a[n].length; j++) {
                values[n][j] = value(activation.name(), a[n][j]);
            }
        }
        return values;
    }

    static BigDecimal value(String activation, BigDecimal x) {
        switch (activation) {
            case "tanh":
                BigDecimal e = exp(x.abs().multiply(BigDecimal.valueOf(-2)));
                BigDecimal t = BigDecimal.ONE.subtract(e).divide(BigDecimal.ONE.add(e), DIGITS);
                return x.signum() < 0 ? t.negate() : t;
            case "sigmoid":
                BigDecimal q = exp(x.abs().negate());
                BigDecimal top = x.signum() < 0 ? q : BigDecimal.ONE;
                return top.divide(BigDecimal.ONE.add(q), DIGITS);
            case "softplus":
                return x.max(BigDecimal.ZERO).add(logOnePlus(exp(x.abs().negate())));
            case "erf":
                return erf(x);
            case "sine":
                return sine(x);
            case "relu":
                return x.max(BigDecimal.ZERO);
            default:
                return x; // the identity, exactly or not
        }
    }

    private static BigDecimal exp(BigDecimal x) {
        if (x.compareTo(BigDecimal.valueOf(-300)) < 0) {
            return BigDecimal.ZERO; // below 1e-130
        }
        BigDecimal reduced = x.divide(BigDecimal.valueOf(1 << 16), DIGITS);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int k = 1; k < 24; k++) {
            term = term.multiply(reduced, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < 16; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    /** ln(1 + y) for 0 <= y <= 1, by Newton's method for exp(z) = 1 + y. */
    private static BigDecimal logOnePlus(BigDecimal y) {
        BigDecimal z = new BigDecimal(Math.log1p(y.doubleValue()));
        for (int i = 0; i < 4; i++) {
            BigDecimal ratio = BigDecimal.ONE.add(y).multiply(exp(z.negate()), DIGITS);
            z = z.add(ratio.subtract(BigDecimal.ONE), DIGITS);
        }
        return z;
    }

    private static BigDecimal erf(BigDecimal x) {
        if (x.abs().compareTo(BigDecimal.valueOf(7)) > 0) {
            return BigDecimal.valueOf(x.signum()); // within 1e-22
        }
        BigDecimal power = x;
        BigDecimal sum = x;
        for (int k = 1; k < 500 && power.abs().compareTo(NEGLIGIBLE) > 0; k++) {
            power = power.multiply(x, DIGITS).multiply(x, DIGITS).divide(BigDecimal.valueOf(-k), DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * k + 1), DIGITS), DIGITS);
        }
        BigDecimal pi = new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494459");
        return sum.multiply(BigDecimal.valueOf(2)).divide(pi.sqrt(DIGITS), DIGITS);
    }

    private static BigDecimal sine(BigDecimal x) {
        BigDecimal power = x;
        BigDecimal sum = x;
        for (int k = 1; k < 300 && power.abs().compareTo(NEGLIGIBLE) > 0; k++) {
            power = power.multiply(x, DIGITS)
                    .multiply(x, DIGITS)
                    .divide(BigDecimal.valueOf(-2L * k * (2L * k + 1)), DIGITS);
            sum = sum.add(power, DIGITS);
        }
        return sum;
    }

    private static BigDecimal[][] multiply(BigDecimal[][] a, BigDecimal[][] b) {
        BigDecimal[][] product = new BigDecimal[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                product[i][j] = BigDecimal.ZERO;
                for (int k = 0; k < b.length; k++) {
                    product[i][j] = product[i][j].add(a[i][k].multiply(b[k][j], DIGITS), DIGITS);
                }
            }
        }
        return product;
    }

    private static BigDecimal[][] decimals(DMatrixRMaj a) {
        BigDecimal[][] decimals = new BigDecimal[a.numRows][a.numCols];
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < a.numCols; j++) {
                decimals[i][j] = new BigDecimal(a.get(i, j));
            }
        }
        return decimals;
    }
}
