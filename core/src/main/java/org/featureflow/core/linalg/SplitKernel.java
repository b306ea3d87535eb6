package org.featureflow.core.linalg;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Splits large results over several threads, the caller's among them. The kernel's bits must not depend on how a result is split, and
 * {@link PortableKernel}'s do not. The other threads are daemons that end after some idle seconds, so that they neither keep a virtual machine
 * running nor need to be closed.
 */
final class SplitKernel implements ProductKernel {
    /** Below so many operations, a tenth of a millisecond, waking a thread up costs as much as it saves. */
    private static final double WORTHWHILE = 8e6;

    private final ProductKernel kernel;
    private final int threads;
    private final Executor others;

    SplitKernel(ProductKernel kernel, int threads) {
        this.kernel = kernel;
        this.threads = threads;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads - 1, threads - 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "matrix-products");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.others = pool;
    }

    @Override
    public void add(double s, Block a, Block b, Block from, Block out) {
        if (2.0 * out.rows * out.cols * a.cols < WORTHWHILE) {
            kernel.add(s, a, b, from, out);
            return;
        }
        List<Runnable> parts = split(s, a, b, from, out);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (Runnable part : parts.subList(1, parts.size())) {
            running.add(CompletableFuture.runAsync(part, others));
        }
        try {
            parts.get(0).run();
        } finally {
            // all parts end before this method does, since they write into the caller's matrix
            waitFor(running);
        }
    }

    private static void waitFor(List<CompletableFuture<Void>> running) {
        try {
            CompletableFuture.allOf(running.toArray(new CompletableFuture<?>[0]))
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error) {
                throw (Error) e.getCause();
            }
            throw e;
        }
    }

    /** By columns, at the bounds of tiles, unless that would leave the shares unequal; else by rows. */
    private List<Runnable> split(double s, Block a, Block b, Block from, Block out) {
        int tiles = (out.cols + Tile.WIDTH - 1) / Tile.WIDTH;
        boolean byColumns = tiles % threads == 0 || tiles >= 4 * threads || out.rows < 32 * threads;
        int units = byColumns ? tiles : (out.rows + MicroKernel.ROWS - 1) / MicroKernel.ROWS;
        int unit = byColumns ? Tile.WIDTH : MicroKernel.ROWS;
        List<Runnable> parts = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int first = (int) ((long) units * t / threads) * unit;
            int end = Math.min((int) ((long) units * (t + 1) / threads) * unit, byColumns ? out.cols : out.rows);
            if (first < end) {
                parts.add(
                        byColumns
                                ? () -> kernel.add(
                                        s, a, b.cols(first, end), from.cols(first, end), out.cols(first, end))
                                : () -> kernel.add(
                                        s, a.rows(first, end), b, from.rows(first, end), out.rows(first, end)));
            }
        }
        return parts;
    }
}
