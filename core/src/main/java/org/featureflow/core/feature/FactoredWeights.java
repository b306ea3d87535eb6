package org.featureflow.core.feature;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.RoundingError;

/**
 * Weights of low rank, V = P^T Q exactly, kept as their factors P (R x rows) and Q (R x cols), theory section 4: memory and products
 * are linear in the width.
 *
 * <p>The factors are a list of terms P_s^T Q_s that are never written again. A change appends a term and shares the others, so weights
 * that branched from the same start keep their own lists. Products with few rows are slow; so a term is merged with the one before it once
 * that is no longer than it, and sizes fall geometrically along the list: in n changes each number is copied at most log2 n times.
 * {@link Recompression} finds fewer rows for the same weights.
 */
public final class FactoredWeights implements LayerWeights {

    /** P_s and Q_s, never written after this term is made. */
    record Term(DMatrixRMaj p, DMatrixRMaj q) {}

    private final int rows;
    private final int cols;
    private final List<Term> terms;
    /** The rows of the first term that are orthogonal among themselves in P and in Q, with falling norms; 0 if that is not known. */
    private final int orthogonal;

    private FactoredWeights(int rows, int cols, List<Term> terms, int orthogonal) {
        this.rows = rows;
        this.cols = cols;
        this.terms = terms;
        this.orthogonal = orthogonal;
    }

    /**
     * Weights p^T q.
     *
     * @param p P, R x rows, copied; R may be 0
     * @param q Q, R x cols, copied
     * @return the weights
     * @throws IllegalArgumentException if the numbers of rows of p and q differ
     */
    public static FactoredWeights of(DMatrixRMaj p, DMatrixRMaj q) {
        checkRanks(p, q);
        return new FactoredWeights(p.numCols, q.numCols, List.of(new Term(p.copy(), q.copy())), 0);
    }

    /** Takes over factors whose rows are orthogonal, in P and in Q, and come by falling size. */
    static FactoredWeights ofOrthogonal(DMatrixRMaj p, DMatrixRMaj q) {
        return new FactoredWeights(p.numCols, q.numCols, List.of(new Term(p, q)), p.numRows);
    }

    private static void checkRanks(DMatrixRMaj p, DMatrixRMaj q) {
        if (p.numRows != q.numRows) {
            throw new IllegalArgumentException("p is " + p.numRows + " x " + p.numCols + ", q is " + q.numRows + " x "
                    + q.numCols + ": both need one row for each term of p^T q");
        }
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int cols() {
        return cols;
    }

    /**
     * The number of terms of rank one, at least the rank of V.
     *
     * @return R
     */
    public int rank() {
        return terms.stream().mapToInt(term -> term.p().numRows).sum();
    }

    /**
     * The source factor.
     *
     * @return a copy of P, R x rows
     */
    public DMatrixRMaj p() {
        return stacked(terms.stream().map(Term::p).toList(), rows);
    }

    /**
     * The destination factor.
     *
     * @return a copy of Q, R x cols
     */
    public DMatrixRMaj q() {
        return stacked(terms.stream().map(Term::q).toList(), cols);
    }

    List<Term> terms() {
        return terms;
    }

    /** The rank of the first term if its rows are orthogonal, else 0. */
    int orthogonal() {
        return orthogonal;
    }

    @Override
    public void multiply(MatrixProducts products, DMatrixRMaj a, DMatrixRMaj out) {
        checkShape(a, rows, out, cols);
        out.zero();
        for (Term term : terms) {
            // Fresh: ranks differ from step to step, and working memory would keep every size.
            DMatrixRMaj c = new DMatrixRMaj(a.numRows, term.p().numRows);
            products.multiplyTransposedRight(a, term.p(), c);
            products.add(1, c, term.q(), out);
        }
    }

    @Override
    public void multiplyTransposed(MatrixProducts products, DMatrixRMaj e, DMatrixRMaj out) {
        checkShape(e, cols, out, rows);
        out.zero();
        for (Term term : terms) {
            DMatrixRMaj c = new DMatrixRMaj(e.numRows, term.q().numRows);
            products.multiplyTransposedRight(e, term.q(), c);
            products.add(1, c, term.p(), out);
        }
    }

    /**
     * out = (a |P|^T + t) |Q|, so that M = |P|^T |Q|; t = {@link RoundingError#UNDERFLOW} pays for what underflows in a P^T and is then
     * multiplied by Q.
     */
    @Override
    public void multiplyMagnitude(MatrixProducts products, DMatrixRMaj a, DMatrixRMaj out) {
        checkShape(a, rows, out, cols);
        out.zero();
        for (Term term : terms) {
            DMatrixRMaj c = new DMatrixRMaj(a.numRows, term.p().numRows);
            products.multiplyTransposedRight(a, magnitude(term.p()), c);
            for (int i = 0; i < c.getNumElements(); i++) {
                c.data[i] += RoundingError.UNDERFLOW;
            }
            products.add(1, c, magnitude(term.q()), out);
        }
    }

    /**
     * One entry of a P^T goes through rows + 1 roundings; as a term of the product with Q it goes through R + 1 more, one for each
     * addition to the sum, a separate one for each term of the list, and its product. gamma_i + gamma_j + gamma_i gamma_j &lt;=
     * gamma_{i+j} (Higham, lemma 3.3). The one of t in {@link #multiplyMagnitude} is the last.
     *
     * @return K = rows + R + the number of terms in the list + 3
     */
    @Override
    public long roundings() {
        return (long) rows + rank() + terms.size() + 3;
    }

    /**
     * V + scale p^T q, with the rounded product scale q as a new factor.
     *
     * @param products not used
     * @param scale the factor
     * @param p N x rows, copied
     * @param q N x cols, copied
     * @return the changed weights; costs N (rows + cols) numbers copied, times the logarithm of the number of changes on average
     * @throws IllegalArgumentException if shapes do not fit
     */
    @Override
    public FactoredWeights plus(MatrixProducts products, double scale, DMatrixRMaj p, DMatrixRMaj q) {
        checkRanks(p, q);
        if (p.numCols != rows || q.numCols != cols) {
            throw new IllegalArgumentException("p has " + p.numCols + " columns, q " + q.numCols + ", the weights are "
                    + rows + " x " + cols + ": p needs one for each source unit, q one for each destination");
        }
        DMatrixRMaj scaled = q.copy();
        for (int i = 0; i < scaled.getNumElements(); i++) {
            scaled.data[i] *= scale;
        }
        List<Term> appended = new ArrayList<>(terms);
        int fixed = orthogonal > 0 ? 1 : 0;
        List<Term> merged = new ArrayList<>(List.of(new Term(p.copy(), scaled)));
        int rank = p.numRows;
        while (appended.size() > fixed && appended.get(appended.size() - 1).p().numRows <= rank) {
            Term last = appended.remove(appended.size() - 1);
            merged.add(0, last);
            rank += last.p().numRows;
        }
        appended.add(merged.size() == 1 ? merged.get(0) : merged(merged));
        return new FactoredWeights(rows, cols, List.copyOf(appended), orthogonal);
    }

    private Term merged(List<Term> parts) {
        return new Term(
                stacked(parts.stream().map(Term::p).toList(), rows),
                stacked(parts.stream().map(Term::q).toList(), cols));
    }

    @Override
    public DMatrixRMaj toDense() {
        if ((long) rows * cols > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("weights of " + rows + " x " + cols
                    + " have more entries than an array can have: use their factors");
        }
        DMatrixRMaj dense = new DMatrixRMaj(rows, cols);
        for (Term term : terms) {
            MatrixProducts.portable(1).addTransposedLeft(1, term.p(), term.q(), dense);
        }
        return dense;
    }

    private static DMatrixRMaj magnitude(DMatrixRMaj a) {
        DMatrixRMaj magnitude = new DMatrixRMaj(a.numRows, a.numCols);
        for (int i = 0; i < a.getNumElements(); i++) {
            magnitude.data[i] = Math.abs(a.data[i]);
        }
        return magnitude;
    }

    private static DMatrixRMaj stacked(List<DMatrixRMaj> parts, int cols) {
        DMatrixRMaj stacked =
                new DMatrixRMaj(parts.stream().mapToInt(part -> part.numRows).sum(), cols);
        int to = 0;
        for (DMatrixRMaj part : parts) {
            System.arraycopy(part.data, 0, stacked.data, to, part.getNumElements());
            to += part.getNumElements();
        }
        return stacked;
    }

    private static void checkShape(DMatrixRMaj in, int from, DMatrixRMaj out, int to) {
        if (in.numCols != from || out.numRows != in.numRows || out.numCols != to) {
            throw new IllegalArgumentException("a product of " + in.numRows + " x " + in.numCols + " into "
                    + out.numRows + " x " + out.numCols + ": the weights take rows of " + from + " to rows of " + to);
        }
    }
}
