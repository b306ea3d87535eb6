package org.featureflow.core.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class NativeBlasTest {

    /** Prints what loading came to: run in its own virtual machine, since a library is looked for only once. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) {
            try {
                System.out.print(MatrixProducts.nativeBlas().name());
            } catch (IllegalStateException e) {
                System.out.print(e.getMessage());
            }
        }
    }

    @Test
    void aMissingLibraryIsNamedAndNothingElseIsPrinted() throws IOException, InterruptedException {
        assertThat(probe("-Ddev.ludovic.netlib.blas.nativeLib=libnosuchblas.so.9"))
                .isEqualTo("OpenBLAS not found: install it (Debian and Ubuntu: apt-get install libopenblas0) "
                        + "or use the portable back end");
    }

    @Test
    void agreesWithThePortableBackEnd() throws IOException, InterruptedException {
        // asking the code under test whether the library is there would hide that it cannot load it
        assumeTrue(
                Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64")
                        .anyMatch(folder -> Files.exists(Path.of(folder, "libopenblas.so.0"))),
                "no OpenBLAS on this machine");
        assertThat(probe("-Dunused=1")).isEqualTo("native (OpenBLAS)");
        MatrixProducts blas = MatrixProducts.nativeBlas();
        assertThat(blas.threads()).isPositive();
        MatrixProducts portable = MatrixProducts.portable(1);
        for (int[] shape : new int[][] {
            {1, 1, 1}, {3, 17, 5}, {1, 9, 1}, {40, 1, 30}, {0, 3, 2}, {2, 0, 3}, {64, 65, 63}, {300, 5, 400}
        }) {
            SplittableRandom random = new SplittableRandom(7);
            DMatrixRMaj a = matrix(random, shape[0], shape[1]);
            DMatrixRMaj b = matrix(random, shape[1], shape[2]);
            DMatrixRMaj aTransposed = transposed(a);
            DMatrixRMaj bTransposed = transposed(b);
            DMatrixRMaj expected = matrix(random, shape[0], shape[2]);
            DMatrixRMaj out = expected.copy();
            portable.add(0.3, a, b, expected);
            portable.addTransposedLeft(2, aTransposed, b, expected);
            portable.addTransposedRight(-1.5, a, bTransposed, expected);
            blas.add(0.3, a, b, out);
            blas.addTransposedLeft(2, aTransposed, b, out);
            blas.addTransposedRight(-1.5, a, bTransposed, out);
            assertThat(out.data).containsExactly(expected.data, within(1e-13));
            DMatrixRMaj apart = new DMatrixRMaj(shape[0], shape[2]);
            DMatrixRMaj sum = expected.copy();
            portable.addTransposedLeft(0.3, aTransposed, b, sum);
            blas.addTransposedLeft(0.3, aTransposed, b, expected, apart);
            assertThat(apart.data).containsExactly(sum.data, within(1e-13));
            blas.multiply(a, b, out);
            portable.multiply(a, b, expected);
            assertThat(out.data).containsExactly(expected.data, within(1e-13));
        }
    }

    private static String probe(String property) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        property,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Probe.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static DMatrixRMaj matrix(SplittableRandom random, int rows, int cols) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < rows * cols; i++) {
            matrix.data[i] = 2 * random.nextDouble() - 1;
        }
        return matrix;
    }

    private static DMatrixRMaj transposed(DMatrixRMaj matrix) {
        DMatrixRMaj out = new DMatrixRMaj(matrix.numCols, matrix.numRows);
        for (int i = 0; i < matrix.numRows; i++) {
            for (int j = 0; j < matrix.numCols; j++) {
                out.set(j, i, matrix.get(i, j));
            }
        }
        return out;
    }
}
