package org.featureflow.verify.report;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.featureflow.verify.json.JsonWriter;

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
            for (Map.Entry<String, String> fact : machine().entrySet()) {
                inner.text(fact.getKey(), fact.getValue());
            }
            inner.whole("processors", Runtime.getRuntime().availableProcessors());
            inner.whole("memory", Runtime.getRuntime().maxMemory());
        });
    }

    /**
     * All of it for people.
     *
     * @return texts by name, in a fixed order
     */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        paths.forEach((role, path) -> facts.put("path of " + role, path));
        facts.put("threads", Integer.toString(threads));
        seconds.forEach((stage, time) -> facts.put("seconds, " + stage, Rounded.near(time)));
        facts.putAll(machine());
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", Runtime.getRuntime().maxMemory() + " bytes");
        return facts;
    }

    private static Map<String, String> machine() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("java", System.getProperty("java.runtime.version"));
        facts.put("vm", System.getProperty("java.vm.name"));
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("architecture", System.getProperty("os.arch"));
        return facts;
    }
}
