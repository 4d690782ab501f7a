package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.ContainerSpec;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.docker.DockerEngine;
import io.humpback.server.simulated.Fault;
import io.humpback.server.simulated.SimulatedEngine;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.JoinedAgents;
import io.humpback.server.testing.RecordingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rows of the catalogue of faults that Docker itself brings, with an agent between center and engine. */
@Timeout(240)
class AgentFaultsIT {
    private static final Duration LIMIT = JoinedAgents.LIMIT;
    private static final String IMAGE = "hb/app:1";
    private static final int NODES = 3;

    @TempDir
    private Path directory;

    private JoinedAgents cluster;

    @BeforeEach
    void start() {
        cluster = JoinedAgents.start(directory, NODES);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private static ObjectNode wish(String name, int instances) {
        return CenterClient.meta(name, instances, IMAGE);
    }

    private List<String> createOnePerNode() {
        cluster.create(wish("web", NODES));
        assertOnePerNode();
        return ids();
    }

    private void assertOnePerNode() {
        assertThat(IntStream.range(0, NODES).mapToLong(cluster::running)).containsOnly(1L);
        assertThat(cluster.names()).hasSize(NODES).doesNotHaveDuplicates();
    }

    private List<String> ids() {
        return IntStream.range(0, NODES)
                .mapToObj(cluster::containers)
                .flatMap(List::stream)
                .map(ObservedContainer::id)
                .sorted()
                .toList();
    }

    private void awaitOnePerNode() {
        await("one on each node").atMost(LIMIT).untilAsserted(this::assertOnePerNode);
    }

    private SimulatedEngine first() {
        return cluster.engine(0);
    }

    /** Lets the center hear of nothing new from the first node, then list it again and again. */
    private void listAgainAndAgain(int times) {
        for (int i = 0; i < times; i++) {
            await("a follower").atMost(LIMIT).until(() -> first().followers() > 0);
            first().dropStreams();
        }
        await("a follower").atMost(LIMIT).until(() -> first().followers() > 0);
    }

    @Test
    @DisplayName("D1: answer to create lost -> one container")
    void d1_hasOneContainerThoughTheAnswerToItsCreationIsLost() {
        for (int i = 0; i < NODES; i++) {
            cluster.engine(i)
                    .inject(Fault.lostAnswer().on("POST", "/containers/create").times(1));
        }

        createOnePerNode();
    }

    @Test
    @DisplayName("D1: answer to start lost -> one container, started once")
    void d1_startsOnceThoughTheAnswerToTheStartIsLost() {
        RecordingListener listener = new RecordingListener();
        try (DockerEngine docker = cluster.direct(0)) {
            docker.subscribe(listener);
            listener.awaitOpen();
            first().inject(Fault.lostAnswer().on("POST", ".*/start").times(1));

            createOnePerNode();

            String id = cluster.containers(0).get(0).id();
            await("start told").atMost(LIMIT).until(() -> listener.calls().contains(id + " start"));
            assertThat(listener.calls())
                    .filteredOn(call -> call.equals(id + " start"))
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("D2: daemon frozen, thaws late -> late effect adopted or reaped within 15 s")
    void d2_hasOneContainerThoughAFrozenDaemonMakesItLate() {
        first().freeze();
        CompletableFuture<Reply> reply = cluster.client().createLater(wish("web", NODES));
        cluster.awaitUnhealthy(0);

        first().heal();

        assertThat(reply.join().data().path("Created").asText()).startsWith("created");
        await("all to run")
                .atMost(LIMIT)
                .until(() ->
                        IntStream.range(0, NODES).mapToLong(cluster::running).sum() == NODES);
        assertThat(cluster.names()).hasSize(NODES).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("D3: containerd frozen -> node unhealthy within 30 s, other nodes unaffected")
    void d3_findsANodeUnhealthyThatListsButCannotAct() {
        createOnePerNode();
        first().freezeRuntime();
        cluster.awaitUnhealthy(0);

        cluster.create(wish("other", 2));

        assertThat(cluster.running(1)).isEqualTo(2);
        assertThat(cluster.running(2)).isEqualTo(2);
        assertThat(cluster.node(1).state()).isEqualTo(NodeState.HEALTHY);
        first().heal();
        cluster.awaitHealthy(0);
    }

    @Test
    @DisplayName("D4: 500s -> retry with backoff")
    void d4_triesAgainWhatTheEngineCouldNotDo() {
        createOnePerNode();
        for (int i = 0; i < NODES; i++) {
            cluster.engine(i)
                    .inject(Fault.failure(500, "server error")
                            .on("POST", "/containers/create")
                            .times(1));
        }

        first().removeContainer(first().containers().get(0));

        await("another one")
                .atMost(LIMIT)
                .until(() -> cluster.names().size() == NODES
                        && IntStream.range(0, NODES).mapToLong(cluster::running).sum() == NODES);
    }

    @Test
    @DisplayName("D4: half answers to a list -> nothing is taken for lost")
    void d4_losesNothingWhenListsFail() {
        List<String> before = createOnePerNode();
        first().inject(Fault.lostAnswer().on("GET", "/containers/json").times(5));
        first().inject(Fault.failure(500, "unexpected end of JSON")
                .on("GET", "/containers/json")
                .times(5));

        listAgainAndAgain(5);

        cluster.awaitHealthy(0);
        assertThat(ids()).isEqualTo(before);
    }

    @Test
    @DisplayName("D5: port conflict -> leftover removed, next node, remembered")
    void d5_goesToTheNextNodeAndRemembersThePort() {
        cluster.create(CenterClient.withPort(wish("scout", 1), 80, 8081));
        int chosen = IntStream.range(0, NODES)
                .filter(i -> cluster.running(i) == 1)
                .findFirst()
                .orElseThrow();
        SimulatedEngine engine = cluster.engine(chosen);
        cluster.client().remove(cluster.client().list().path(0).path("MetaId").asText());
        RecordingListener listener = new RecordingListener();
        try (DockerEngine docker = cluster.direct(chosen)) {
            docker.subscribe(listener);
            listener.awaitOpen();
            engine.inject(Fault.failure(500, "Bind for 0.0.0.0:8080 failed: port is already allocated")
                    .on("POST", ".*/start"));
            cluster.create(CenterClient.withPort(wish("web", 1), 80, 8080));
            assertThat(engine.containers()).as("leftovers").isEmpty();
            long tried = created(listener);

            cluster.create(CenterClient.withPort(wish("other", 1), 80, 8080));

            assertThat(engine.containers()).isEmpty();
            assertThat(created(listener)).as("remembered").isEqualTo(tried);
        }
    }

    private static long created(RecordingListener listener) {
        return listener.calls().stream()
                .filter(call -> call.endsWith(" create"))
                .count();
    }

    @Test
    @DisplayName("D6: image missing, registry down -> reason in the API, no name left behind")
    void d6_tellsWhyAnImageCannotBeFetched() {
        Reply missing = cluster.client().create(CenterClient.meta("web", 1, "hb/missing:1"));
        Reply down = cluster.client().create(CenterClient.meta("web", 1, "127.0.0.1:5/hb/app:1"));

        assertThat(missing.status()).isEqualTo(500);
        assertThat(missing.content()).contains("manifest unknown");
        assertThat(down.content()).contains("connection refused");
        assertThat(cluster.names()).isEmpty();
        cluster.create(wish("web", 1));
    }

    @Test
    @DisplayName("D7: bad command -> leftover cleaned")
    void d7_leavesNothingOfACommandThatDoesNotExist() {
        Reply reply = cluster.client().create(CenterClient.meta("web", 2, "hb/broken:1"));

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.content()).contains("/no/such/binary");
        await("leftovers removed").atMost(LIMIT).until(() -> cluster.names().isEmpty());
        cluster.create(wish("web", 2));
    }

    @Test
    @DisplayName("D8: disk full -> node takes nothing new, cleaning goes on")
    void d8_putsNothingOnANodeWhoseDiskIsFullAndCleansIt() {
        String old = cluster.create(wish("old", NODES));
        first().inject(Fault.failure(500, "mkdir /var/lib/docker/x: no space left on device")
                .on("POST", "/containers/(create|[^/]+/start)"));

        cluster.create(wish("web", 4));
        assertThat(cluster.client().remove(old).status()).isEqualTo(200);

        assertThat(first().containers()).isEmpty();
        assertThat(cluster.running(1) + cluster.running(2)).isEqualTo(4);
    }

    @Test
    @DisplayName("D9: daemon restart with live-restore -> no double creation")
    void d9_keepsContainersThatOutliveTheirDaemon() {
        List<String> before = createOnePerNode();

        first().refuse();
        cluster.awaitUnhealthy(0);
        first().heal();
        cluster.awaitHealthy(0);

        awaitOnePerNode();
        assertThat(ids()).isEqualTo(before);
    }

    @Test
    @DisplayName("D9: daemon restart without live-restore -> no double creation")
    void d9_keepsContainersThatEndWithTheirDaemon() {
        List<String> before = createOnePerNode();

        first().die();
        cluster.awaitUnhealthy(0);
        first().comeBack();
        cluster.awaitHealthy(0);

        awaitOnePerNode();
        assertThat(ids()).isEqualTo(before);
    }

    @Test
    @DisplayName("D10: one inspect fails -> not lost")
    void d10_doesNotTakeAContainerForLostWhoseInspectionFails() {
        List<String> before = createOnePerNode();
        first().inject(Fault.failure(500, "inspect failed").on("GET", "/containers/[0-9a-f]+/json"));
        try (DockerEngine docker = cluster.direct(0)) {
            docker.rename(first().containers().get(0), "renamed", LIMIT); // so that what was known of it does not hold
        }
        listAgainAndAgain(3);
        first().heal();

        await("its name").atMost(LIMIT).until(() -> !first().containers().contains("renamed"));
        awaitOnePerNode();
        assertThat(ids()).isEqualTo(before);
    }

    @Test
    @DisplayName("D11: concurrent deletes -> success")
    void d11_removesWhatSomebodyElseRemovesAtTheSameTime() {
        String meta = cluster.create(wish("web", NODES));
        first().inject(Fault.lateEffect(Duration.ofSeconds(2)).on("DELETE", ".*"));

        CompletableFuture<Reply> reply =
                CompletableFuture.supplyAsync(() -> cluster.client().remove(meta));
        await("the others gone").atMost(LIMIT).until(() -> cluster.running(1) + cluster.running(2) == 0);
        List<String> late = first().containers();
        if (!late.isEmpty()) {
            first().removeContainer(late.get(0));
        }

        assertThat(reply.join().status()).isEqualTo(200);
        assertThat(cluster.names()).isEmpty();
    }

    @Test
    @DisplayName("D12: event gap -> list")
    void d12_findsOutWhatHappenedWhileNobodyListened() {
        createOnePerNode();
        first().refuse();
        await("nobody to listen").atMost(LIMIT).until(() -> first().followers() == 0);

        first().removeContainer(first().containers().get(0));
        first().heal();

        awaitOnePerNode();
    }

    @Test
    @DisplayName("D13: a user deletes, stops or renames -> recovered; foreign containers never touched")
    void d13_mendsWhatAUserDoesAndLeavesWhatIsHis() {
        createOnePerNode();
        try (DockerEngine docker = cluster.direct(0);
                DockerEngine second = cluster.direct(1)) {
            String his = docker.create(
                    new ContainerRequest(
                            "his", ContainerSpec.builder("his", IMAGE).build(), Map.of("his", "own")),
                    LIMIT);
            String stopped = cluster.containers(1).get(0).id();
            String renamed = cluster.containers(2).get(0).id();
            second.stop(stopped, Duration.ofSeconds(1), LIMIT);
            try (DockerEngine third = cluster.direct(2)) {
                third.rename(renamed, "mine", LIMIT);
            }
            first().removeContainer(first().containers().stream()
                    .filter(name -> !name.equals("his"))
                    .findFirst()
                    .orElseThrow());

            await("all mended").atMost(LIMIT).untilAsserted(() -> {
                Set<String> names = cluster.names().stream()
                        .filter(name -> !name.equals("his"))
                        .collect(Collectors.toSet());
                assertThat(names).hasSize(NODES).doesNotContain("mine");
                assertThat(IntStream.range(0, NODES).mapToLong(cluster::running))
                        .containsOnly(1L);
            });
            assertThat(second.inspect(stopped, LIMIT).state().isLive()).isTrue();
            assertThat(docker.inspect(his, LIMIT).state().wasStarted()).isFalse();
        }
    }

    @Test
    @DisplayName("D14: crash loop -> another node is tried")
    void d14_triesAnotherNodeForWhatEndsAgainAndAgain() {
        cluster.create(CenterClient.meta("web", 1, "hb/crash-1s:1"));
        int tried = IntStream.range(0, NODES)
                .filter(i -> !cluster.engine(i).containers().isEmpty())
                .findFirst()
                .orElseThrow();

        await("another node")
                .atMost(LIMIT)
                .until(() -> cluster.engine(tried).containers().isEmpty()
                        && cluster.names().size() == 1);
    }

    @Test
    @DisplayName("S8: an engine that is dead behind its living agent -> its instances move")
    void movesWhatAnAgentSaysItsEngineIsDeadFor() {
        createOnePerNode();

        first().die();

        await("all elsewhere").atMost(LIMIT).until(() -> cluster.running(1) + cluster.running(2) == NODES);
        assertThat(cluster.node(0).stateReason()).contains("all calls to the engine have failed");
        first().comeBack();
        cluster.awaitHealthy(0);
        await("one of each")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(cluster.names()).hasSize(NODES).doesNotHaveDuplicates());
    }

    @Test
    @DisplayName(
            "R7: an agent that is gone from both ways, whose engine lives -> its instances move, one of each after")
    void movesWhatIsBehindAnAgentThatWasStopped() {
        createOnePerNode();

        cluster.stopAgent(0);

        await("all elsewhere").atMost(LIMIT).until(() -> cluster.running(1) + cluster.running(2) == NODES);
        assertThat(cluster.running(0)).as("nobody could tell it").isOne();
        cluster.startAgent(0);
        await("one of each")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(cluster.names()).hasSize(NODES).doesNotHaveDuplicates());
    }
}
