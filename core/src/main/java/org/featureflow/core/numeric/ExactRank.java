package org.featureflow.core.numeric;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The rank of a matrix of doubles, each taken for the rational number it is, and columns that span its range: a proof, not an
 * estimate.
 *
 * <p>Columns scaled by powers of two are integer vectors. Columns with pivots in Gaussian elimination modulo a prime have a minor
 * that is not zero, so they are independent. The others are dependent on them if every minor of order r + 1 is zero; these are
 * integers below Hadamard's bound and it is enough that they vanish modulo primes whose product exceeds it. That needs no number
 * longer than 64 bits.
 *
 * <p>Cost: n k r operations a prime; one prime if r = min(n, k), else about (r + 1) b/30 of them, b the number of bits of the scaled
 * entries (60 to 100 for common data). Above a budget of 1e9 operations the dependence stays unproved, and the object says so.
 * Deterministic and immutable.
 */
public final class ExactRank {

    private static final double BUDGET = 1e9;

    /** Every prime in use is above 2^30. */
    private static final int BITS_OF_A_PRIME = 30;

    private final int[] columns;
    private final boolean proved;

    private ExactRank(int[] columns, boolean proved) {
        this.columns = columns;
        this.proved = proved;
    }

    /**
     * Finds the rank.
     *
     * @param a n x k, finite, not modified
     * @return its rank and independent columns
     * @throws IllegalArgumentException if an entry is not finite, naming it
     */
    public static ExactRank of(DMatrixRMaj a) {
        for (int i = 0; i < a.getNumElements(); i++) {
            if (!Double.isFinite(a.data[i])) {
                throw new IllegalArgumentException(
                        "entry (" + (i / a.numCols + 1) + ", " + (i % a.numCols + 1) + ") of a " + a.numRows + " x "
                                + a.numCols + " matrix is " + a.data[i] + ": entries must be finite");
            }
        }
        int[] lowest = lowestExponents(a);
        int[] columns = new int[0];
        long prime = Integer.MAX_VALUE;
        // The first prime finds the rank but for bad luck; each further one counts towards Hadamard's bound.
        for (long tried = 1; ; tried++) {
            int[] found = pivots(a, lowest, prime);
            if (found.length > columns.length) {
                columns = found;
            }
            if (columns.length == Math.min(a.numRows, a.numCols)) {
                return new ExactRank(columns, true);
            }
            double needed = minorBits(a, lowest, columns.length + 1);
            if (tried * BITS_OF_A_PRIME > needed) {
                return new ExactRank(columns, true);
            }
            double work = (double) a.numRows * a.numCols * Math.max(1, columns.length);
            if (work * needed / BITS_OF_A_PRIME > BUDGET) {
                return new ExactRank(columns, false);
            }
            prime = primeBelow(prime);
        }
    }

    /**
     * The rank.
     *
     * @return the number of columns proved independent; if {@link #isProved()}, the rank
     */
    public int rank() {
        return columns.length;
    }

    /**
     * Independent columns.
     *
     * @return a copy of their indices, ascending; if {@link #isProved()}, they span the range
     */
    public int[] columns() {
        return columns.clone();
    }

    /**
     * Whether the other columns are proved to depend on the independent ones.
     *
     * @return false only if the proof would exceed the budget
     */
    public boolean isProved() {
        return proved;
    }

    /**
     * The independent columns of a matrix.
     *
     * @param a the matrix whose rank this is, not modified
     * @return a new n x rank matrix
     */
    public DMatrixRMaj spanOf(DMatrixRMaj a) {
        DMatrixRMaj span = new DMatrixRMaj(a.numRows, columns.length);
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < columns.length; j++) {
                span.set(i, j, a.get(i, columns[j]));
            }
        }
        return span;
    }

    /** For each column the exponent of the lowest bit of its entries; columns of zeros have MAX_VALUE. */
    private static int[] lowestExponents(DMatrixRMaj a) {
        int[] lowest = new int[a.numCols];
        Arrays.fill(lowest, Integer.MAX_VALUE);
        for (int i = 0; i < a.getNumElements(); i++) {
            if (a.data[i] != 0) {
                int exponent = exponent(a.data[i]) + Long.numberOfTrailingZeros(mantissa(a.data[i]));
                lowest[i % a.numCols] = Math.min(lowest[i % a.numCols], exponent);
            }
        }
        return lowest;
    }

    /** log2 of Hadamard's bound on minors of an order, rounded up: the product of the columns' lengths. */
    private static double minorBits(DMatrixRMaj a, int[] lowest, int order) {
        double[] bits = new double[a.numCols];
        for (int i = 0; i < a.getNumElements(); i++) {
            if (a.data[i] != 0) {
                int column = i % a.numCols;
                bits[column] = Math.max(bits[column], Math.getExponent(a.data[i]) + 1.0 - lowest[column]);
            }
        }
        Arrays.sort(bits);
        double sum = order * (Math.log(order) / Math.log(2) / 2 + 0.001) + 1;
        for (int i = 0; i < order; i++) {
            sum += bits[bits.length - 1 - i];
        }
        return sum;
    }

    /** The columns with pivots of Gaussian elimination modulo a prime below 2^31. */
    private static int[] pivots(DMatrixRMaj a, int[] lowest, long prime) {
        int n = a.numRows;
        int k = a.numCols;
        long[][] rows = new long[n][k];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                rows[i][j] = residue(a.data[i * k + j], lowest[j], prime);
            }
        }
        int[] pivots = new int[Math.min(n, k)];
        int rank = 0;
        for (int j = 0; j < k && rank < n; j++) {
            int pivot = rank;
            while (pivot < n && rows[pivot][j] == 0) {
                pivot++;
            }
            if (pivot == n) {
                continue;
            }
            long[] row = rows[pivot];
            rows[pivot] = rows[rank];
            rows[rank] = row;
            long inverse = power(row[j], prime - 2, prime);
            for (int i = rank + 1; i < n; i++) {
                long factor = rows[i][j] * inverse % prime;
                if (factor != 0) {
                    long negative = prime - factor;
                    for (int l = j; l < k; l++) {
                        rows[i][l] = (rows[i][l] + negative * row[l]) % prime;
                    }
                }
            }
            pivots[rank++] = j;
        }
        return Arrays.copyOf(pivots, rank);
    }

    private static long residue(double x, int lowest, long prime) {
        if (x == 0) {
            return 0;
        }
        long mantissa = mantissa(x);
        int zeros = Long.numberOfTrailingZeros(mantissa);
        long residue = (mantissa >>> zeros) % prime * power(2, exponent(x) + zeros - lowest, prime) % prime;
        return x > 0 || residue == 0 ? residue : prime - residue;
    }

    /** |x| = mantissa 2^exponent. */
    private static long mantissa(double x) {
        long bits = Double.doubleToRawLongBits(x);
        long fraction = bits & 0xFFFFFFFFFFFFFL;
        return (bits & 0x7FF0000000000000L) == 0 ? fraction : fraction | 0x10000000000000L;
    }

    private static int exponent(double x) {
        return Math.max(Math.getExponent(x), Double.MIN_EXPONENT) - 52;
    }

    private static long power(long base, long exponent, long prime) {
        long result = 1;
        long square = base % prime;
        for (long e = exponent; e > 0; e >>= 1) {
            result = (e & 1) == 1 ? result * square % prime : result;
            square = square * square % prime;
        }
        return result;
    }

    private static long primeBelow(long n) {
        for (long candidate = n - 2; ; candidate -= 2) {
            if (isPrime(candidate)) {
                return candidate;
            }
        }
    }

    private static boolean isPrime(long odd) {
        for (long divisor = 3; divisor * divisor <= odd; divisor += 2) {
            if (odd % divisor == 0) {
                return false;
            }
        }
        return true;
    }
}
