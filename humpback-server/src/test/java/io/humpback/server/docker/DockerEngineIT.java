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
import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PortMapping;
import io.humpback.core.RestartPolicy;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestCertificates;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine's client against real engines: one with host networking, one with a bridge, one by TCP, one by TLS. */
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
    void knowsTheEngine() {
        NodeFacts facts = engine.info(LIMIT);

        assertThat(facts.hostName()).isEqualTo("plain");
        assertThat(facts.labels()).isEqualTo(Map.of("zone", "z1"));
        assertThat(facts.cpus()).isPositive();
        assertThat(facts.memoryBytes()).isPositive();
        assertThat(facts.engineId()).isNotEmpty();
    }

    @Test
    void leadsAContainerThroughItsWholeLife() {
        String id = create("life", spec(TestImages.NOOP).build());
        assertThat(status(id)).isEqualTo(Status.CREATED);
        engine.start(id, LIMIT);
        engine.start(id, LIMIT);
        assertThat(status(id)).isEqualTo(Status.RUNNING);
        engine.pause(id, LIMIT);
        engine.pause(id, LIMIT);
        assertThat(status(id)).isEqualTo(Status.PAUSED);
        engine.unpause(id, LIMIT);
        engine.unpause(id, LIMIT);
        assertThat(status(id)).isEqualTo(Status.RUNNING);
        engine.restart(id, Duration.ofSeconds(5), LIMIT);
        assertThat(status(id)).isEqualTo(Status.RUNNING);
        engine.stop(id, Duration.ofSeconds(5), LIMIT);
        engine.stop(id, Duration.ofSeconds(5), LIMIT);
        assertThat(status(id)).isEqualTo(Status.EXITED);
        engine.start(id, LIMIT);
        engine.kill(id, LIMIT);
        await().atMost(LIMIT).until(() -> status(id) == Status.EXITED);
        engine.kill(id, LIMIT);
        engine.rename(id, "renamed", LIMIT);
        assertThat(engine.inspect("renamed", LIMIT).id()).isEqualTo(id);
        engine.start(id, LIMIT);
        engine.remove(id, LIMIT);
        engine.remove(id, LIMIT);

        assertThat(engine.list(LIMIT)).isEmpty();
    }

    @Test
    void listsOursWithDetailsAndForeignOnesWithout() {
        create("ours", spec(TestImages.NOOP).env(List.of("A=two words")).build());
        engine.create(new ContainerRequest("foreign", spec(TestImages.NOOP).build(), Map.of("some", "label")), LIMIT);

        List<ObservedContainer> list = engine.list(LIMIT);

        assertThat(list).extracting(ObservedContainer::name).containsExactlyInAnyOrder("ours", "foreign");
        ObservedContainer ours = list.get(list.get(0).name().equals("ours") ? 0 : 1);
        assertThat(ours.findIdentity()).contains(IDENTITY);
        assertThat(ours.spec().env()).contains("A=two words", "IMGTAG=1");
        assertThat(ours.spec().labels()).isEmpty();
        assertThat(ours.spec().shmBytes()).isEqualTo(64 << 20);
        assertThat(engine.inspect("foreign", LIMIT).findIdentity()).isEmpty();
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
    void reportsAServiceThatIsMeantToEnd() {
        String id = create(
                "date",
                spec(TestImages.NOOP)
                        .command("date")
                        .restartPolicy(new RestartPolicy("no", 0))
                        .build());

        engine.start(id, LIMIT);

        await().atMost(LIMIT).until(() -> status(id) == Status.EXITED);
        ObservedContainer container = engine.inspect(id, LIMIT);
        assertThat(container.state().exitCode()).isZero();
        assertThat(container.state().wasStarted()).isTrue();
        assertThat(container.spec().restartPolicy().mayExit()).isTrue();
    }

    @Test
    void refusesANameThatIsTaken() {
        create("taken", spec(TestImages.NOOP).build());

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> create("taken", spec(TestImages.NOOP).build()))
                .satisfies(e -> assertThat(e.isConflict()).isTrue())
                .withMessageContaining("already in use");
    }

    @Test
    void leavesAContainerThatCannotBeStartedWithItsName() {
        String id = create("broken", spec(TestImages.BROKEN).build());

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> engine.start(id, LIMIT))
                .withMessageContaining("/no/such/binary");
        assertThat(engine.inspect("broken", LIMIT).state().status()).isEqualTo(Status.CREATED);
    }

    @Test
    void refusesAnImageThatIsNotThere() {
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> create("none", spec("hb/none:1").build()))
                .satisfies(e -> assertThat(e.isNotFound()).isTrue());
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> engine.pull("127.0.0.1:1/hb/none:1", LIMIT))
                .withMessageContaining("127.0.0.1:1");
    }

    @Test
    void pullsNothingThatIsThere() {
        engine.pull(TestImages.NOOP_2, SHORT);

        assertThat(engine.list(LIMIT)).isEmpty();
    }

    @Test
    void publishesPortsOnABridge() {
        use(1);
        ContainerSpecBuilder web = ContainerSpec.builder("web", TestImages.WEB);
        String fixed = create(
                "fixed",
                web.ports(List.of(new PortMapping(80, 18081, "tcp", "127.0.0.1")))
                        .build());
        String chosen = create(
                "chosen", web.ports(List.of(new PortMapping(80, 0, "tcp", ""))).build());
        String exposed = create("exposed", web.ports(List.of()).build());
        List.of(fixed, chosen, exposed).forEach(id -> engine.start(id, LIMIT));

        assertThat(ports(fixed)).containsExactly(new PortMapping(80, 18081, "tcp", "127.0.0.1"));
        assertThat(ports(chosen)).singleElement().satisfies(port -> {
            assertThat(port.hostPort()).isPositive();
            assertThat(port.hostAddress()).isEqualTo("0.0.0.0");
        });
        assertThat(ports(exposed)).singleElement().matches(PortMapping::isFixed);
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> real.runInNetwork("busybox", "wget", "-qO-", "http://127.0.0.1:18081/")
                        .equals("1\n"));
    }

    @Test
    void leavesAContainerWhosePortIsTakenWithItsName() {
        use(1);
        ContainerSpec spec = ContainerSpec.builder("web", TestImages.WEB)
                .ports(List.of(new PortMapping(80, 18082, "tcp", "")))
                .build();
        engine.start(create("first", spec), LIMIT);
        String second = create("second", spec);

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> engine.start(second, LIMIT))
                .withMessageContaining("18082");
        assertThat(status(second)).isEqualTo(Status.CREATED);
    }

    @Test
    void tellsEventsUntilTheDaemonRestarts() {
        RecordingListener listener = new RecordingListener();
        engine.subscribe(listener);
        listener.awaitOpen();
        String id = create("told", spec(TestImages.NOOP).build());
        engine.start(id, LIMIT);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(listener.calls()) // events of the same second may come before
                        .containsSubsequence("open", id + " create", id + " start"));

        real.restart();

        await().atMost(LIMIT).until(() -> listener.calls().contains("broken"));
        assertThat(listener.calls()).filteredOn("broken"::equals).hasSize(1);
    }

    @Test
    void givesUpOnAFrozenDaemonWhoseEffectComesLater() {
        String id = create("late", spec(TestImages.NOOP).build());
        real.freeze();
        try {
            assertThatExceptionOfType(EngineTimeoutException.class).isThrownBy(() -> engine.start(id, SHORT));
        } finally {
            real.thaw();
        }

        await().atMost(LIMIT).until(() -> status(id) == Status.RUNNING);
    }

    @Test
    void doesNotTakeAnEngineWithAFrozenRuntimeForHealthy() {
        real.freezeRuntime();
        try {
            assertThatExceptionOfType(EngineTimeoutException.class).isThrownBy(() -> engine.info(SHORT));
        } finally {
            real.thawRuntime();
        }

        assertThat(engine.info(LIMIT).hostName()).isEqualTo("plain");
    }

    @Test
    void saysThatADeadHostWasNotReachedAndFindsItAgain() {
        String id = create("stale", spec(TestImages.NOOP).build());
        engine.start(id, LIMIT);
        real.kill();
        try {
            assertThatExceptionOfType(EngineUnreachableException.class).isThrownBy(() -> engine.info(LIMIT));
        } finally {
            real.restart();
        }

        assertThat(status(id)).isEqualTo(Status.EXITED);
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

    private List<PortMapping> ports(String id) {
        return engine.inspect(id, LIMIT).spec().ports();
    }

    private static ContainerSpecBuilder spec(String image) {
        return ContainerSpec.builder("spec", image).networkMode("host");
    }
}
