package org.featureflow.verify.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The wall time of a command and its stages. */
final class Stopwatch {

    private final long started = System.nanoTime();
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private long lapStarted = started;

    /** The time since the start. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** Ends a stage. */
    void lap(String stage) {
        long now = System.nanoTime();
        seconds.put(stage, (now - lapStarted) * 1e-9);
        lapStarted = now;
    }

    /** The stages so far, in seconds, and the total. */
    Map<String, Double> seconds() {
        Map<String, Double> all = new LinkedHashMap<>(seconds);
        all.put("total", elapsed().toNanos() * 1e-9);
        return all;
    }
}
