package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.ContainerState.Status;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.CenterProcess;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestCertificates;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code up} reaches engines in each way that its flags and its environment offer. */
@RequiresDocker
class EndpointsIT {
    @TempDir
    private static Path certificates;

    private static RealEngines engines;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startEngines() {
        TestCertificates.generate(certificates);
        engines = RealEngines.start(List.of(
                EngineOptions.named("open").withTcp(),
                EngineOptions.named("secured").withTls(certificates)));
    }

    @AfterAll
    static void closeEngines() {
        if (engines != null) {
            engines.close();
        }
    }

    @Test
    void reachesAnEngineByTcp() {
        runsAContainerOn(engines.get(0), "OPEN", Map.of());
    }

    @Test
    void reachesAnEngineByTlsWithFlags() {
        runsAContainerOn(
                engines.get(1),
                "SECURED",
                Map.of(),
                "--tlscacert",
                certificates.resolve("ca.pem").toString(),
                "--tlscert",
                certificates.resolve("cert.pem").toString(),
                "--tlskey",
                certificates.resolve("key.pem").toString());
    }

    @Test
    void reachesAnEngineByTlsWithTheEnvironment() {
        runsAContainerOn(engines.get(1), "SECURED", Map.of("DOCKER_CERT_PATH", certificates.toString()));
    }

    private void runsAContainerOn(RealEngine engine, String name, Map<String, String> environment, String... flags) {
        List<String> arguments = new ArrayList<>(List.of("up", "--listen", "127.0.0.1:0", "--engine"));
        arguments.add(engine.endpoint());
        arguments.addAll(List.of("--data-dir", directory.resolve("data").toString()));
        arguments.addAll(List.of(flags));
        try (CenterProcess center =
                CenterProcess.start(directory.resolve("log"), environment, arguments.toArray(new String[0]))) {
            CenterClient client = center.client();
            Reply created = client.create(CenterClient.meta("web", 1, TestImages.NOOP));

            assertThat(created.status()).as(created.content()).isEqualTo(200);
            assertThat(created.data().at("/Containers/0/IP").asText()).isEqualTo("127.0.0.1");
            assertThat(created.data().at("/Containers/0/HostName").asText()).isEqualTo(name);
            assertThat(Instances.on(engine).all(Status.RUNNING)).isTrue();
            assertThat(Instances.on(engine).names()).isEqualTo(Instances.namesOf("web", 1));
            assertThat(client.remove(created.metaId()).status()).isEqualTo(200);
            assertThat(Instances.on(engine).count()).isZero();
        }
    }
}
