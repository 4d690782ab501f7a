package io.humpback.server.docker;

import io.humpback.server.testing.ContainerEngineContract;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.EngineUnderTest;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract, kept by real engines: one with host networking, one with a bridge. */
@RequiresDocker
class DockerEngineContractIT extends ContainerEngineContract {
    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(
            EngineOptions.named("plain").withLabels("zone=z1"),
            EngineOptions.named("bridged").withBridge());

    @Override
    protected EngineUnderTest plain() {
        return EngineUnderTest.of(engines.get(0));
    }

    @Override
    protected EngineUnderTest bridged() {
        return EngineUnderTest.of(engines.get(1));
    }
}
