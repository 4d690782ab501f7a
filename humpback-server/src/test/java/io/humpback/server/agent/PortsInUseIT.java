package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.ContainerSpec;
import io.humpback.core.PortMapping;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stranger's stopped container on a real engine: it could not be started again if somebody else had its port. */
@RequiresDocker
@Timeout(300)
class PortsInUseIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static ContainerRequest request(String name, int port) {
        ContainerSpec spec = ContainerSpec.builder(name, TestImages.NOOP)
                .ports(List.of(new PortMapping(80, port, "tcp", "")))
                .build();
        return new ContainerRequest(name, spec, Map.of());
    }

    @Test
    void leavesThePortOfAStoppedContainerOfAStranger() {
        try (RealEngines engines = RealEngines.start(
                        List.of(EngineOptions.named("strangers").withBridge()));
                DockerHost host = new DockerConnector(DockerSettings.DEFAULT)
                        .host(engines.get(0).endpoint())) {
            PortChoice choice = new PortChoice(
                    new PortRange(18120, 18123),
                    new PortsInUse(host::list, host::inspect),
                    (port, protocol) -> true,
                    InstantSource.system());
            String stranger = host.create(request("stranger", 18120), LIMIT);
            host.start(stranger, LIMIT);
            host.kill(stranger, LIMIT);
            host.create(request("created", 18121), LIMIT);

            ContainerRequest chosen = choice.choose(request("web", 0));
            host.start(host.create(chosen, LIMIT), LIMIT);
            host.start(stranger, LIMIT);

            assertThat(chosen.spec().ports()).extracting(PortMapping::hostPort).containsExactly(18122);
            assertThat(host.inspect(stranger, LIMIT).state().isLive()).isTrue();
        }
    }
}
