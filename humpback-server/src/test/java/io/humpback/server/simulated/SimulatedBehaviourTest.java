package io.humpback.server.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.humpback.core.ContainerSpec;
import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.RestartPolicy;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineRefusedException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How containers behave by their image's name, and what an engine keeps of the past. */
class SimulatedBehaviourTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final SimulatedEngines engines = SimulatedEngines.start(
            List.of(EngineProfile.named("n1").withCapacity(7, 5L << 30).withLabels(Map.of("zone", "a"))),
            InstantSource.system());
    private final SimulatedEngine simulated = engines.get(0);
    private final ContainerEngine client = SimulatedWorld.connect(simulated);
    private final RawClient raw = new RawClient(simulated.endpoint());

    @AfterEach
    void close() {
        client.close();
        engines.close();
    }

    @Test
    void hasTheCapacityAndTheLabelsOfItsProfile() {
        NodeFacts facts = client.info(LIMIT);

        assertThat(facts.cpus()).isEqualTo(7);
        assertThat(facts.memoryBytes()).isEqualTo(5L << 30);
        assertThat(facts.labels()).isEqualTo(Map.of("zone", "a"));
    }

    @Test
    void runsAnyImageThatWasPulled() {
        String id = run("anybody/anything:7");

        assertThat(client.inspect(id, LIMIT).state().isLive()).isTrue();
    }

    @Test
    void endsAtOnceWithTheCodeInTheName() {
        String id = run("hb/exit-3");

        await().atMost(LIMIT).until(() -> ended(id));
        assertThat(client.inspect(id, LIMIT).state().exitCode()).isEqualTo(3);
    }

    @Test
    void crashesAfterItsTime() {
        String id = run("hb/crash-1s:2");
        assertThat(client.inspect(id, LIMIT).state().isLive()).isTrue();

        await().atMost(LIMIT).until(() -> ended(id));
        assertThat(client.inspect(id, LIMIT).state().exitCode()).isEqualTo(1);
    }

    @Test
    void neverBecomesHealthy() {
        String id = run("hb/unhealthy");
        assertThat(client.inspect(id, LIMIT).state().health()).isEqualTo("starting");

        await().atMost(LIMIT)
                .until(() -> client.inspect(id, LIMIT).state().health().equals("unhealthy"));
    }

    @Test
    void becomesHealthy() {
        String id = run("hb/healthy");

        await().atMost(LIMIT)
                .until(() -> client.inspect(id, LIMIT).state().health().equals("healthy"));
    }

    @Test
    void doesNotFindAMissingImage() {
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> client.pull("hb/missing:1", LIMIT))
                .satisfies(e -> assertThat(e.isNotFound()).isTrue())
                .withMessageContaining("manifest for hb/missing:1 not found");
    }

    @Test
    void takesItsTimeForASlowPull() {
        assertThatExceptionOfType(EngineRefusedException.class)
                .isThrownBy(() -> client.pull("hb/slow-60s", Duration.ofMillis(500)))
                .withMessageContaining("image hb/slow-60s was not fetched within 500 ms");
    }

    @Test
    void showsTheProgressOfAPull() {
        assertThat(raw.post("/images/create?fromImage=hb/app&tag=1", "").lines())
                .first()
                .isEqualTo("200 {\"status\":\"Pulling from hb/app\",\"id\":\"1\"}");
        assertThat(raw.get("/images/json")).contains("\"RepoTags\":[\"hb/app:1\"]");
        assertThat(raw.call("DELETE", "/images/hb/app:1", "")).startsWith("200 ");
        assertThat(raw.get("/images/hb/app:1/json")).startsWith("404 ");
    }

    @Test
    void keepsTheLast256Events() {
        String id = run("hb/app");
        for (int i = 0; i < 200; i++) {
            client.pause(id, LIMIT);
            client.unpause(id, LIMIT);
        }

        String events = raw.get("/events?since=1&until=" + (System.currentTimeMillis() / 1000 + 1));

        assertThat(events.substring("200 ".length()).lines()).hasSize(256).allMatch(line -> line.contains("pause"));
    }

    @Test
    void writesWhatACommandPrints() {
        raw.post("/images/create?fromImage=hb/app&tag=1", "");
        raw.post(
                "/containers/create?name=talker",
                "{\"Image\":\"hb/app:1\",\"Tty\":true,\"Cmd\":[\"sh\",\"-c\",\"echo one; echo two\"]}");
        raw.post("/containers/talker/start", "");

        assertThat(raw.get("/containers/talker/logs?stdout=1&tail=1")).isEqualTo("200 two");
        assertThat(raw.get("/containers/talker/stats?stream=false")).contains("\"name\":\"/talker\"");
    }

    @Test
    void listsByLabel() {
        raw.post("/images/create?fromImage=hb/app&tag=1", "");
        raw.post("/containers/create?name=yes", "{\"Image\":\"hb/app:1\",\"Labels\":{\"a\":\"1\"}}");
        raw.post("/containers/create?name=no", "{\"Image\":\"hb/app:1\",\"Labels\":{\"a\":\"2\"}}");

        String list = raw.get("/containers/json?all=1&filters=" + RawClient.encode("{\"label\":[\"a=1\"]}"));

        assertThat(list).contains("\"/yes\"").doesNotContain("\"/no\"");
    }

    @Test
    void leavesNoConnectionOpen() {
        client.info(LIMIT);
        client.list(LIMIT);

        await().atMost(LIMIT).until(() -> simulated.connections() == 0);
    }

    private boolean ended(String id) {
        ObservedContainer container = client.inspect(id, LIMIT);
        return !container.state().isLive();
    }

    private String run(String image) {
        client.pull(image, LIMIT);
        ContainerSpec spec = ContainerSpec.builder("web", image)
                .networkMode("host")
                .restartPolicy(new RestartPolicy("no", 0))
                .build();
        String id = client.create(new ContainerRequest("c1", spec, Map.of()), LIMIT);
        client.start(id, LIMIT);
        return id;
    }
}
