package org.featureflow.verify.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The call that repeats a run, for a shell. */
final class RepeatedCall {

    private static final String SAFE = "[A-Za-z0-9_@%+=:,./-]+";

    private RepeatedCall() {}

    /**
     * The call as it was made, without what names output files, and with the seed.
     *
     * @param parsed the call
     * @param outputs the options that name output files
     * @param seed the seed
     */
    static String of(ParseResult parsed, Set<String> outputs, long seed) {
        List<String> words =
                new ArrayList<>(List.of("featureflow", parsed.commandSpec().name()));
        for (ArgSpec argument : parsed.matchedArgs()) {
            List<String> values = argument.originalStringValues();
            if (!(argument instanceof OptionSpec option)) {
                words.addAll(values);
            } else if (!outputs.contains(option.longestName())
                    && !option.longestName().equals("--seed")) {
                for (String value : values) {
                    words.add(option.longestName());
                    if (option.arity().max() > 0) {
                        words.add(value);
                    }
                }
            }
        }
        words.add("--seed");
        words.add(Long.toString(seed));
        return String.join(" ", words.stream().map(RepeatedCall::quoted).toList());
    }

    private static String quoted(String word) {
        return word.matches(SAFE) ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
