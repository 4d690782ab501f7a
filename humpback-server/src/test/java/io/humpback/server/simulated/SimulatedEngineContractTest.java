package io.humpback.server.simulated;

import io.humpback.server.testing.ContainerEngineContract;
import io.humpback.server.testing.EngineUnderTest;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by simulated engines: one by TCP, one by a unix socket. */
class SimulatedEngineContractTest extends ContainerEngineContract {
    @TempDir
    private static Path directory;

    private static SimulatedEngines engines;

    @BeforeAll
    static void startEngines() {
        EngineProfile plain =
                EngineProfile.named("plain").withLabels(Map.of("zone", "z1")).withImages(SimulatedWorld.IMAGES);
        EngineProfile bridged = EngineProfile.named("bridged")
                .withImages(SimulatedWorld.IMAGES)
                .withSocket(directory.resolve("d.sock"));
        engines = SimulatedEngines.start(List.of(plain, bridged), InstantSource.system());
    }

    @AfterAll
    static void closeEngines() {
        engines.close();
    }

    @Override
    protected EngineUnderTest plain() {
        return SimulatedWorld.underTest(engines.get(0));
    }

    @Override
    protected EngineUnderTest bridged() {
        return SimulatedWorld.underTest(engines.get(1));
    }
}
