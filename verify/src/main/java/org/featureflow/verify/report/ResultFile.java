package org.featureflow.verify.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The place of a file to be written. It is checked before any work is done; the file is written beside it and moved in when it is
 * complete, so that a failure leaves what was there before.
 *
 * <p>A place that exists and is no regular file (a device, a pipe) is written to directly.
 */
public final class ResultFile {

    private final Path place;

    private ResultFile(Path place) {
        this.place = place;
    }

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {

        /**
         * Writes the content.
         *
         * @param out where to; closed by the caller
         * @throws IOException if writing fails
         */
        void write(OutputStream out) throws IOException;
    }

    /**
     * Checks that a file can be written.
     *
     * @param path where it shall be; a link is followed
     * @return the place
     * @throws IOException if the directory does not exist, or the path is a directory or read-only; the message says which and what
     *     to do
     */
    public static ResultFile at(Path path) throws IOException {
        Path place = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        Path directory = place.getParent();
        if (Files.isDirectory(place)) {
            throw new IOException("output '" + path + "' is a directory, name a file in it");
        }
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IOException("output '" + path + "' has no directory to be in, create '" + directory + "' first");
        }
        boolean writable = Files.exists(place) ? Files.isWritable(place) : Files.isWritable(directory);
        if (!writable) {
            throw new IOException("output '" + path + "' cannot be written, check the permissions");
        }
        return new ResultFile(place);
    }

    /**
     * Whether this is the place of another file.
     *
     * @param other a path
     * @return whether writing here would replace it
     * @throws IOException if the file system cannot tell
     */
    public boolean isAt(Path other) throws IOException {
        boolean exist = Files.exists(place) && Files.exists(other);
        return exist ? Files.isSameFile(place, other) : place.equals(other.toAbsolutePath());
    }

    /**
     * Writes the file.
     *
     * @param content its content
     * @throws IOException if that fails; what was there before is left
     */
    public void write(Content content) throws IOException {
        if (Files.exists(place) && !Files.isRegularFile(place)) {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(place))) {
                content.write(out);
            }
            return;
        }
        Path beside = place.resolveSibling(
                "." + place.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE))) {
                content.write(out);
            }
            moveIn(beside);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private void moveIn(Path beside) throws IOException {
        try {
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(beside, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
