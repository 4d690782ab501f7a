package io.humpback.server.agent;

import io.humpback.server.testing.AgentBetween;
import io.humpback.server.testing.ContainerEngineContract;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.EngineUnderTest;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by real engines with an agent between. */
@RequiresDocker
class AgentEngineContractIT extends ContainerEngineContract {
    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(
            EngineOptions.named("plain").withLabels("zone=z1"),
            EngineOptions.named("bridged").withBridge());

    @TempDir
    private Path directory;

    private final List<AgentBetween> agents = new ArrayList<>();

    @AfterEach
    void closeAgents() {
        agents.forEach(AgentBetween::close);
    }

    @Override
    protected EngineUnderTest plain() {
        return behindAgent(engines.get(0));
    }

    @Override
    protected EngineUnderTest bridged() {
        return behindAgent(engines.get(1));
    }

    private EngineUnderTest behindAgent(RealEngine engine) {
        AgentBetween agent = AgentBetween.start(engine.endpoint(), directory.resolve(engine.hostName()));
        agents.add(agent);
        return agent.before(EngineUnderTest.of(engine));
    }

    @Override
    protected boolean asksBeforeItChanges() {
        return true;
    }
}
