package io.humpback.server.simulated;

import io.humpback.core.spi.ContainerEngine;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.testing.EngineUnderTest;
import io.humpback.server.testing.TestImages;
import java.util.List;

/** Simulated engines with the images that real ones have in tests. */
final class SimulatedWorld {
    private static final String WAIT = "trap \"exit 0\" TERM INT; sleep 1000000 & wait";

    static final List<SimulatedImage> IMAGES = List.of(
            SimulatedImage.named(TestImages.NOOP)
                    .withCommand("/bin/sh", "-c", WAIT)
                    .withEnv("IMGTAG=1"),
            SimulatedImage.named(TestImages.NOOP_2)
                    .withCommand("/bin/sh", "-c", WAIT)
                    .withEnv("IMGTAG=2"),
            SimulatedImage.named(TestImages.BROKEN),
            SimulatedImage.named(TestImages.WEB).withEnv("IMGTAG=1").withExposedPorts("80/tcp"));

    private SimulatedWorld() {}

    static ContainerEngine connect(SimulatedEngine engine) {
        return new DockerConnector(DockerSettings.DEFAULT).connect(engine.endpoint());
    }

    static EngineUnderTest underTest(SimulatedEngine engine) {
        return new EngineUnderTest() {
            @Override
            public ContainerEngine connect() {
                return SimulatedWorld.connect(engine);
            }

            @Override
            public String endpoint() {
                return engine.endpoint();
            }

            @Override
            public void freeze() {
                engine.freeze();
            }

            @Override
            public void thaw() {
                engine.heal();
            }

            @Override
            public void freezeRuntime() {
                engine.freezeRuntime();
            }

            @Override
            public void thawRuntime() {
                engine.heal();
            }

            @Override
            public void kill() {
                engine.die();
            }

            @Override
            public void comeBack() {
                engine.comeBack();
            }
        };
    }
}
