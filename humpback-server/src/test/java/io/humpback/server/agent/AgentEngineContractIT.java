package io.humpback.server.agent;

import io.humpback.server.testing.AgentBetweenContract;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.EngineUnderTest;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract, kept by real engines with an agent between. */
@RequiresDocker
class AgentEngineContractIT {
    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(
            EngineOptions.named("plain").withLabels("zone=z1"),
            EngineOptions.named("bridged").withBridge());

    @Nested
    class AsOurs extends OnRealEngines {
        AsOurs() {
            super(false);
        }
    }

    @Nested
    class AsAnOriginal extends OnRealEngines {
        AsAnOriginal() {
            super(true);
        }
    }

    private abstract static class OnRealEngines extends AgentBetweenContract {
        OnRealEngines(boolean original) {
            super(original);
        }

        @Override
        protected EngineUnderTest engine(int index) {
            return EngineUnderTest.of(engines.get(index));
        }
    }
}
