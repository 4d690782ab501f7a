package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@RequiresDocker
class DockerEngineIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void startsAContainer() {
        try (RealEngines engines = RealEngines.start(3);
                DockerEngine engine = engines.get(0).connect()) {
            System.out.println(engine.info(LIMIT));
            ContainerSpec spec = ContainerSpec.builder("one", TestImages.NOOP)
                    .networkMode("host")
                    .build();
            String id = engine.create(new ContainerRequest("one", spec, Map.of("humpback.cluster", "c")), LIMIT);
            engine.start(id, LIMIT);
            System.out.println(engine.list(LIMIT));
            assertThat(engine.inspect(id, LIMIT).state().status()).isEqualTo(Status.RUNNING);
            engines.get(0).kill();
        }
    }
}
