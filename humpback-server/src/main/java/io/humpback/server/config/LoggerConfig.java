package io.humpback.server.config;

import java.util.Locale;

/**
 * What is logged and where to. Immutable.
 *
 * @param file the log file; empty for standard error alone
 * @param maxBytes size at which a new file is begun, above 0
 */
public record LoggerConfig(String file, Level level, long maxBytes) {
    /** Checks the size. */
    public LoggerConfig {
        checkMaxBytes(maxBytes);
    }

    static long checkMaxBytes(long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("maxBytes: " + value + " (expected: above 0)");
        }
        return value;
    }

    /** The least weight a line must have to be logged. */
    public enum Level {
        /** Everything. */
        TRACE,
        /** What helps to find a defect. */
        DEBUG,
        /** What an operator would tell a colleague. */
        INFO,
        /** We go on without something. */
        WARN,
        /** Somebody must act. */
        ERROR;

        /** Returns the level of this name, also by the original's names {@code warning}, {@code fatal}, {@code panic}. */
        public static Level parse(String text) {
            String name = text.toUpperCase(Locale.ROOT);
            return switch (name) {
                case "WARNING" -> WARN;
                case "FATAL", "PANIC" -> ERROR;
                default -> valueOf(name);
            };
        }
    }
}
