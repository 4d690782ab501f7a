package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerSpecBuilder;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import io.humpback.core.PortMapping;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RecordingListener;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestCertificates;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only real engines show, beside {@link DockerEngineContractIT}: TLS, ports that are reached, real processes. */
@RequiresDocker
class DockerEngineIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final InstanceIdentity IDENTITY =
            new InstanceIdentity("c1", GroupId.of("g1"), MetaId.of("m1"), 1, 4, 2, 3);

    @TempDir
    private static Path certificates;

    private static RealEngines engines;

    private RealEngine real;
    private DockerEngine engine;

    @BeforeAll
    static void startEngines() {
        TestCertificates.generate(certificates);
        engines = RealEngines.start(List.of(
                EngineOptions.named("plain").withLabels("zone=z1"),
                EngineOptions.named("bridged").withBridge(),
                EngineOptions.named("open").withTcp(),
                EngineOptions.named("secured").withTls(certificates)));
    }

    @AfterAll
    static void closeEngines() {
        if (engines != null) {
            engines.close();
        }
    }

    @BeforeEach
    void connect() {
        use(0);
    }

    @AfterEach
    void disconnect() {
        try {
            engine.list(LIMIT).forEach(container -> engine.remove(container.id(), LIMIT));
        } finally {
            engine.close();
        }
    }

    @Test
    void publishesAPortThatCanBeReached() {
        ContainerSpec web = ContainerSpec.builder("web", TestImages.WEB)
                .ports(List.of(new PortMapping(80, 18081, "tcp", "127.0.0.1")))
                .build();
        use(1);
        engine.start(create("fixed", web), LIMIT);

        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> real.runInNetwork("busybox", "wget", "-qO-", "http://127.0.0.1:18081/")
                        .equals("1\n"));
    }

    @Test
    void splitsTheCommandLikeAShell() {
        String id = create(
                "words",
                spec(TestImages.NOOP)
                        .command("sh -c 'test \"$0\" = \"a b\"' 'a b'")
                        .build());

        engine.start(id, LIMIT);

        await().atMost(LIMIT).until(() -> status(id) == Status.EXITED);
        assertThat(engine.inspect(id, LIMIT).state().exitCode()).isZero();
    }

    @Test
    void talksByTcp() {
        talksTo(2, DockerSettings.DEFAULT, "open");
    }

    @Test
    void talksByTls() {
        talksTo(3, DockerSettings.DEFAULT.withTls(DockerTls.ofDirectory(certificates)), "secured");
    }

    @Test
    void doesNotTalkToAnEngineThatItCannotTrust(@TempDir Path others) {
        TestCertificates.generate(others);
        DockerSettings settings = DockerSettings.DEFAULT.withTls(DockerTls.ofDirectory(others));
        try (DockerEngine stranger =
                new DockerConnector(settings).connect(engines.get(3).endpoint())) {
            assertThatExceptionOfType(EngineUnreachableException.class).isThrownBy(() -> stranger.info(LIMIT));
        }
    }

    private void talksTo(int index, DockerSettings settings, String hostName) {
        RecordingListener listener = new RecordingListener();
        try (DockerEngine remote =
                new DockerConnector(settings).connect(engines.get(index).endpoint())) {
            remote.subscribe(listener);
            listener.awaitOpen();
            String id = remote.create(
                    new ContainerRequest("remote", spec(TestImages.NOOP).build(), IDENTITY.labels()), LIMIT);
            remote.start(id, LIMIT);
            remote.remove(id, LIMIT);

            assertThat(remote.info(LIMIT).hostName()).isEqualTo(hostName);
            await().atMost(LIMIT).until(() -> listener.calls().contains(id + " destroy"));
        }
    }

    private void use(int index) {
        if (engine != null) {
            engine.close();
        }
        real = engines.get(index);
        engine = real.connect();
    }

    private String create(String name, ContainerSpec spec) {
        return engine.create(new ContainerRequest(name, spec, IDENTITY.labels()), LIMIT);
    }

    private Status status(String id) {
        return engine.inspect(id, LIMIT).state().status();
    }

    private static ContainerSpecBuilder spec(String image) {
        return ContainerSpec.builder("spec", image).networkMode("host");
    }
}
