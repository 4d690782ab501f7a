package io.humpback.server.simulated;

import io.humpback.server.testing.AgentBetween;
import io.humpback.server.testing.ContainerEngineContract;
import io.humpback.server.testing.EngineUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by simulated engines with an agent between. */
class AgentEngineContractTest extends ContainerEngineContract {
    @TempDir
    private static Path directory;

    private static SimulatedEngines engines;
    private static AgentBetween plain;
    private static AgentBetween bridged;

    @BeforeAll
    static void start() throws IOException {
        engines = SimulatedEngines.start(
                List.of(
                        EngineProfile.named("plain")
                                .withLabels(Map.of("zone", "z1"))
                                .withImages(SimulatedWorld.IMAGES),
                        EngineProfile.named("bridged").withImages(SimulatedWorld.IMAGES)),
                InstantSource.system());
        plain = AgentBetween.start(engines.get(0).endpoint(), Files.createDirectory(directory.resolve("plain")));
        bridged = AgentBetween.start(engines.get(1).endpoint(), Files.createDirectory(directory.resolve("bridged")));
    }

    @AfterAll
    static void close() {
        plain.close();
        bridged.close();
        engines.close();
    }

    @Override
    protected EngineUnderTest plain() {
        return plain.before(SimulatedWorld.underTest(engines.get(0)));
    }

    @Override
    protected EngineUnderTest bridged() {
        return bridged.before(SimulatedWorld.underTest(engines.get(1)));
    }

    @Override
    protected boolean asksBeforeItChanges() {
        return true;
    }
}
