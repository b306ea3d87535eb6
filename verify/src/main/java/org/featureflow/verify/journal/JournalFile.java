package org.featureflow.verify.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A journal open for writing, by one run at a time. A line is on the disk before {@link #append} returns. */
final class JournalFile implements AutoCloseable {

    private final FileChannel channel;

    private JournalFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens a journal, an empty one if there is none.
     *
     * @throws IOException if it cannot be read and written, or another run has it open; the message says what to do
     */
    static JournalFile open(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw new IOException("is being written by another run, wait for it or name another directory");
        }
        forceName(path);
        return new JournalFile(channel);
    }

    /** What stands in it. */
    JournalText read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        channel.position(0);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // Reads on to the end.
        }
        return JournalText.read(bytes.array());
    }

    /** Takes away all from a place on: the next line is written there. */
    void cut(long bytes) throws IOException {
        channel.truncate(bytes);
        channel.position(bytes);
    }

    /** Adds a line and waits until it is on the disk. */
    void append(String entry) throws IOException {
        ByteBuffer line = JournalText.line(entry);
        while (line.hasRemaining()) {
            channel.write(line);
        }
        channel.force(false);
    }

    /** Gives up the lock, too. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Puts the file's name on the disk, where the platform lets a directory be opened; elsewhere it does so itself. */
    @SuppressWarnings("EmptyCatch")
    private static void forceName(Path path) {
        try (FileChannel directory = FileChannel.open(path.resolveSibling("."), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException notPossible) {
            // The lines are still safe from all but a loss of power.
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
