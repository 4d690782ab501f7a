package io.humpback.core;

import java.util.Map;

/**
 * How an engine keeps a container's log.
 *
 * @param driver for example {@code json-file}; empty for the engine's default
 * @param options the driver's options
 */
public record LogConfig(String driver, Map<String, String> options) {
    /** The engine's default. */
    public static final LogConfig DEFAULT = new LogConfig("", Map.of());

    /** Copies {@code options} in order of their keys. */
    public LogConfig {
        options = SortedCopy.of(options);
    }

    /** Returns the names of the options alone: a driver's may hold its token. */
    @Override
    public String toString() {
        return "LogConfig[driver=" + driver + ", options=" + options.keySet() + "]";
    }
}
