package io.humpback.server;

import io.humpback.server.testing.RealCluster;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;

/** The same rows of the catalogue on the same engines, each behind an agent that joined the center. */
@RequiresDocker
class AgentDockerFaultsIT extends DockerFaultsIT {
    @Override
    RealCluster cluster(RealEngines on) {
        return super.cluster(on).throughAgents();
    }
}
