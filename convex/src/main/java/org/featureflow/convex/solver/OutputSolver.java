package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace.Block;

/**
 * Solves output programs (theory section 5.1): each block of the subspace by a regularised Newton method, then bounds by
 * {@link OutputSolution#certify}.
 */
public final class OutputSolver {

    private OutputSolver() {}

    /**
     * Solves an output program. Infima that are not attained are approached until what is left to gain is below 1e-18 a block.
     *
     * @param program the program
     * @return a feasible point, a dual point and proved bounds; costs O(N (r c)^2 + (r c)^3) a Newton step for a block of r generators
     */
    public static OutputSolution solve(OutputProgram program) {
        int c = program.objective().outputs();
        DMatrixRMaj coordinates = new DMatrixRMaj(program.subspace().dimension(), c);
        int offset = 0;
        for (Block block : program.subspace().blocks()) {
            DMatrixRMaj z = new BlockNewton(program.objective(), block).minimise();
            System.arraycopy(z.data, 0, coordinates.data, offset * c, z.getNumElements());
            offset += block.dimension();
        }
        DMatrixRMaj gradient = program.objective().gradient(program.subspace().outputs(coordinates));
        return OutputSolution.certify(program, coordinates, gradient);
    }
}
