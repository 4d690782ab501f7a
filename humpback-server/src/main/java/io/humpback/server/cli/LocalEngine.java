package io.humpback.server.cli;

import io.humpback.core.HumpbackException;
import io.humpback.server.config.ConfigurationException;
import io.humpback.server.config.ConfiguredEngines;
import io.humpback.server.config.EngineAddress;
import io.humpback.server.config.TlsFiles;
import java.util.List;
import java.util.Map;

/** Finds this machine's own Docker engine: the one at {@code DOCKER_HOST}, else at Docker's usual socket. Immutable. */
final class LocalEngine {
    private static final String VARIABLE = "DOCKER_HOST";
    private static final String USUAL = "unix:///var/run/docker.sock";

    private final Map<String, String> environment;
    private final EngineProbe probe;

    LocalEngine(Map<String, String> environment, EngineProbe probe) {
        this.environment = environment;
        this.probe = probe;
    }

    /** Returns whether the environment names an engine, so that no other will do. */
    boolean isNamed() {
        return !environment.getOrDefault(VARIABLE, "").isBlank();
    }

    /** Returns the engine if it answers, else throws a {@link ConfigurationException} that says what to do. */
    ConfiguredEngines find(TlsFiles tls) {
        EngineAddress engine = address();
        try {
            probe.probe(engine, tls);
        } catch (HumpbackException e) {
            throw new ConfigurationException(
                    "no Docker engine answers at " + engine.uri(),
                    e.getMessage() + "; start Docker here, or name an engine: humpback up --engine tcp://host:port"
                            + " (or unix:///path/to/docker.sock), or try it without Docker: humpback up --simulate 3",
                    e);
        }
        return new ConfiguredEngines(List.of(engine));
    }

    private EngineAddress address() {
        String text = environment.getOrDefault(VARIABLE, "").strip();
        if (text.isEmpty()) {
            return EngineAddress.parse(USUAL);
        }
        try {
            return EngineAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    VARIABLE,
                    "\"" + text + "\" is no engine that can be reached from here"
                            + " (expected: unix:///path/to/docker.sock or tcp://host:port)",
                    e);
        }
    }
}
