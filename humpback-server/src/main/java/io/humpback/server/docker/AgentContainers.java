package io.humpback.server.docker;

import io.humpback.core.ObservedContainer;
import java.util.List;

/**
 * All containers of an agent's host: ours with every detail, foreign ones as a list shows them. Immutable.
 *
 * @param containers in the engine's order
 */
public record AgentContainers(List<ObservedContainer> containers) {
    /** Copies the list. */
    public AgentContainers {
        containers = List.copyOf(containers);
    }
}
