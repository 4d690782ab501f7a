package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.NodeState;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.simulated.Fault;
import io.humpback.server.simulated.SimulatedEngine;
import io.humpback.server.simulated.SimulatedEngines;
import io.humpback.server.testing.AgentHost;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An agent is killed in the middle of each operation and started again: what was asked for comes about, once. The engine
 * has done it already, and only its answer was lost; or it does it after the agent's death.
 */
@Timeout(300)
class AgentKillIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String TOKEN = "the-token-of-a-cluster-in-a-test";
    private static final String WEB = "CLUSTER-default-web-";

    @TempDir
    private static Path directory;

    private static final SimulatedEngines ENGINES = SimulatedEngines.start(1);
    private static final SimulatedEngine ENGINE = ENGINES.get(0);

    private static Center center;
    private static CenterClient client;
    private static AgentHost host;

    /** What is asked for beside a creation, the call that is interrupted, and what has to come of it. */
    private record Step(
            String name,
            String method,
            String path,
            @Nullable BiFunction<CenterClient, String, Reply> command,
            Map<String, String> end) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Map<String, String> RUNNING = Map.of(WEB + "1", "running");
    private static final String PULL = "pull";
    private static final String START = "start";
    private static final String RENAME = "rename";

    private static final List<Step> STEPS = List.of(
            new Step("create", "POST", "/containers/create", null, RUNNING),
            new Step("first start", "POST", "/containers/[^/]+/start", null, RUNNING),
            new Step(PULL, "POST", "/images/create", null, RUNNING),
            operation(START, RUNNING),
            operation("stop", Map.of(WEB + "1", "exited")),
            operation("restart", RUNNING),
            operation("kill", Map.of(WEB + "1", "exited")),
            operation("pause", Map.of(WEB + "1", "paused")),
            new Step(RENAME, "POST", "/containers/[^/]+/rename", (api, meta) -> api.scale(meta, 1), RUNNING),
            new Step("remove", "DELETE", "/containers/[^/]+", (api, meta) -> api.remove(meta), Map.of()));

    private static Step operation(String name, Map<String, String> end) {
        return new Step(name, "POST", "/containers/[^/]+/" + name, (api, meta) -> api.operate(meta, name), end);
    }

    static Stream<Arguments> cases() {
        return STEPS.stream()
                .flatMap(step -> Stream.of(
                        Arguments.of(step, "done, its answer lost", Fault.delayedAnswer(LIMIT)),
                        Arguments.of(step, "done after its death", Fault.lateEffect(Duration.ofSeconds(2)))));
    }

    @BeforeAll
    static void join() {
        Map<String, String> settings = Map.of(
                "HUMPBACK_TOKEN", TOKEN,
                "HUMPBACK_DATA_DIR", directory.resolve("data").toString(),
                "CENTER_LISTEN_PORT", "127.0.0.1:0",
                "DOCKER_CLUSTER_HEARTBEAT", "1s",
                "CENTER_CLUSTER_REMOVEDELAY", "1s");
        center = Center.start(new ConfigLoader().environment(settings).load().config(), DockerSettings.DEFAULT, "test");
        client = new CenterClient(center.uri());
        host = new AgentHost("node1", ENGINE.endpoint(), directory.resolve("agents"))
                .with(Map.of("HUMPBACK_TOKEN", TOKEN));
        host.start(center.uri());
        awaitHealthy();
    }

    @AfterAll
    static void end() {
        if (center != null) {
            center.close();
        }
        if (host != null) {
            host.close();
        }
        ENGINES.close();
    }

    @AfterEach
    void clear() {
        ENGINE.heal();
        awaitHealthy(); // else the removal would be promised for later
        client.list().forEach(meta -> client.remove(meta.path("MetaId").asText()));
        await("clean engine").atMost(LIMIT).until(() -> ENGINE.containers().isEmpty());
    }

    private static void awaitHealthy() {
        await("healthy")
                .atMost(LIMIT)
                .until(() -> center.view().nodes().stream().anyMatch(node -> node.state() == NodeState.HEALTHY));
    }

    private static Map<String, String> states() {
        Map<String, String> states = new TreeMap<>();
        for (String name : ENGINE.containers()) {
            ENGINE.state(name).ifPresent(state -> states.put(name, state));
        }
        return states;
    }

    private static ObjectNode wish(Step step) {
        String image = step.name.equals(PULL) ? "example/slow-1s:" + System.nanoTime() : "example/web:1";
        ObjectNode wish = CenterClient.meta("web", step.name.equals(RENAME) ? 2 : 1, image);
        CenterClient.config(wish).put("NetworkMode", "bridge"); // so that what a scale-down takes away is renamed first
        return wish;
    }

    /** Returns the answer to come of what is asked for. */
    private static CompletableFuture<Reply> ask(Step step, Fault fault) {
        Fault fitting = fault.on(step.method, step.path).times(1);
        BiFunction<CenterClient, String, Reply> command = step.command;
        if (command == null) {
            ENGINE.inject(fitting);
            return client.createLater(wish(step));
        }
        String meta = client.create(wish(step)).metaId();
        if (step.name.equals(START)) {
            client.operate(meta, "stop");
        }
        ENGINE.inject(fitting);
        return CompletableFuture.supplyAsync(() -> command.apply(client, meta));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void bringsAboutOnceWhatAnAgentWasKilledIn(Step step, String how, Fault fault) {
        int before = ENGINE.faultyCalls();
        CompletableFuture<Reply> answer = ask(step, fault);
        await("the call, " + how)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> ENGINE.faultyCalls() > before);

        host.agent().kill();
        host.restart();

        await("the end").atMost(LIMIT).until(() -> states().equals(step.end));
        assertThat(answer)
                .succeedsWithin(LIMIT)
                .satisfies(
                        reply -> assertThat(reply.status()).as(reply.content()).isEqualTo(200));
        assertThat(states()).isEqualTo(step.end);
        assertThat(client.list()).hasSize(step.end.isEmpty() ? 0 : 1);
        assertThat(ENGINE.containers()).hasSize(step.end.size());
    }
}
