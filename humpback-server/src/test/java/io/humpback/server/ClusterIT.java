package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.ContainerState.Status;
import io.humpback.core.NodeState;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerEngine;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.ForeignContainer;
import io.humpback.server.testing.HookReceiver;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A whole center keeps its promises on three real engines. */
@RequiresDocker
class ClusterIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration DELAY = Duration.ofSeconds(3);

    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(3);

    @TempDir
    private Path data;

    private HookReceiver receiver;
    private Center center;
    private CenterClient client;

    @BeforeEach
    void listen() {
        receiver = HookReceiver.start();
    }

    @AfterEach
    void close() {
        if (center != null) {
            center.close();
        }
        receiver.close();
        engines.all().forEach(RealEngine::removeContainers);
    }

    private void start(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("DOCKER_CLUSTER_HEARTBEAT", "1s");
        all.put("HUMPBACK_DATA_DIR", data.toString());
        ConfigLoader loader = new ConfigLoader().environment(all).flag("listen", "--listen", "127.0.0.1:0");
        loader.flag(
                "engines",
                "--engine",
                engines.all().stream().map(RealEngine::endpoint).toArray(String[]::new));
        center = Center.start(loader.load().config(), DockerSettings.DEFAULT, "test");
        client = new CenterClient(center.uri());
        await("nodes")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(center.view().nodes())
                        .hasSize(engines.all().size())
                        .allMatch(node -> node.state() == NodeState.HEALTHY));
    }

    @Test
    void keepsItsInstancesThroughDeathReturnDeletionAndScaling() {
        start(Map.of("CENTER_CLUSTER_MIGRATEDELAY", DELAY.toSeconds() + "s"));
        ForeignContainer foreign = ForeignContainer.start(
                engines.get(0),
                ForeignContainer.spec(TestImages.NOOP).networkMode("host").build());
        Story story = new Story();

        story.create();
        story.loseANode();
        story.getItBack();
        story.deleteOneByHand();
        story.scaleDown();
        story.remove();

        assertThat(receiver.names())
                .containsExactly(
                        "CreateMetaEvent",
                        "MigrateMetaEvent",
                        "RecoveryMetaEvent",
                        "UpdateMetaEvent",
                        "RemoveMetaEvent");
        assertThat(receiver.events().stream().map(HookReceiver.Event::containerIds))
                .containsExactlyElementsOf(story.told);
        foreign.assertUntouched();
    }

    @Test
    void leavesAContainerAloneThatWasMeantToEnd() {
        start(Map.of("CENTER_CLUSTER_RECOVERYINTERVAL", "1s"));
        String job = create("job", 1, "date", "no");
        String service = create("service", 1, "", "always");
        await("end").atMost(LIMIT).until(() -> instances("job").all(Status.EXITED));
        Instances ended = instances("job");

        // each of these takes a full look at the node, and a decision about all that is on it
        restoresAfterDeletion("service");
        restoresAfterDeletion("service");

        assertThat(instances("job")).isEqualTo(ended);
        assertThat(receiver.names()).containsExactly("CreateMetaEvent");
        assertThat(client.remove(job).status()).isEqualTo(200);
        assertThat(client.remove(service).status()).isEqualTo(200);
        assertThat(Instances.on(engines.all()).count()).isZero();
    }

    private String create(String name, int instances, String command, String restartPolicy) {
        var wish = CenterClient.meta(name, instances, TestImages.NOOP);
        CenterClient.config(wish).put("Command", command).put("RestartPolicy", restartPolicy);
        CenterClient.withConstraint(wish, "node.hostname==node1");
        Reply reply = client.create(name.equals("job") ? CenterClient.withHook(wish, receiver.uri()) : wish);
        assertThat(reply.data().path("Created").asText()).as(reply.content()).isEqualTo("created all");
        return reply.metaId();
    }

    private void restoresAfterDeletion(String name) {
        Instances before = instances(name);
        delete(engines.get(0), before.containers().get(0).id());
        await("recovery of " + name).atMost(LIMIT).until(() -> {
            Instances now = instances(name);
            return now.count() == 1 && now.all(Status.RUNNING) && !now.equals(before);
        });
    }

    private Instances instances(String name) {
        return new Instances(Instances.on(engines.get(0)).containers().stream()
                .filter(container -> container.name().equals("CLUSTER-default-" + name + "-1"))
                .toList());
    }

    private static void delete(RealEngine engine, String id) {
        try (DockerEngine docker = engine.connect()) {
            docker.remove(id, LIMIT);
        }
    }

    /** One meta's life, and what its receiver has to be told of it. */
    private final class Story {
        private static final String LOST = "node3";

        private final List<Set<String>> told = new ArrayList<>();
        private String meta = "";

        private Instances everywhere() {
            return Instances.on(engines.all());
        }

        private Instances onSurvivors() {
            return Instances.on(List.of(engines.get(0), engines.get(1)));
        }

        private List<Integer> counts() {
            return engines.all().stream()
                    .map(engine -> Instances.on(engine).count())
                    .toList();
        }

        /** The receiver is told after the fact, so the engines' answer of now is what it has to be told. */
        private void expectEvent(Set<String> containerIds) {
            told.add(containerIds);
            await("event " + told.size())
                    .atMost(LIMIT)
                    .until(() -> receiver.events().size() >= told.size());
        }

        void create() {
            Reply reply =
                    client.create(CenterClient.withHook(CenterClient.meta("web", 6, TestImages.NOOP), receiver.uri()));
            meta = reply.metaId();

            assertThat(reply.data().path("Created").asText())
                    .as(reply.content())
                    .isEqualTo("created all");
            assertThat(counts()).containsExactly(2, 2, 2);
            assertThat(everywhere().names()).isEqualTo(Instances.namesOf("web", 6));
            assertThat(everywhere().all(Status.RUNNING)).isTrue();
            expectEvent(everywhere().ids());
        }

        void loseANode() {
            Instances unharmed = onSurvivors();
            engines.get(2).kill();
            Instant down = awaitDown();
            await("migration")
                    .atMost(LIMIT)
                    .until(() -> onSurvivors().count() == 6 && onSurvivors().all(Status.RUNNING));
            Instances now = onSurvivors();

            assertThat(now.names()).isEqualTo(Instances.namesOf("web", 6));
            assertThat(now.ids()).containsAll(unharmed.ids());
            assertThat(now.without(unharmed).containers())
                    .hasSize(2)
                    .allSatisfy(moved ->
                            assertThat(Instant.parse(moved.state().startedAt())).isAfterOrEqualTo(down.plus(DELAY)));
            expectEvent(now.ids());
        }

        /** Returns since when the center counts the lost node as down. */
        private Instant awaitDown() {
            return await("death")
                    .atMost(LIMIT)
                    .until(
                            () -> center.view().nodes().stream()
                                    .filter(node -> node.node().name().equals(LOST))
                                    .map(ClusterView.NodeView::status)
                                    .findFirst()
                                    .orElseThrow()
                                    .downSince(),
                            since -> since != null);
        }

        void getItBack() {
            Set<String> ids = onSurvivors().ids();
            engines.get(2).restart();

            await("sweep")
                    .atMost(LIMIT)
                    .until(() -> Instances.on(engines.get(2)).count() == 0);
            assertThat(everywhere().ids()).isEqualTo(ids);
            assertThat(client.get(meta).data().at("/Container/Containers")).hasSize(6);
        }

        void deleteOneByHand() {
            Instances before = everywhere();
            String victim = Instances.on(engines.get(0)).containers().get(0).id();
            delete(engines.get(0), victim);
            await("recovery")
                    .atMost(LIMIT)
                    .until(() -> everywhere().count() == 6 && everywhere().all(Status.RUNNING));
            Instances now = everywhere();

            assertThat(now.names()).isEqualTo(Instances.namesOf("web", 6));
            assertThat(before.without(now).ids()).containsExactly(victim);
            expectEvent(now.ids());
        }

        void scaleDown() {
            Instances before = everywhere();
            Reply reply = client.scale(meta, 2);
            Instances now = everywhere();

            assertThat(reply.status()).as(reply.content()).isEqualTo(200);
            assertThat(now.count()).isEqualTo(2);
            assertThat(before.ids()).containsAll(now.ids());
            assertThat(counts()).allMatch(count -> count <= 1);
            expectEvent(now.ids());
        }

        void remove() {
            Set<String> last = everywhere().ids();
            Reply reply = client.remove(meta);

            assertThat(reply.data().path("Containers"))
                    .as(reply.content())
                    .hasSize(2)
                    .allMatch(item -> item.path("Result").asText().equals("remove successed."));
            assertThat(everywhere().count()).isZero();
            assertThat(client.get(meta).status()).isEqualTo(404);
            expectEvent(last);
        }
    }
}
