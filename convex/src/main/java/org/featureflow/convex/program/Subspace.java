package org.featureflow.convex.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.ExactRank;

/**
 * A linear subspace S of R^N, in which each output of a network takes its values on N samples; theory section 5.1.
 *
 * <p>S is a direct sum of blocks, each over some of the samples and spanned by the columns of a matrix of doubles, which are proved
 * to be independent; on samples in no block every f in S is zero. Exact: the doubles are the numbers they are. All of R^N is N
 * blocks of one sample, f_n = c_n z over a group of samples is a block with one column. With c outputs, each of them lies in S.
 *
 * <p>Immutable.
 */
public final class Subspace {

    private final int samples;
    private final int dimension;
    private final List<Block> blocks;

    private Subspace(int samples, List<Block> blocks) {
        this.samples = samples;
        this.blocks = List.copyOf(blocks);
        this.dimension = blocks.stream().mapToInt(Block::dimension).sum();
    }

    /**
     * All of R^N.
     *
     * @param samples N, at least 1
     * @return R^N
     * @throws IllegalArgumentException if there is no sample
     */
    public static Subspace all(int samples) {
        if (samples < 1) {
            throw new IllegalArgumentException(samples + " samples: at least 1 is needed");
        }
        List<Block> blocks = new ArrayList<>();
        for (int n = 0; n < samples; n++) {
            blocks.add(Block.ofCoefficients(List.of(n), new double[] {1}));
        }
        return new Subspace(samples, blocks);
    }

    /**
     * The smallest subspace known to contain whatever an architecture can output on given inputs, at every width and for all
     * weights:
     *
     * <ul>
     *   <li>f_n = f_m where x_n = x_m;
     *   <li>if all activations are odd, f_n = -f_m where x_n = -x_m, and f_n = 0 where x_n = 0;
     *   <li>if all are positively homogeneous, f_n = c f_m where x_n = c x_m, c &gt; 0 (both: c of either sign), f_n = 0 where x_n = 0;
     *   <li>if all are linear, the range of X.
     * </ul>
     *
     * Which inputs are multiples of each other is decided exactly, for the rationals that the doubles are.
     *
     * @param architecture the architecture
     * @param inputs X, N x d, as the network sees them (a bias is one of the columns), finite, not modified
     * @return the reachable subspace; costs O(N d), for a linear architecture that of {@link #range}
     * @throws IllegalArgumentException if the matrix is empty or an entry not finite
     */
    public static Subspace reachable(Architecture architecture, DMatrixRMaj inputs) {
        check("inputs", inputs);
        if (architecture.isLinear()) {
            return range(inputs);
        }
        return new Subspace(
                inputs.numRows, RayGroups.of(inputs, architecture.isOdd(), architecture.isPositivelyHomogeneous()));
    }

    /**
     * The range of a matrix, for instance of given activated features.
     *
     * <p>Exact: columns that depend on each other but for rounding are independent, and as few as N of them span R^N.
     *
     * @param features A, N x k, finite, copied
     * @return all A z; costs that of {@link ExactRank}
     * @throws IllegalArgumentException if the matrix is empty or an entry not finite
     */
    public static Subspace range(DMatrixRMaj features) {
        check("features", features);
        ExactRank rank = ExactRank.of(features);
        if (rank.rank() == features.numRows) {
            return all(features.numRows);
        }
        if (rank.rank() == 0 && rank.isProved()) {
            return new Subspace(features.numRows, List.of());
        }
        List<Integer> rows = new ArrayList<>();
        for (int n = 0; n < features.numRows; n++) {
            rows.add(n);
        }
        Block block = new Block(rows, rank.spanOf(features), rank.isProved());
        return new Subspace(features.numRows, List.of(block));
    }

    /**
     * The number of samples.
     *
     * @return N
     */
    public int samples() {
        return samples;
    }

    /**
     * The dimension of the sum of the blocks' ranges, the number of coordinates.
     *
     * @return the dimension of S, if {@link #isSpanned()}
     */
    public int dimension() {
        return dimension;
    }

    /**
     * Whether the blocks are proved to span S. If not, what they span is a part of S: its points are feasible, but a dual point
     * orthogonal to it proves nothing.
     *
     * @return false only where exact linear algebra would have been too expensive
     */
    public boolean isSpanned() {
        return blocks.stream().allMatch(Block::isSpanning);
    }

    /**
     * The blocks.
     *
     * @return the blocks, over disjoint sets of samples
     */
    public List<Block> blocks() {
        return blocks;
    }

    /**
     * The outputs of coordinates, f = B z block by block, in floating point.
     *
     * @param coordinates z, dimension x c, the blocks' coordinates one below the other; not modified
     * @return f, N x c, zero on samples in no block
     * @throws IllegalArgumentException if the number of rows is not the dimension
     */
    public DMatrixRMaj outputs(DMatrixRMaj coordinates) {
        if (coordinates.numRows != dimension) {
            throw new IllegalArgumentException("coordinates are " + coordinates.numRows + " x " + coordinates.numCols
                    + ", the subspace has dimension " + dimension + ": one row a dimension is needed");
        }
        DMatrixRMaj outputs = new DMatrixRMaj(samples, coordinates.numCols);
        int offset = 0;
        for (Block block : blocks) {
            for (int i = 0; i < block.rows.size(); i++) {
                for (int j = 0; j < block.dimension(); j++) {
                    for (int k = 0; k < coordinates.numCols; k++) {
                        outputs.data[block.row(i) * outputs.numCols + k] +=
                                block.generators.get(i, j) * coordinates.get(offset + j, k);
                    }
                }
            }
            offset += block.dimension();
        }
        return outputs;
    }

    @Override
    public String toString() {
        return "subspace of R^" + samples + " of dimension " + dimension + " in " + blocks.size() + " blocks"
                + (isSpanned() ? "" : ", not proved to be spanned");
    }

    private static void check(String what, DMatrixRMaj a) {
        if (a.numRows < 1 || a.numCols < 1) {
            throw new IllegalArgumentException(
                    what + " are " + a.numRows + " x " + a.numCols + ": at least one sample and one column are needed");
        }
        for (int i = 0; i < a.getNumElements(); i++) {
            if (!Double.isFinite(a.data[i])) {
                throw new IllegalArgumentException("column " + (i % a.numCols + 1) + " of sample " + (i / a.numCols + 1)
                        + " of the " + what + " is " + a.data[i] + ": every entry must be finite");
            }
        }
    }

    /** A summand of S: the range of B on some of the samples. Immutable. */
    public static final class Block {

        private final List<Integer> rows;
        private final DMatrixRMaj generators;
        private final boolean spanning;

        private Block(List<Integer> rows, DMatrixRMaj generators, boolean spanning) {
            this.rows = List.copyOf(rows);
            this.generators = generators;
            this.spanning = spanning;
        }

        /** f_n = c_n z on a group of samples; coefficients are not zero. */
        static Block ofCoefficients(List<Integer> rows, double[] coefficients) {
            return new Block(rows, DMatrixRMaj.wrap(rows.size(), 1, Arrays.copyOf(coefficients, rows.size())), true);
        }

        /**
         * The samples.
         *
         * @return their indices from 0, ascending
         */
        public List<Integer> rows() {
            return rows;
        }

        /**
         * One of the samples.
         *
         * @param i its place in this block, from 0
         * @return its index, from 0
         */
        public int row(int i) {
            return rows.get(i);
        }

        /**
         * The number of coordinates.
         *
         * @return the number of columns of B
         */
        public int dimension() {
            return generators.numCols;
        }

        /**
         * The generators.
         *
         * @return a copy of B, a row for each sample of the block, its columns independent
         */
        public DMatrixRMaj generators() {
            return generators.copy();
        }

        /**
         * Whether the columns of B are proved to span this summand.
         *
         * @return whether they are
         */
        public boolean isSpanning() {
            return spanning;
        }
    }
}
