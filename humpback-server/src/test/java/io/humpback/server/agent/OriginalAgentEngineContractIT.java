package io.humpback.server.agent;

import io.humpback.server.testing.AgentBetween;
import io.humpback.server.testing.ContainerEngineContract;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.EngineUnderTest;
import io.humpback.server.testing.Lack;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by real engines with an agent between that is taken for an original one. */
@RequiresDocker
class OriginalAgentEngineContractIT extends ContainerEngineContract {
    @TempDir
    private static Path directory;

    private static final List<AgentBetween> AGENTS = new ArrayList<>();
    private static RealEngines engines;

    @BeforeAll
    static void start() throws IOException {
        engines = RealEngines.start(List.of(
                EngineOptions.named("plain").withLabels("zone=z1"),
                EngineOptions.named("bridged").withBridge()));
        for (RealEngine engine : engines.all()) {
            AGENTS.add(AgentBetween.startOpen(
                    engine.endpoint(), Files.createDirectory(directory.resolve("agent" + AGENTS.size()))));
        }
    }

    @AfterAll
    static void close() {
        AGENTS.forEach(AgentBetween::close);
        AGENTS.clear();
        if (engines != null) {
            engines.close();
        }
    }

    @Override
    protected EngineUnderTest plain() {
        return AGENTS.get(0).beforeAsOriginal(EngineUnderTest.of(engines.get(0)));
    }

    @Override
    protected EngineUnderTest bridged() {
        return AGENTS.get(1).beforeAsOriginal(EngineUnderTest.of(engines.get(1)));
    }

    @Override
    protected Set<Lack> lacks() {
        return EnumSet.allOf(Lack.class);
    }
}
