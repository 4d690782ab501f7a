package io.humpback.server.docker;

import io.humpback.server.testing.ContainerEngineContract;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.EngineUnderTest;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, kept by real engines: one with host networking, one with a bridge. */
@RequiresDocker
class DockerEngineContractIT extends ContainerEngineContract {
    private static RealEngines engines;

    @BeforeAll
    static void startEngines() {
        engines = RealEngines.start(List.of(
                EngineOptions.named("plain").withLabels("zone=z1"),
                EngineOptions.named("bridged").withBridge()));
    }

    @AfterAll
    static void closeEngines() {
        if (engines != null) {
            engines.close();
        }
    }

    @Override
    protected EngineUnderTest plain() {
        return EngineUnderTest.of(engines.get(0));
    }

    @Override
    protected EngineUnderTest bridged() {
        return EngineUnderTest.of(engines.get(1));
    }
}
