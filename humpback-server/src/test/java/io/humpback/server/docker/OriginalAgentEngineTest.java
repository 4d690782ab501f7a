package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.Fence;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PullPolicy;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.core.spi.PullListener;
import io.humpback.core.spi.Subscription;
import io.humpback.server.testing.RecordedOriginal;
import io.humpback.server.testing.RecordingListener;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A center's way through an agent of the original, of which the answers were recorded. */
class OriginalAgentEngineTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final InstanceIdentity IDENTITY =
            new InstanceIdentity("c1", GroupId.of("g1"), MetaId.of("m1"), 1, 4, 2, 3);

    private final RecordedOriginal agent = RecordedOriginal.start();
    private final AgentConnector connector =
            new AgentConnector(AgentAccess.withToken("secret-of-the-cluster"), () -> new Fence("c1", 1));
    private final OriginalAgentEngine engine = connector.connectOriginal("http://" + agent.address());

    @AfterEach
    void close() {
        engine.close();
        connector.close();
        agent.close();
    }

    private String create(String name) {
        return engine.create(
                new ContainerRequest(
                        name,
                        ContainerSpec.builder(name, "app:1")
                                .env(List.of("A=two words"))
                                .build(),
                        IDENTITY.labels()),
                LIMIT);
    }

    private Status status(String id) {
        return engine.inspect(id, LIMIT).state().status();
    }

    @Test
    void knowsTheEngine() {
        NodeFacts facts = engine.info(LIMIT);

        assertThat(facts.engineId()).startsWith("UO7A:");
        assertThat(facts.cpus()).isPositive();
        assertThat(facts.memoryBytes()).isPositive();
    }

    /** It runs as soon as it is made, and what is asked twice is done. */
    @Test
    void leadsAContainerThroughItsLife() {
        String id = create("life");
        assertThat(status(id)).isEqualTo(Status.RUNNING);
        engine.start(id, LIMIT);
        engine.pause(id, LIMIT);
        assertThat(status(id)).isEqualTo(Status.PAUSED);
        engine.unpause(id, LIMIT);
        engine.restart(id, Duration.ofSeconds(1), LIMIT);
        assertThat(status(id)).isEqualTo(Status.RUNNING);
        engine.stop(id, Duration.ofSeconds(1), LIMIT);
        engine.kill(id, LIMIT);
        assertThat(status(id)).isEqualTo(Status.EXITED);
        engine.rename(id, "renamed", LIMIT);
        assertThat(engine.inspect("renamed", LIMIT).id()).isEqualTo(id);
        engine.remove(id, LIMIT);
        engine.remove(id, LIMIT);

        assertThat(engine.list(LIMIT)).isEmpty();
    }

    @Test
    void listsOursWithDetailsAndForeignOnesWithout() {
        create("ours");
        agent.add("foreign");

        List<ObservedContainer> list = engine.list(LIMIT);

        assertThat(list).extracting(ObservedContainer::name).containsExactlyInAnyOrder("ours", "foreign");
        assertThat(list)
                .filteredOn(one -> one.name().equals("ours"))
                .singleElement()
                .satisfies(ours -> {
                    assertThat(ours.findIdentity()).contains(IDENTITY);
                    assertThat(ours.spec().env()).containsExactly("A=two words");
                    assertThat(ours.spec().labels()).isEmpty();
                });
        assertThat(agent.requests())
                .filteredOn(request -> request.contains("originaldata=true"))
                .hasSize(1);
    }

    @Test
    void takesNoContainerForLostWhoseInspectionFails() {
        String id = create("ours");
        agent.failInspectionOf(id);

        assertThatExceptionOfType(EngineException.class).isThrownBy(() -> engine.list(LIMIT));

        agent.failInspectionOf("");
        assertThat(engine.list(LIMIT)).hasSize(1);
    }

    @Test
    void saysThatANameIsTaken() {
        create("taken");

        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> create("taken"))
                .satisfies(e -> assertThat(e.isConflict()).isTrue());
    }

    @Test
    void saysWhyAnImageCannotBeFetched() {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> engine.pull("hb/missing:1", LIMIT))
                .withMessageContaining("connection refused");
    }

    private List<String> pulls() {
        return agent.requests().stream()
                .filter(request -> request.startsWith("POST /v1/images"))
                .toList();
    }

    /** That agent would ask its registry all the same, which may be away, and must not be needed then. */
    @Test
    void fetchesNoImageThatIsThere() {
        engine.pull("hb/noop:2", LIMIT);
        engine.pull("hb/noop", PullPolicy.MISSING, PullListener.NONE, LIMIT);
        engine.pull("docker.io/hb/web:1", PullPolicy.MISSING, PullListener.NONE, LIMIT);

        assertThat(pulls()).isEmpty();
    }

    @Test
    void fetchesAnImageThatIsMissingOnce() {
        assertThat(engine.pull("app:1", PullPolicy.MISSING, PullListener.NONE, LIMIT))
                .isEqualTo(RecordedOriginal.DIGEST);
        assertThat(engine.pull("app:1", PullPolicy.MISSING, PullListener.NONE, LIMIT))
                .isEqualTo(RecordedOriginal.DIGEST);
        engine.pull("app@" + RecordedOriginal.DIGEST, LIMIT);

        assertThat(pulls()).containsExactly("POST /v1/images {\"Image\":\"app:1\"}");
    }

    @Test
    void fetchesAnImageThatIsThereWhereThePolicySaysAlways() {
        engine.pull("hb/noop:2", PullPolicy.ALWAYS, PullListener.NONE, LIMIT);

        assertThat(pulls()).hasSize(1);
    }

    @Test
    void fetchesNothingWhereThePolicySaysNever() {
        engine.pull("app:1", PullPolicy.NEVER, PullListener.NONE, LIMIT);

        assertThat(agent.requests()).isEmpty();
    }

    @Test
    void saysThatAContainerIsNotThere() {
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> engine.inspect("none", LIMIT))
                .satisfies(e -> assertThat(e.isNotFound()).isTrue());
    }

    /** Its record was signed by nobody, so whoever is there is told nothing that belongs to the cluster. */
    @Test
    void tellsItNeitherTokenNorLeader() {
        create("ours");
        engine.list(LIMIT);
        engine.pull("app:1", LIMIT);

        assertThat(agent.headers()).isNotEmpty().doesNotContain("authorization", "humpback-cluster", "humpback-epoch");
    }

    @Test
    void saysThatItWasNotReached() {
        agent.close();

        assertThatExceptionOfType(EngineUnreachableException.class).isThrownBy(() -> engine.info(LIMIT));
    }

    /** It tells no events; each of these lets the node be listed. */
    @Test
    void asksForAListNowAndThen() {
        RecordingListener listener = new RecordingListener();

        try (Subscription subscription = engine.subscribe(listener)) {
            assertThat(subscription).isNotNull();
            listener.awaitOpen();
            await("a poll").atMost(LIMIT).until(() -> listener.calls().contains(" poll"));
        }
    }
}
