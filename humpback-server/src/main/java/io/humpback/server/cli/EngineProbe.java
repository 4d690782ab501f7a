package io.humpback.server.cli;

import io.humpback.core.NodeFacts;
import io.humpback.server.config.EngineAddress;
import io.humpback.server.config.TlsFiles;

/** Asks a Docker engine once whether it is there. */
@FunctionalInterface
public interface EngineProbe {
    /**
     * Returns what the engine says of itself, within a few seconds.
     *
     * @throws io.humpback.core.HumpbackException if it does not answer
     */
    NodeFacts probe(EngineAddress engine, TlsFiles tls);
}
