package io.humpback.server.simulated;

import io.humpback.server.testing.AgentBetween;
import io.humpback.server.testing.ContainerEngineContract;
import io.humpback.server.testing.EngineUnderTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by simulated engines with an agent between. */
class AgentEngineContractTest extends ContainerEngineContract {
    private static SimulatedEngines engines;

    @TempDir
    private Path directory;

    private final List<AgentBetween> agents = new ArrayList<>();

    @BeforeAll
    static void startEngines() {
        engines = SimulatedWorld.startForContract();
    }

    @AfterAll
    static void closeEngines() {
        engines.close();
    }

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

    private EngineUnderTest behindAgent(SimulatedEngine engine) {
        AgentBetween agent = AgentBetween.start(engine.endpoint(), directory.resolve(engine.name()));
        agents.add(agent);
        return agent.before(SimulatedWorld.underTest(engine));
    }

    @Override
    protected boolean asksBeforeItChanges() {
        return true;
    }
}
