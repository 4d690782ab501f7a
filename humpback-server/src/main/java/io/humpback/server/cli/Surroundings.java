package io.humpback.server.cli;

import io.humpback.server.config.LoggerConfig;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a command finds around it: the process in a real run, something else in a test.
 *
 * @param out for what was asked for
 * @param err for errors
 * @param atShutdown registers what is to be done when the process is told to end
 * @param logging sets up the log
 * @param terminal whether a person watches what is written to {@code out}
 */
record Surroundings(
        Map<String, String> environment,
        PrintWriter out,
        PrintWriter err,
        Consumer<Runnable> atShutdown,
        Consumer<LoggerConfig> logging,
        boolean terminal) {
    Surroundings {
        environment = Map.copyOf(environment);
    }
}
