package io.humpback.server.agent;

import io.humpback.server.testing.AgentBetween;
import io.humpback.server.testing.ContainerEngineContract;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.EngineUnderTest;
import io.humpback.server.testing.Lack;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by real engines with an agent between that is taken for an original one. */
@RequiresDocker
class OriginalAgentEngineContractIT extends ContainerEngineContract {
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
        AgentBetween agent = AgentBetween.startOpen(engine.endpoint(), directory.resolve(engine.hostName()));
        agents.add(agent);
        return agent.beforeAsOriginal(EngineUnderTest.of(engine));
    }

    @Override
    protected Set<Lack> lacks() {
        return EnumSet.allOf(Lack.class);
    }
}
