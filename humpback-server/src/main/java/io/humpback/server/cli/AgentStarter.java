package io.humpback.server.cli;

import io.humpback.server.config.AgentConfig;

/** Starts an agent: the seam between the command and the assembly. */
@FunctionalInterface
public interface AgentStarter {
    /**
     * Returns an agent that serves its API and announces itself.
     *
     * @throws io.humpback.core.HumpbackException if it cannot start; nothing runs then
     */
    RunningAgent start(AgentConfig config);
}
