package org.featureflow.verify.report;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a result depends on the machine for, and nothing else does: paths, threads, timings; the machine's facts are added when it is
 * written.
 *
 * @param paths the files read and written, by their role
 * @param threads the number of threads
 * @param seconds the wall time of each stage
 */
public record Environment(Map<String, String> paths, int threads, Map<String, Double> seconds) {

    /**
     * Copies the maps, keeping their order.
     *
     * @param paths the files read and written, by their role
     * @param threads the number of threads
     * @param seconds the wall time of each stage
     */
    public Environment {
        paths = Collections.unmodifiableMap(new LinkedHashMap<>(paths));
        seconds = Collections.unmodifiableMap(new LinkedHashMap<>(seconds));
    }

    void write(JsonWriter json) throws IOException {
        json.object("paths", inner -> {
            for (Map.Entry<String, String> path : paths.entrySet()) {
                inner.text(path.getKey(), path.getValue());
            }
        });
        json.whole("threads", threads);
        json.object("seconds", inner -> {
            for (Map.Entry<String, Double> stage : seconds.entrySet()) {
                inner.number(stage.getKey(), stage.getValue());
            }
        });
        json.object("libraries", Libraries::write);
        json.object("machine", inner -> {
            inner.text("java", System.getProperty("java.runtime.version"));
            inner.text("vm", System.getProperty("java.vm.name"));
            inner.text("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
            inner.text("architecture", System.getProperty("os.arch"));
            inner.whole("processors", Runtime.getRuntime().availableProcessors());
            inner.whole("memory", Runtime.getRuntime().maxMemory());
        });
    }
}
