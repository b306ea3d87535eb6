package org.featureflow.verify.cli;

/** One line on a live terminal that is written over; nothing anywhere else. Closing clears it. */
final class LiveLine implements AutoCloseable {

    private static final long REFRESH_NANOS = 100_000_000;

    private final Terminal terminal;
    private long shownAt = System.nanoTime() - REFRESH_NANOS;
    private int shownLength;

    LiveLine(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Whether a new text would be shown: on a live terminal, not too soon after the last one. */
    boolean isDue() {
        return terminal.live() && System.nanoTime() - shownAt >= REFRESH_NANOS;
    }

    /** Shows a text if one is due. */
    void show(String text) {
        if (isDue()) {
            shownAt = System.nanoTime();
            write(text);
        }
    }

    /** Makes room for other output. */
    void clear() {
        if (shownLength > 0) {
            write("");
            terminal.err().print('\r');
            terminal.err().flush();
        }
    }

    @Override
    public void close() {
        clear();
    }

    private void write(String text) {
        terminal.err().print("\r" + text + " ".repeat(Math.max(0, shownLength - text.length())));
        terminal.err().flush();
        shownLength = text.length();
    }
}
