package io.humpback.server.simulated;

import io.humpback.server.testing.AgentBetween;
import io.humpback.server.testing.ContainerEngineContract;
import io.humpback.server.testing.EngineUnderTest;
import io.humpback.server.testing.Lack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by simulated engines with an agent between that is taken for an original one. */
class OriginalAgentEngineContractTest extends ContainerEngineContract {
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
        plain = AgentBetween.startOpen(engines.get(0).endpoint(), Files.createDirectory(directory.resolve("plain")));
        bridged =
                AgentBetween.startOpen(engines.get(1).endpoint(), Files.createDirectory(directory.resolve("bridged")));
    }

    @AfterAll
    static void close() {
        plain.close();
        bridged.close();
        engines.close();
    }

    @Override
    protected EngineUnderTest plain() {
        return plain.beforeAsOriginal(SimulatedWorld.underTest(engines.get(0)));
    }

    @Override
    protected EngineUnderTest bridged() {
        return bridged.beforeAsOriginal(SimulatedWorld.underTest(engines.get(1)));
    }

    @Override
    protected Set<Lack> lacks() {
        return EnumSet.allOf(Lack.class);
    }
}
