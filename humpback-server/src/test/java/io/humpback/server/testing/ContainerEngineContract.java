package io.humpback.server.testing;

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
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a {@link ContainerEngine} on Docker's API does, by the same assertions on simulated and on real engines, so that
 * the simulation cannot drift, and with an agent between or without. {@link RawApiStory} does the same one level below,
 * for what other clients see.
 *
 * <p>In these the two differ, and nothing here asserts them:
 *
 * <ul>
 *   <li>No process runs and no port is opened in a simulation: {@code DockerEngineIT} has what needs one.
 *   <li>Only what {@code Program} lists is understood of a command; of shell's words no quotes, variables and loops.
 *   <li>A process that ignores its stop signal is ended at once, since nobody gains by waiting for the grace period.
 *   <li>Events of networks and of health checks' own processes ({@code exec_*}) are not told: we listen to neither.
 *   <li>{@code stderr} is always empty, and statistics are plausible numbers: nothing is there to be measured.
 *   <li>An address of IPv6 is not published beside that of IPv4: we show one of the two anyway.
 *   <li>A body without an image is refused, where Docker 20.10 breaks the connection.
 *   <li>The registry is everywhere: it has every image but those whose name says otherwise, so that nothing is fetched.
 * </ul>
 */
public abstract class ContainerEngineContract {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final InstanceIdentity IDENTITY =
            new InstanceIdentity("c1", GroupId.of("g1"), MetaId.of("m1"), 1, 4, 2, 3);

    private EngineUnderTest engineUnderTest;
    private ContainerEngine engine;
    private ContainerEngine direct;

    /** Returns an engine named plain, with the label zone=z1 and the images of {@link TestImages}. */
    protected abstract EngineUnderTest plain();

    /** Returns another one that publishes ports. */
    protected abstract EngineUnderTest bridged();

    /** Returns what this way to an engine cannot do. */
    protected Set<Lack> lacks() {
        return Set.of();
    }

    private boolean lacks(Lack lack) {
        return lacks().contains(lack);
    }

    @BeforeEach
    void connect() {
        use(plain());
    }

    @AfterEach
    void disconnect() {
        try {
            direct.list(LIMIT).forEach(container -> direct.remove(container.id(), LIMIT));
        } finally {
            engine.close();
            direct.close();
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
        assertThat(status(id)).isEqualTo(lacks(Lack.CREATE_WITHOUT_START) ? Status.RUNNING : Status.CREATED);
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
        direct.create(new ContainerRequest("foreign", spec(TestImages.NOOP).build(), Map.of("some", "label")), LIMIT);

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
        String id =
                create("words", spec(TestImages.NOOP).command("sh -c 'exit 7'").build());

        engine.start(id, LIMIT);

        await().atMost(LIMIT).until(() -> status(id) == Status.EXITED);
        assertThat(engine.inspect(id, LIMIT).state().exitCode()).isEqualTo(7);
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
        assertCannotStart("broken", spec(TestImages.BROKEN).build(), "/no/such/binary");
    }

    private void assertCannotStart(String name, ContainerSpec spec, String reason) {
        if (lacks(Lack.CREATE_WITHOUT_START)) {
            assertThatExceptionOfType(EngineRefusedException.class)
                    .isThrownBy(() -> create(name, spec))
                    .withMessageContaining(reason);
            assertThat(engine.list(LIMIT)).noneMatch(one -> one.name().equals(name));
            return;
        }
        String id = create(name, spec);
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> engine.start(id, LIMIT))
                .withMessageContaining(reason);
        assertThat(engine.inspect(name, LIMIT).state().status()).isEqualTo(Status.CREATED);
    }

    @Test
    void refusesAnImageThatIsNotThere() {
        if (lacks(Lack.CREATE_WITHOUT_PULL)) {
            assertThatExceptionOfType(EngineRefusedException.class)
                    .isThrownBy(
                            () -> create("none", spec("127.0.0.1:1/hb/none:1").build()))
                    .withMessageContaining("127.0.0.1:1");
        } else {
            assertThatExceptionOfType(EngineRefusedException.class)
                    .isThrownBy(() -> create("none", spec("hb/none:1").build()))
                    .satisfies(e -> assertThat(e.isNotFound()).isTrue());
        }
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
        use(bridged());
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
    }

    @Test
    void leavesAContainerWhosePortIsTakenWithItsName() {
        use(bridged());
        ContainerSpec spec = ContainerSpec.builder("web", TestImages.WEB)
                .ports(List.of(new PortMapping(80, 18082, "tcp", "")))
                .build();
        engine.start(create("first", spec), LIMIT);

        assertCannotStart("second", spec, "18082");
    }

    @Test
    void tellsEventsUntilTheEngineEnds() {
        RecordingListener listener = new RecordingListener();
        engine.subscribe(listener);
        listener.awaitOpen();
        if (lacks(Lack.EVENTS)) {
            await().atMost(LIMIT).until(() -> listener.calls().contains(" poll"));
            return;
        }
        String id = create("told", spec(TestImages.NOOP).build());
        engine.start(id, LIMIT);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(listener.calls()) // events of the same second may come before
                        .containsSubsequence("open", id + " create", id + " start"));

        engineUnderTest.kill();
        engineUnderTest.comeBack();

        await().atMost(LIMIT).until(() -> listener.calls().contains("broken"));
        assertThat(listener.calls()).filteredOn("broken"::equals).hasSize(1);
    }

    @Test
    void givesUpOnAFrozenDaemonWhoseEffectComesLater() {
        String id = create("late", spec(TestImages.NOOP).build());
        if (lacks(Lack.CREATE_WITHOUT_START)) {
            engine.stop(id, Duration.ofSeconds(5), LIMIT);
        }
        engineUnderTest.freeze();
        try {
            assertThatExceptionOfType(EngineTimeoutException.class).isThrownBy(() -> engine.start(id, SHORT));
        } finally {
            engineUnderTest.thaw();
        }

        if (asksBeforeItChanges()) {
            engine.start(id, LIMIT);
        }
        await().atMost(LIMIT).until(() -> status(id) == Status.RUNNING);
    }

    /** Returns whether a change waits for the answer to a question, so that a frozen daemon never gets it. */
    protected boolean asksBeforeItChanges() {
        return false;
    }

    @Test
    void doesNotTakeAnEngineWithAFrozenRuntimeForHealthy() {
        engineUnderTest.freezeRuntime();
        try {
            assertThatExceptionOfType(EngineTimeoutException.class).isThrownBy(() -> engine.info(SHORT));
        } finally {
            engineUnderTest.thawRuntime();
        }

        assertThat(engine.info(LIMIT).hostName()).isEqualTo("plain");
    }

    @Test
    void saysThatADeadHostWasNotReachedAndFindsItAgain() {
        String id = create("stale", spec(TestImages.NOOP).build());
        engine.start(id, LIMIT);
        engineUnderTest.kill();
        try {
            assertThatExceptionOfType(EngineException.class)
                    .isThrownBy(() -> engine.info(LIMIT))
                    .isInstanceOf(
                            lacks(Lack.REACHABILITY) ? EngineTimeoutException.class : EngineUnreachableException.class);
        } finally {
            engineUnderTest.comeBack();
        }

        assertThat(status(id)).isEqualTo(Status.EXITED);
    }

    @Test
    void endsWhatIgnoresItsStopSignal() {
        String id = create("deaf", spec(TestImages.NOOP).command("sleep 1000").build());
        engine.start(id, LIMIT);

        engine.stop(id, Duration.ofSeconds(1), LIMIT);

        assertThat(engine.inspect(id, LIMIT).state().exitCode()).isEqualTo(137);
    }

    @Test
    void startsAgainWhatEndsUnderItsPolicy() {
        String id = create(
                "loop",
                spec(TestImages.NOOP)
                        .command("false")
                        .restartPolicy(new RestartPolicy("always", 0))
                        .build());

        engine.start(id, LIMIT);

        await().atMost(LIMIT).until(() -> status(id) == Status.RESTARTING);
        engine.stop(id, Duration.ofSeconds(1), LIMIT);
        assertThat(status(id)).isEqualTo(Status.EXITED);
    }

    @Test
    void answersOtherClientsAsDockerDoes() {
        RawApiStory story = new RawApiStory(engineUnderTest.endpoint());

        assertThat(story.tell()).containsExactlyElementsOf(RawApiStory.EXPECTED);
        assertThat(story.events()).containsExactlyElementsOf(RawApiStory.EXPECTED_EVENTS);
    }

    private void use(EngineUnderTest other) {
        if (engine != null) {
            engine.close();
            direct.close();
        }
        engineUnderTest = other;
        engine = other.connect();
        direct = other.connectDirectly();
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
