package io.humpback.server.simulated;

import com.google.common.base.Splitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a container's command would do, as far as anybody sees it from outside: whether it starts, how long it runs and
 * how it ends. Knows {@code sleep N}, {@code exit N}, {@code true}, {@code false}, {@code echo}, {@code date} and the
 * like, also in the words of {@code sh -c}; {@code /no/...} does not exist; everything else runs until it is asked to
 * end. Immutable.
 *
 * @param lifetime how long it runs; null for ever
 * @param output what it prints at its start
 * @param heedsTerm whether it ends by itself when it is asked to; as a container's first process, a plain {@code sleep}
 *     or a shell without a {@code trap} does not
 * @param missing the path that does not exist, so that it cannot start; null if it can
 */
record Program(
        @Nullable Duration lifetime,
        int exitCode,
        String output,
        boolean heedsTerm,
        @Nullable String missing) {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "/bin/sh", "/bin/bash");
    private static final Set<String> QUICK = Set.of(
            "date", "true", "echo", "ls", "env", "hostname", "cat", "test", "trap", "wait", "mkdir", "touch", "rm");
    private static final Splitter STATEMENT_END = Splitter.on(Pattern.compile(";|&&|&|\\n"));
    private static final String NOWHERE = "/no/";

    /** Returns what {@code words}, a command with its arguments, would do. */
    static Program of(List<String> words) {
        if (words.isEmpty()) {
            return new Program(null, 0, "", true, null);
        }
        if (words.get(0).startsWith(NOWHERE)) {
            return new Program(Duration.ZERO, 127, "", true, words.get(0));
        }
        boolean script = SHELLS.contains(words.get(0))
                && words.size() > 2
                && words.get(1).equals("-c");
        return script ? ofScript(words.get(2)) : ofStatements(List.of(words));
    }

    private static Program ofScript(String script) {
        List<List<String>> statements = new ArrayList<>();
        for (String part : STATEMENT_END.split(script)) {
            List<String> words = List.of(part.strip().split("\\s+"));
            if (!words.get(0).isEmpty()) {
                statements.add(words);
            }
        }
        return ofStatements(statements);
    }

    private static Program ofStatements(List<List<String>> statements) {
        Duration lifetime = Duration.ZERO;
        StringBuilder output = new StringBuilder();
        int exitCode = 0;
        boolean trapped = statements.stream().anyMatch(words -> words.get(0).equals("trap"));
        for (List<String> words : statements) {
            String verb = words.get(0).substring(words.get(0).lastIndexOf('/') + 1);
            String argument = words.size() > 1 ? words.get(1) : "";
            if (verb.equals("exit")) {
                return new Program(lifetime, (int) number(argument), output.toString(), trapped, null);
            } else if (verb.equals("sleep")) {
                lifetime = lifetime.plusMillis((long) (number(argument) * 1000));
                exitCode = 0;
            } else if (verb.equals("false")) {
                exitCode = 1;
            } else if (!QUICK.contains(verb)) {
                return new Program(null, 0, output.toString(), true, null);
            } else {
                exitCode = 0;
                output.append(printed(verb, words));
            }
        }
        return new Program(lifetime, exitCode, output.toString(), trapped, null);
    }

    private static String printed(String verb, List<String> words) {
        return verb.equals("echo") ? String.join(" ", words.subList(1, words.size())) + "\n" : "";
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
