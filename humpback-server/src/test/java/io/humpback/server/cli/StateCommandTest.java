package io.humpback.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.server.Center;
import io.humpback.server.cli.Commands.Ended;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.simulated.SimulatedEngines;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a real center's state; its engines are simulated. */
@Timeout(120)
class StateCommandTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new TreeMap<>();
    private final SimulatedEngines engines = SimulatedEngines.start(2);
    private Path file;

    @BeforeEach
    void configure() {
        environment.put("HUMPBACK_DATA_DIR", directory.resolve("data").toString());
        environment.put("CENTER_LISTEN_PORT", "127.0.0.1:0");
        environment.put("CENTER_CLUSTER_REMOVEDELAY", "0s");
        environment.put("DOCKER_CLUSTER_HEARTBEAT", "1s");
        environment.put(
                "HUMPBACK_ENGINES",
                "n1=" + engines.get(0).endpoint() + ",n2=" + engines.get(1).endpoint());
        file = directory.resolve("state.txt");
    }

    @AfterEach
    void close() {
        engines.close();
    }

    private Center start() {
        Center center = Center.start(
                new ConfigLoader().environment(environment).load().config(), DockerSettings.DEFAULT, "test");
        await("nodes")
                .atMost(LIMIT)
                .until(() -> center.view().nodes().size() == 2
                        && center.view().nodes().stream().allMatch(node -> node.state() == NodeState.HEALTHY));
        return center;
    }

    private String create(int instances) {
        try (Center center = start()) {
            Reply reply = new CenterClient(center.uri()).create(CenterClient.meta("web", instances, "example/web:1"));
            assertThat(reply.data().path("Created").asText())
                    .as(reply.content())
                    .isEqualTo("created all");
            return reply.metaId();
        }
    }

    private Ended run(String... arguments) {
        return Commands.run(environment, arguments);
    }

    /** The ids of all containers, by their names. */
    private Map<String, String> containers() {
        Map<String, String> ids = new TreeMap<>();
        for (int i = 0; i < 2; i++) {
            try (ContainerEngine engine = new DockerConnector(DockerSettings.DEFAULT)
                    .connect(engines.get(i).endpoint())) {
                for (ObservedContainer container : engine.list(LIMIT)) {
                    ids.put(container.name(), container.id());
                }
            }
        }
        return ids;
    }

    private String elsewhere() {
        return "embedded:" + directory.resolve("elsewhere");
    }

    @Test
    void movesAStateToAnotherBackendAndGoesOnThere() {
        String meta = create(2);
        Map<String, String> before = containers();

        Ended exported = run("state", "export", file.toString());
        assertThat(exported.err()).isEmpty();
        assertThat(exported.out()).contains("1 metas", "1 assignments", "epoch ");
        assertThat(run("state", "verify").out()).startsWith("sound: ");
        assertThat(run("state", "verify", "--file", file.toString()).code()).isZero();
        Ended planned = run("state", "import", "--dry-run", "--backend", elsewhere(), file.toString());
        assertThat(planned.out()).startsWith("would import: ").contains("1 metas");
        assertThat(planned.code()).isZero();
        Ended imported = run("state", "import", "--backend", elsewhere(), "--epoch-above", "9000", file.toString());
        assertThat(imported.err()).isEmpty();
        assertThat(imported.out()).contains("imported; start the centers");

        environment.put("DOCKER_CLUSTER_URIS", elsewhere());
        try (Center center = start()) {
            CenterClient client = new CenterClient(center.uri());
            assertThat(client.get(meta).data().at("/Container/Containers")).hasSize(2);
            assertThat(client.scale(meta, 3).status()).isEqualTo(200);
        }
        assertThat(containers()).hasSize(3).containsAllEntriesOf(before);
        assertThat(run("state", "verify").out()).containsPattern("epoch 900[0-9]|epoch 90[1-9][0-9]");
    }

    @Test
    void b4_knowsAgainWhatRunsAfterTheLossOfEverything() throws IOException {
        create(3);
        Map<String, String> before = containers();
        lose();

        Ended planned = run("state", "recover", "--dry-run", "--nodes", "2");
        assertThat(planned.err()).isEmpty();
        assertThat(planned.out()).contains("would recover 3 instances of 1 metas, 1 of them lost", "webhooks");
        Ended recovered = run("state", "recover", "--nodes", "2");
        assertThat(recovered.out()).contains("recovered; start the centers");
        assertThat(run("state", "recover", "--nodes", "2").out()).contains("the state knows all that runs");
        assertThat(run("state", "verify").out()).startsWith("sound: ");

        try (Center center = start()) {
            String meta =
                    new CenterClient(center.uri()).list().get(0).path("MetaId").asText();
            assertThat(containers()).as("nothing made, nothing removed").isEqualTo(before);
            engines.get(0).removeContainer(engines.get(0).containers().get(0));
            await("restored").atMost(LIMIT).until(() -> containers().keySet().equals(before.keySet()));
            assertThat(new CenterClient(center.uri()).scale(meta, 1).status()).isEqualTo(200);
            assertThat(containers()).hasSize(1);
        }
    }

    private void lose() throws IOException {
        try (var files = Files.walk(directory.resolve("data"))) {
            for (Path lost : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(lost);
            }
        }
    }

    @Test
    void b4_addsToARolledBackStateWhatWasMadeSince() {
        String meta = create(2);
        assertThat(run("state", "export", file.toString()).code()).isZero();
        try (Center center = start()) {
            assertThat(new CenterClient(center.uri()).scale(meta, 4).status()).isEqualTo(200);
        }
        Map<String, String> before = containers();
        assertThat(run("state", "import", "--replace", file.toString()).out()).contains("in the place of: ");

        Ended recovered = run("state", "recover", "--nodes", "2");

        assertThat(recovered.out()).contains("recovers 2 instances of 1 metas, 0 of them lost");
        try (Center center = start()) {
            assertThat(new CenterClient(center.uri()).get(meta).data().at("/Container/Containers"))
                    .hasSize(4);
        }
        assertThat(containers()).isEqualTo(before);
    }

    @Test
    void recoversNothingWhileANodeIsSilentUnlessItIsToldTo() throws IOException {
        create(2);
        lose();
        engines.get(0).die(); // with the lower incarnation, so that its number alone says nothing of it

        Ended refused = run("state", "recover", "--nodes", "2");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).contains("node ", " does not answer: ");
        assertThat(refused.err())
                .hasLineCount(1)
                .contains("1 nodes answer (expected: 2; mend the others, or --partial");

        Ended partial = run("state", "recover", "--nodes", "2", "--partial");
        assertThat(partial.out()).contains("recovers 1 instances");

        engines.get(0).comeBack();
        Map<String, String> before = containers();
        try (Center center = start()) {
            CenterClient client = new CenterClient(center.uri());
            String meta = client.list().get(0).path("MetaId").asText();
            assertThat(client.operate(meta, "restart").status()).isEqualTo(200);
            assertThat(containers()).as("what nobody had seen is left alone").isEqualTo(before);
            assertThat(client.remove(meta).status()).isEqualTo(200);
            await("all of a meta that is removed")
                    .atMost(LIMIT)
                    .until(() -> containers().isEmpty());
        }
    }

    /** An agent that is late is missed by nobody, unless somebody says how many nodes there are. */
    @Test
    void asksHowManyNodesThereAreWhereTheyAreNotConfigured() {
        create(2);
        assertRefused(run("state", "recover", "--nodes", "3", "--wait", "1s"), 2, "2 nodes answer (expected: 3");

        environment.put("HUMPBACK_ENGINES", "n1=" + engines.get(0).endpoint());
        Ended refused = run("state", "recover", "--wait", "1s");
        assertRefused(refused, 2, "a node that something is assigned to is not there");
        assertThat(refused.out()).contains("and the state assigns something to it");
    }

    private static void assertRefused(Ended ended, int code, String reason) {
        assertThat(ended.err()).hasLineCount(1).startsWith("humpback: ").contains(reason);
        assertThat(ended.code()).isEqualTo(code);
    }

    @Test
    void refusesWhatWouldLoseAState() {
        create(1);
        run("state", "export", file.toString());

        assertRefused(
                run("state", "import", file.toString()), 1, "there is a state already (expected: none; --replace");
        assertThat(run("state", "verify").out()).startsWith("sound: ");
        assertRefused(run("state", "export", file.toString()), 2, "there is a file already");
    }

    @Test
    void refusesToWorkOnAStateThatACenterUses() {
        create(1);
        run("state", "export", file.toString());
        try (Center center = start()) {
            assertThat(center.leads()).isTrue();

            assertRefused(run("state", "import", "--replace", file.toString()), 2, "another");
            assertRefused(run("state", "recover", "--wait", "1s"), 2, "another");
        }
    }

    @Test
    void saysInOneLineWhatIsWrong() throws IOException {
        String none = directory.resolve("none").toString();
        assertRefused(run("state"), 2, "no command given: export, import, verify or recover");
        assertRefused(run("state", "export"), 2, "FILE");
        assertRefused(run("state", "import", none), 2, "there is no such file");
        Files.writeString(file, "hello");
        assertRefused(run("state", "import", file.toString()), 2, "not an exported state");
        assertRefused(run("state", "verify", "--file", file.toString()), 2, "not an exported state");
        assertRefused(run("state", "verify", "--backend", "redis://h"), 2, "redis");
        assertRefused(run("state", "recover", "--wait", "soon"), 2, "--wait: soon (expected: a duration");
        assertRefused(run("state", "recover", "--nodes", "2"), 2, "no container on any node has our labels");
        environment.put("HUMPBACK_ENGINES", "");
        assertRefused(run("state", "recover", "--wait", "1s"), 2, "no node answers");
    }
}
