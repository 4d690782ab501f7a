package io.humpback.server.cli;

import io.humpback.server.config.CenterConfig;

/** Starts a center: the seam between the commands and the assembly. */
@FunctionalInterface
public interface CenterStarter {
    /**
     * Returns a center that serves its API.
     *
     * @throws io.humpback.core.HumpbackException if it cannot start; nothing runs then
     */
    RunningCenter start(CenterConfig config);
}
