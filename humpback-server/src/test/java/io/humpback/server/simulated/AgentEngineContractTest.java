package io.humpback.server.simulated;

import io.humpback.server.testing.AgentBetweenContract;
import io.humpback.server.testing.EngineUnderTest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contract, kept by simulated engines with an agent between. */
class AgentEngineContractTest {
    private static SimulatedEngines engines;

    @BeforeAll
    static void startEngines() {
        engines = SimulatedEngines.start(
                List.of(
                        EngineProfile.named("plain")
                                .withLabels(Map.of("zone", "z1"))
                                .withImages(SimulatedWorld.IMAGES),
                        EngineProfile.named("bridged").withImages(SimulatedWorld.IMAGES)),
                InstantSource.system());
    }

    @AfterAll
    static void closeEngines() {
        engines.close();
    }

    @Nested
    class AsOurs extends OnSimulatedEngines {
        AsOurs() {
            super(false);
        }
    }

    @Nested
    class AsAnOriginal extends OnSimulatedEngines {
        AsAnOriginal() {
            super(true);
        }
    }

    private abstract static class OnSimulatedEngines extends AgentBetweenContract {
        OnSimulatedEngines(boolean original) {
            super(original);
        }

        @Override
        protected EngineUnderTest engine(int index) {
            return SimulatedWorld.underTest(engines.get(index));
        }
    }
}
