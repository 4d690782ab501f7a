package io.humpback.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * One thing that can be configured: its names in each source, how its text is read, what is taken when nobody gives it.
 * Immutable.
 *
 * @param key its name below {@code humpback:} in the file
 * @param expected what a message says of the right form
 * @param reader reads and checks one text; throws {@link RuntimeException} if it is wrong
 * @param defaults the texts taken when nobody gives it; several for a list
 * @param isList whether it may have several values, separated by commas where they stand in one text
 * @param variables its environment variables, the strongest first
 * @param isSecret whether its value is never shown
 * @param path its place in the original's file, dots between the keys, empty for none; {@code cluster.opts.X} stands
 *     for an entry {@code X=…} of that list
 */
record Setting<T>(
        String key,
        String expected,
        Function<String, T> reader,
        List<String> defaults,
        boolean isList,
        List<Variable> variables,
        boolean isSecret,
        String path) {
    /** An environment variable; {@code suffix} is put behind its value. */
    record Variable(String name, String suffix) {}

    static <T> Setting<T> of(String key, String expected, Function<String, T> reader, String defaultText) {
        return new Setting<>(key, expected, reader, List.of(defaultText), false, List.of(), false, "");
    }

    static <T> Setting<T> listOf(String key, String expected, Function<String, T> reader, List<String> defaults) {
        return new Setting<>(key, expected, reader, defaults, true, List.of(), false, "");
    }

    Setting<T> variables(String... names) {
        List<Variable> all =
                Arrays.stream(names).map(name -> new Variable(name, "")).toList();
        return new Setting<>(key, expected, reader, defaults, isList, all, isSecret, path);
    }

    Setting<T> variableWithSuffix(String name, String suffix) {
        List<Variable> one = List.of(new Variable(name, suffix));
        return new Setting<>(key, expected, reader, defaults, isList, one, isSecret, path);
    }

    Setting<T> path(String newPath) {
        return new Setting<>(key, expected, reader, defaults, isList, variables, isSecret, newPath);
    }

    /** Returns this setting with a value that is never shown, neither in messages nor in a list of all values. */
    Setting<T> secret() {
        return new Setting<>(key, expected, reader, defaults, isList, variables, true, path);
    }

    /** Returns {@code text}, a value of this setting, as it may be shown. */
    String shown(String text) {
        if (isSecret) {
            return text.isEmpty() ? "" : Secrets.MASK;
        }
        return Secrets.maskUri(text);
    }

    /** Returns what {@code given} means, or throws a {@link ConfigurationException} that names its place. */
    T read(Given given) {
        try {
            return reader.apply(given.text());
        } catch (RuntimeException e) {
            throw wrong(given, expected, e);
        }
    }

    private ConfigurationException wrong(Given given, String wanted, RuntimeException cause) {
        String shown = shown(given.text());
        return new ConfigurationException(
                given.origin().place(), key + ": \"" + shown + "\" (expected: " + wanted + ")", cause);
    }

    /** The text of a value, and where it stands. */
    record Given(String text, Origin origin) {}
}
