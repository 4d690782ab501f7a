package io.humpback.core.spi;

import io.humpback.core.Node;

/** Opens the way to a node's containers. Safe for use by several threads. */
@FunctionalInterface
public interface EngineConnector {
    /** Returns an engine for {@code node}. Opens no connection yet, so it does not fail for a dead node. */
    ContainerEngine connect(Node node);
}
