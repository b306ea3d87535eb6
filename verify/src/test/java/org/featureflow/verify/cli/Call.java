package org.featureflow.verify.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/** A call of the program inside this virtual machine. */
record Call(int exitCode, String out, String err) {

    static Call of(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            texts[i] = args[i].toString();
        }
        int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), texts);
        return new Call(exitCode, out.toString(), err.toString());
    }

    /** A result file. */
    static JsonNode json(Path path) throws IOException {
        return new ObjectMapper().readTree(path.toFile());
    }

    /** A result file without what depends on the machine. */
    static JsonNode withoutEnvironment(Path path) throws IOException {
        return ((ObjectNode) json(path)).without("environment");
    }
}
