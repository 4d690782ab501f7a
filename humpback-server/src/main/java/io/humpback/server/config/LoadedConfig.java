package io.humpback.server.config;

import java.util.List;

/**
 * A configuration, and where each of its values comes from. Immutable.
 *
 * @param values one for each setting, in the order of the documentation
 */
public record LoadedConfig(CenterConfig config, List<Value> values) {
    /** Copies the list. */
    public LoadedConfig {
        values = List.copyOf(values);
    }

    /**
     * One setting with its origin.
     *
     * @param key its name below {@code humpback:}
     * @param text its value as it was given, secrets masked
     */
    public record Value(String key, String text, Origin origin) {}
}
