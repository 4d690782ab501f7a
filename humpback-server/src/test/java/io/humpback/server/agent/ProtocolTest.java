package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PortMapping;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.agent.TestingAgent.Answer;
import io.humpback.server.docker.AgentContainers;
import io.humpback.server.docker.AgentError;
import io.humpback.server.docker.AgentInfo;
import io.humpback.server.docker.AgentOutcome;
import io.humpback.server.docker.AgentPullStep;
import io.humpback.server.docker.AgentStats;
import io.humpback.server.docker.AgentWire;
import io.humpback.server.simulated.Fault;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent's own protocol over a simulated engine. */
class ProtocolTest {
    private static final String ROOT = AgentWire.ROOT;

    @TempDir
    private Path directory;

    private TestingAgent agent;

    @BeforeEach
    void start() {
        agent = TestingAgent.start(directory);
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    @Test
    void tellsFactsAndHealth() {
        Answer answer = agent.get(ROOT + "/info");

        assertThat(answer.status()).isEqualTo(200);
        AgentInfo info = AgentWire.decode(answer.body(), AgentInfo.class);
        assertThat(info.facts().hostName()).isEqualTo("n1");
        assertThat(info.lastFinishedMillis()).isLessThan(10_000);
        assertThat(info.obeys()).isNull();

        agent.create("one");
        assertThat(AgentWire.decode(agent.get(ROOT + "/info").body(), AgentInfo.class)
                        .obeys())
                .as("a leader has come")
                .isNotNull();
    }

    @Test
    void leadsAContainerThroughItsWholeLife() {
        String id = agent.create("life");
        String path = "/containers/" + id;
        assertThat(status(id)).isEqualTo(Status.CREATED);

        assertThat(agent.change("POST", path + "/start", "").status()).isEqualTo(204);
        assertThat(status(id)).isEqualTo(Status.RUNNING);
        assertThat(agent.change("POST", path + "/pause", "").status()).isEqualTo(204);
        assertThat(status(id)).isEqualTo(Status.PAUSED);
        assertThat(agent.change("POST", path + "/unpause", "").status()).isEqualTo(204);
        assertThat(agent.change("POST", path + "/restart", "{\"graceMillis\":1000}")
                        .status())
                .isEqualTo(204);
        assertThat(agent.change("POST", path + "/rename", "{\"name\":\"other\"}")
                        .status())
                .isEqualTo(204);
        assertThat(agent.get(ROOT + "/containers/other").status()).isEqualTo(200);
        assertThat(agent.change("POST", path + "/stop", "{\"graceMillis\":1000}")
                        .status())
                .isEqualTo(204);
        assertThat(status(id)).isEqualTo(Status.EXITED);
        assertThat(agent.change("POST", path + "/start", "").status()).isEqualTo(204);
        assertThat(agent.change("POST", path + "/kill", "").status()).isEqualTo(204);
        assertThat(agent.change("DELETE", path, "").status()).isEqualTo(204);
        assertThat(agent.change("DELETE", path, "").status()).isEqualTo(204);
        assertThat(agent.get(ROOT + path).status()).isEqualTo(404);
    }

    @Test
    void listsOursWithEveryDetailInOneCall() {
        agent.create("ours");
        agent.createForeign("foreign", Map.of("a", "b"));

        AgentContainers list = AgentWire.decode(agent.get(ROOT + "/containers").body(), AgentContainers.class);

        assertThat(list.containers()).extracting(ObservedContainer::name).containsExactlyInAnyOrder("ours", "foreign");
        assertThat(list.containers())
                .filteredOn(container -> container.name().equals("ours"))
                .singleElement()
                .satisfies(container -> {
                    assertThat(container.findIdentity()).contains(TestingAgent.IDENTITY);
                    assertThat(container.spec().env()).contains("IMGTAG=1");
                });
    }

    @Test
    void passesOnWhatTheEngineRefuses() {
        agent.create("taken");

        Answer answer = agent.change("POST", "/containers", AgentWire.encode(TestingAgent.ours("taken")));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.header(AgentWire.OUTCOME_HEADER)).isEqualTo("refused");
        AgentError error = AgentWire.decode(answer.body(), AgentError.class);
        assertThat(error.outcome()).isEqualTo(AgentOutcome.REFUSED);
        assertThat(error.reason()).contains("already in use");
    }

    @Test
    void saysThatAnOutcomeIsUnknownBeforeTheCallerGivesUp() {
        String id = agent.create("slow");
        agent.engine.inject(Fault.noAnswer().on("POST", ".*/start"));

        Answer answer = agent.call(agent.request("POST", ROOT + "/containers/" + id + "/start", "")
                .header(AgentWire.CLUSTER_HEADER, "c1")
                .header(AgentWire.EPOCH_HEADER, "1")
                .header(AgentWire.DEADLINE_HEADER, "1000"));

        assertThat(answer.status()).isEqualTo(504);
        assertThat(error(answer).outcome()).isEqualTo(AgentOutcome.UNKNOWN);
    }

    @Test
    void saysThatItsEngineIsDead() {
        agent.close();
        agent = TestingAgent.start(directory, settings -> settings.withLimits(Duration.ofSeconds(1), Duration.ZERO, 8));
        agent.engine.die();

        Answer info = agent.get(ROOT + "/info");
        Answer list = agent.get(ROOT + "/containers");
        Answer create = agent.change("POST", "/containers", AgentWire.encode(TestingAgent.ours("xx")));

        for (Answer answer : List.of(info, list, create)) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(error(answer).outcome()).isEqualTo(AgentOutcome.ENGINE_DEAD);
        }
    }

    @Test
    void takesAnEngineThatStartsAgainForUnreachable() {
        agent.engine.die();
        Answer gone = agent.get(ROOT + "/info");
        agent.engine.comeBack();
        Answer back = agent.get(ROOT + "/info");

        assertThat(gone.status()).isEqualTo(503);
        assertThat(error(gone).outcome()).isEqualTo(AgentOutcome.UNREACHABLE);
        assertThat(back.status()).isEqualTo(200);
    }

    @Test
    void takesAnEngineThatHangsForDeadOnlyAfterALongSilence() {
        agent.engine.freezeRuntime();
        Answer soon = agent.call(agent.request("GET", ROOT + "/info", "").header(AgentWire.DEADLINE_HEADER, "300"));
        agent.close();
        agent = TestingAgent.start(directory, settings -> settings.withLimits(Duration.ofSeconds(1), Duration.ZERO, 8));
        agent.engine.freezeRuntime();
        Answer late = agent.call(agent.request("GET", ROOT + "/info", "").header(AgentWire.DEADLINE_HEADER, "300"));

        assertThat(error(soon).outcome()).isEqualTo(AgentOutcome.UNKNOWN);
        assertThat(error(late).outcome()).isEqualTo(AgentOutcome.ENGINE_DEAD);
        assertThat(error(late).reason()).contains("all calls to the engine have failed for");
    }

    @Test
    void changesNoContainerOfOthers() {
        String foreign = agent.createForeign("db", Map.of());
        String otherCluster = agent.createForeign(
                "theirs",
                new io.humpback.core.InstanceIdentity(
                                "c2", TestingAgent.IDENTITY.groupId(), TestingAgent.IDENTITY.metaId(), 1, 1, 1, 1)
                        .labels());
        String forged = agent.createForeign("CLUSTER-group-1-web-1", Map.of());
        String damaged = agent.createForeign("half", Map.of("humpback.cluster", "c1"));

        for (String id : List.of(foreign, otherCluster, forged, damaged)) {
            for (String verb : List.of("start", "stop", "restart", "kill", "pause", "unpause", "rename")) {
                String body = verb.equals("rename") ? "{\"name\":\"n\"}" : "{\"graceMillis\":1}";
                Answer answer = agent.change("POST", "/containers/" + id + "/" + verb, body);
                assertThat(answer.status()).as(verb).isEqualTo(403);
                assertThat(error(answer).rule()).isEqualTo(AgentError.RULE_FOREIGN);
            }
            assertThat(agent.change("DELETE", "/containers/" + id, "").status()).isEqualTo(403);
        }
        assertThat(agent.engine.containers()).hasSize(4);
    }

    @Test
    void changesWhatAnOriginalCenterHasMade() {
        String id = agent.host.create(
                new ContainerRequest(
                        "CLUSTER-8f3c1d2e-web-1",
                        ContainerSpec.builder("web", TestImages.NOOP)
                                .env(List.of("HUMPBACK_CLUSTER_METAID=m1"))
                                .build(),
                        Map.of()),
                Duration.ofSeconds(5));

        assertThat(agent.change("POST", "/containers/" + id + "/start", "").status())
                .isEqualTo(204);
    }

    @Test
    void createsOnlyInstancesOfTheCallersCluster() {
        ContainerSpec spec = ContainerSpec.builder("x", TestImages.NOOP).build();
        Map<String, String> ofOthers = new java.util.HashMap<>(TestingAgent.IDENTITY.labels());
        ofOthers.put("humpback.cluster", "c2");
        Map<String, String> tooMuch = new java.util.HashMap<>(TestingAgent.IDENTITY.labels());
        tooMuch.put("com.example", "x");

        for (Map<String, String> labels : List.of(Map.<String, String>of(), ofOthers, tooMuch)) {
            Answer answer =
                    agent.change("POST", "/containers", AgentWire.encode(new ContainerRequest("xx", spec, labels)));
            assertThat(answer.status()).isEqualTo(403);
        }
        assertThat(agent.engine.containers()).isEmpty();
    }

    @Test
    void givesPortsOfTheRange() {
        agent.close();
        agent = TestingAgent.start(directory, settings -> settings.withPorts(new PortRange(28000, 28009)));
        ContainerSpec spec = ContainerSpec.builder("p", TestImages.NOOP)
                .networkMode("bridge")
                .ports(List.of(new PortMapping(80, 0, "tcp", ""), new PortMapping(81, 0, "tcp", "")))
                .build();

        String id = agent.change(
                        "POST",
                        "/containers",
                        AgentWire.encode(new ContainerRequest("pp", spec, TestingAgent.IDENTITY.labels())))
                .json()
                .get("id")
                .asText();

        List<PortMapping> ports = inspect(id).spec().ports();
        assertThat(ports).hasSize(2).allMatch(port -> port.hostPort() >= 28000 && port.hostPort() <= 28009);
        assertThat(ports).extracting(PortMapping::hostPort).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1",
        "c1, ''",
        "c1, -1",
        "c1, +1",
        "c1, 01",
        "c1, 1.0",
        "c1, 99999999999999999999",
        "c1, one",
        "'c 1', 1"
    })
    void refusesAChangeThatDoesNotSayWhoMakesIt(String cluster, String epoch) {
        String id = agent.create("xx");

        Answer answer = agent.call(agent.request("POST", ROOT + "/containers/" + id + "/start", "")
                .header(AgentWire.CLUSTER_HEADER, cluster)
                .header(AgentWire.EPOCH_HEADER, epoch));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(status(id)).isEqualTo(Status.CREATED);
    }

    @Test
    void refusesHeadersThatStandTwice() {
        String id = agent.create("xx");

        Answer answer = agent.call(agent.request("POST", ROOT + "/containers/" + id + "/start", "")
                .header(AgentWire.CLUSTER_HEADER, "c1")
                .header(AgentWire.EPOCH_HEADER, "1")
                .header(AgentWire.EPOCH_HEADER, "9"));

        assertThat(answer.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "3600001", "1e3", ""})
    void refusesADeadlineThatMakesNoSense(String deadline) {
        Answer answer =
                agent.call(agent.request("GET", ROOT + "/containers", "").header(AgentWire.DEADLINE_HEADER, deadline));

        assertThat(answer.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"name\":\"x\"}", "{\"name\":\"x\",\"name\":\"y\"}"})
    void refusesABodyThatIsNoRequest(String body) {
        assertThat(agent.change("POST", "/containers", body).status()).isEqualTo(400);
        assertThat(agent.engine.containers()).isEmpty();
    }

    @Test
    void tellsHowFarAPullIsAndHowItEnded() {
        Answer present = agent.change("POST", "/images/pull", "{\"image\":\"hb/noop:1\",\"always\":false}");
        Answer failed = agent.change("POST", "/images/pull", "{\"image\":\"127.0.0.1:1/x:1\",\"always\":true}");

        assertThat(present.header("Content-Type")).startsWith(AgentWire.LINES);
        assertThat(last(present).end()).isEqualTo(AgentPullStep.OK);
        assertThat(last(failed).end()).isEqualTo(AgentPullStep.ERROR);
        assertThat(last(failed).error().outcome()).isEqualTo(AgentOutcome.REFUSED);
    }

    @Test
    void passesOnOutputAndStatistics() {
        String id = agent.change(
                        "POST",
                        "/containers",
                        AgentWire.encode(new ContainerRequest(
                                "talk",
                                ContainerSpec.builder("talk", TestImages.NOOP)
                                        .command("echo hello")
                                        .build(),
                                TestingAgent.IDENTITY.labels())))
                .json()
                .get("id")
                .asText();
        agent.change("POST", "/containers/" + id + "/start", "");

        Answer logs = agent.get(ROOT + "/containers/" + id + "/logs?tail=10");
        Answer stats = agent.get(ROOT + "/containers/" + id + "/stats");

        assertThat(logs.body().trim()).isEqualTo("hello");
        assertThat(AgentWire.decode(stats.body(), AgentStats.class).memoryLimitBytes())
                .isPositive();
        assertThat(agent.get(ROOT + "/containers/" + id + "/logs?tail=x").status())
                .isEqualTo(400);
        assertThat(agent.get(ROOT + "/containers/" + id + "/logs?since=2026-13-01T00:00:00Z")
                        .status())
                .isEqualTo(400);
        assertThat(agent.get(ROOT + "/containers/none/logs").status()).isEqualTo(404);
    }

    @Test
    void answersUnknownPathsAndMethodsInItsOwnShape() {
        assertThat(error(agent.get(ROOT + "/nothing")).code()).isEqualTo(404);
        assertThat(error(agent.plain("PUT", ROOT + "/info", "")).code()).isEqualTo(405);
    }

    private static AgentPullStep last(Answer answer) {
        List<String> lines = answer.body().lines().toList();
        return AgentWire.decode(lines.get(lines.size() - 1), AgentPullStep.class);
    }

    private static AgentError error(Answer answer) {
        return AgentWire.decode(answer.body(), AgentError.class);
    }

    private ObservedContainer inspect(String id) {
        return AgentWire.decode(agent.get(ROOT + "/containers/" + id).body(), ObservedContainer.class);
    }

    private Status status(String id) {
        return inspect(id).state().status();
    }
}
