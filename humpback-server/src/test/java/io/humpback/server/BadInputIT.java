package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.NodeState;
import io.humpback.core.PortMapping;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.ForeignContainer;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be done is refused with its reason, leaves nothing behind and touches nothing else. Two real engines. */
@RequiresDocker
class BadInputIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int PORT = 18080;

    @TempDir
    private static Path data;

    private static RealEngines engines;
    private static Center center;
    private static CenterClient client;

    /** A meta that nobody touches, on the engine that is never killed. */
    private static String bystander;

    private Instances before;

    @BeforeAll
    static void start() {
        engines = RealEngines.start(List.of(
                EngineOptions.named("node1").withBridge(),
                EngineOptions.named("node2").withBridge()));
        ConfigLoader loader = new ConfigLoader()
                .environment(Map.of("DOCKER_CLUSTER_HEARTBEAT", "1s", "HUMPBACK_DATA_DIR", data.toString()))
                .flag("listen", "--listen", "127.0.0.1:0")
                .flag(
                        "engines",
                        "--engine",
                        engines.get(0).endpoint(),
                        engines.get(1).endpoint());
        center = Center.start(loader.load().config(), DockerSettings.DEFAULT, "test");
        client = new CenterClient(center.uri());
        awaitStates(NodeState.HEALTHY, NodeState.HEALTHY);
        bystander = client.create(CenterClient.withConstraint(
                        CenterClient.meta("bystander", 1, TestImages.NOOP), "node.hostname==node1"))
                .metaId();
    }

    @AfterAll
    static void close() {
        if (center != null) {
            center.close();
        }
        if (engines != null) {
            engines.close();
        }
    }

    private static void awaitStates(NodeState... states) {
        await("nodes")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(center.view().nodes())
                        .extracting(node -> node.state())
                        .containsExactly(states));
    }

    @BeforeEach
    void look() {
        before = Instances.on(engines.all());
        assertThat(before.names()).isEqualTo(Instances.namesOf("bystander", 1));
    }

    @AfterEach
    void nothingElseHasChanged() {
        engines.all().forEach(ForeignContainer::removeFrom);
        assertThat(Instances.on(engines.all())).isEqualTo(before);
        assertThat(client.list())
                .extracting(meta -> meta.path("MetaId").asText())
                .containsExactly(bystander);
        assertThat(client.get(bystander).data().at("/Container/Instances").asInt())
                .isEqualTo(1);
    }

    @Test
    void refusesAConstraintThatCannotBeRead() {
        Reply reply = client.create(CenterClient.withConstraint(web(1, TestImages.NOOP), "node.hostname=~node1"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.content()).contains("node.hostname=~node1");
    }

    @Test
    void tellsThatNoNodeSatisfiesAConstraint() {
        Reply reply = client.create(CenterClient.withConstraint(web(1, TestImages.NOOP), "node.hostname==nowhere"));

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.content())
                .contains("cluster no docker-engine available")
                .contains("node.hostname==nowhere");
    }

    @Test
    void tellsThatAnImageCannotBeHad() {
        Reply reply = client.create(web(1, "127.0.0.1:9/hb/none:1"));

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.content())
                .contains("create container CLUSTER-default-web-1 request")
                .contains("Error response from daemon")
                .contains("connection refused");
    }

    @Test
    void tellsWhyAContainerCannotStart() {
        Reply reply = client.create(web(2, TestImages.BROKEN));

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.content()).contains("/no/such/binary").contains("no such file or directory");
    }

    @Test
    void refusesANameThatIsTaken() {
        Reply reply = client.create(CenterClient.meta("bystander", 2, TestImages.NOOP));

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.content()).isEqualTo("cluster create containers name conflict, this cluster already exists");
    }

    @Test
    void tellsThatAPortIsTakenByAForeignContainerEverywhere() {
        List<ForeignContainer> foreign = List.of(publishing(engines.get(0)), publishing(engines.get(1)));

        Reply reply = client.create(CenterClient.withPort(web(2, TestImages.WEB), 80, PORT));

        assertThat(reply.status()).isEqualTo(500);
        // the one if the center had heard of them in time, the other if it had to find out
        assertThat(reply.content()).containsAnyOf("2 have a wanted port taken", "port is already allocated");
        foreign.forEach(ForeignContainer::assertUntouched);
    }

    @Test
    void tellsThatAPortIsTakenByWhatNoEngineKnowsOf() {
        List<ForeignContainer> foreign = List.of(listening(engines.get(0)), listening(engines.get(1)));

        Reply reply = client.create(CenterClient.withPort(web(2, TestImages.WEB), 80, PORT));

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.content()).contains("address already in use");
        foreign.forEach(ForeignContainer::assertUntouched);
    }

    @Test
    void createsWhatAFreePortAllows() {
        ForeignContainer foreign = publishing(engines.get(0));

        Reply reply = client.create(CenterClient.withPort(web(2, TestImages.WEB), 80, PORT));

        assertThat(reply.data().path("Created").asText()).as(reply.content()).isEqualTo("created partial");
        assertThat(reply.data().path("Containers")).hasSize(1);
        assertThat(Instances.on(engines.get(1)).count()).isEqualTo(1);
        assertThat(page(engines.get(1))).isEqualTo("1\n");
        assertThat(client.remove(reply.metaId()).status()).isEqualTo(200);
        foreign.assertUntouched();
    }

    @Test
    void doesToALostNodeWhatWasAskedMeanwhileWhenItIsBack() {
        String stopped = created("stopped");
        String removed = created("removed");
        RealEngine lost = engines.get(1);
        lost.kill();
        awaitStates(NodeState.HEALTHY, NodeState.DOWN);

        assertThat(results(client.operate(stopped, "stop")))
                .containsExactlyInAnyOrder(
                        "stop successed.",
                        "stop waiting, node node2 is not reachable, it will be done when the node is back");
        assertThat(results(client.remove(removed)))
                .hasSize(2)
                .contains("remove successed.")
                .anyMatch(result -> result.startsWith("remove waiting") && result.contains("node2"));

        lost.restart();
        await("what was asked").atMost(LIMIT).until(() -> {
            Instances there = Instances.on(lost);
            return there.names().size() == 1 && there.all(Status.EXITED);
        });
        assertThat(Instances.on(lost).names().get(0)).startsWith("CLUSTER-default-stopped-");
        assertThat(results(client.remove(stopped))).containsExactly("remove successed.", "remove successed.");
    }

    private static ObjectNode web(int instances, String image) {
        return CenterClient.meta("web", instances, image);
    }

    private static String created(String name) {
        Reply reply = client.create(CenterClient.meta(name, 2, TestImages.NOOP));
        assertThat(reply.data().path("Created").asText()).as(reply.content()).isEqualTo("created all");
        return reply.metaId();
    }

    private static List<String> results(Reply reply) {
        assertThat(reply.status()).as(reply.content()).isEqualTo(200);
        return reply.data().path("Containers").findValuesAsText("Result");
    }

    private static ForeignContainer publishing(RealEngine engine) {
        return ForeignContainer.start(
                engine,
                ForeignContainer.spec(TestImages.WEB)
                        .ports(List.of(new PortMapping(80, PORT, "tcp", "")))
                        .build());
    }

    /** What listens in the host's network has no published port that an engine could tell of. */
    private static ForeignContainer listening(RealEngine engine) {
        ForeignContainer foreign = ForeignContainer.start(
                engine,
                ForeignContainer.spec(TestImages.WEB)
                        .networkMode("host")
                        .command("httpd -f -p " + PORT + " -h /etc")
                        .build());
        await("port")
                .atMost(LIMIT)
                .until(() -> engine.runInNetwork("cat", "/proc/net/tcp6", "/proc/net/tcp")
                        .contains(":" + Integer.toHexString(PORT).toUpperCase(Locale.ROOT) + " "));
        return foreign;
    }

    /** Returns what the port serves, when it does. */
    private static String page(RealEngine engine) {
        return await("page")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(
                        () -> engine.runInNetwork("busybox", "wget", "-q", "-O", "-", "http://127.0.0.1:" + PORT),
                        text -> !text.isEmpty());
    }
}
