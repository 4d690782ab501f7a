package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.Fence;
import io.humpback.core.GroupId;
import io.humpback.core.HealthCheck;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.LogConfig;
import io.humpback.core.MetaId;
import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Platform;
import io.humpback.core.PortMapping;
import io.humpback.core.PullPolicy;
import io.humpback.core.RestartPolicy;
import io.humpback.core.RunOptions;
import io.humpback.core.Ulimit;
import io.humpback.core.VolumeMount;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineDeadException;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentWireTest {
    static final ContainerSpec SPEC = ContainerSpec.builder("web", "registry.test/web:2@sha256:abc")
            .command("sh -c 'echo \"a\" ü €'")
            .hostName("web-host")
            .networkMode("bridge")
            .env(List.of("A=1", "EMPTY=", "TWO=x=y"))
            .dns(List.of("10.0.0.1"))
            .extraHosts(List.of("db:10.0.0.2"))
            .links(List.of("db:database"))
            .ports(List.of(new PortMapping(80, 8080, "tcp", "0.0.0.0"), new PortMapping(53, 0, "udp", "")))
            .volumes(List.of(new VolumeMount("/data", "/srv/data"), new VolumeMount("/cache", "cache")))
            .restartPolicy(new RestartPolicy("on-failure", 3))
            .cpuShares(512)
            .memoryBytes(64L << 20)
            .shmBytes(1L << 20)
            .labels(Map.of("team", "blue", "a.b", ""))
            .ulimits(List.of(new Ulimit("nofile", 1024, -1)))
            .logConfig(new LogConfig("json-file", Map.of("max-size", "10m")))
            .cpuMillis(250)
            .pidsLimit(99)
            .init(true)
            .capDrop(List.of("NET_RAW"))
            .healthCheck(new HealthCheck(
                    List.of("CMD", "true"), Duration.ofSeconds(9), Duration.ofSeconds(2), Duration.ofMillis(1500), 4))
            .pullPolicy(PullPolicy.ALWAYS)
            .build();
    static final InstanceIdentity IDENTITY =
            new InstanceIdentity("c1", GroupId.of("group-1"), MetaId.of("meta-1"), 2, 3, 4, 5);
    static final NodeFacts FACTS = new NodeFacts(
            "engine-1",
            "host-1",
            4,
            8L << 30,
            new Platform("linux", "x86_64"),
            "overlay2",
            "6.1",
            "Debian",
            "27.0",
            Map.of("zone", "a"));

    static Stream<Arguments> values() {
        ContainerState state = new ContainerState(
                ContainerState.Status.EXITED,
                true,
                77,
                137,
                "killed",
                "unhealthy",
                "2026-01-01T00:00:00.5Z",
                "2026-01-02T00:00:00Z",
                4);
        ObservedContainer ours =
                new ObservedContainer("id-1", "CLUSTER-group-1-web-2", state, SPEC, "sh -c x", IDENTITY, "sha256:1");
        ObservedContainer foreign = new ObservedContainer(
                "id-2",
                "db",
                ContainerState.of(ContainerState.Status.RUNNING),
                ContainerSpec.builder("db", "db:1").build(),
                "",
                null);
        return Stream.of(
                        new ContainerRequest("CLUSTER-group-1-web-2", SPEC, IDENTITY.labels()),
                        new ContainerRequest(
                                "bare", ContainerSpec.builder("bare", "i:1").build(), Map.of()),
                        ours,
                        foreign,
                        new AgentContainers(List.of(ours, foreign)),
                        FACTS,
                        NodeFacts.UNKNOWN,
                        new AgentInfo(1, "2.0", FACTS, 12, 0, null),
                        new AgentInfo(1, "2.0", FACTS, 12, 0, new Fence("c-1", 7)),
                        new AgentCreated("id-1"),
                        new AgentGrace(10_000),
                        new AgentRename("new"),
                        new AgentPull("i:1", true),
                        new AgentPull("i:1", false, true),
                        AgentPullStep.progress("Downloading", "abc", 1, 2),
                        AgentPullStep.ok("sha256:abc"),
                        AgentPullStep.failed(AgentError.refused(500, "no such image", "")),
                        AgentEvent.OPEN,
                        AgentEvent.HEARTBEAT,
                        AgentEvent.of("id-1", "die"),
                        AgentEvent.broken("the engine ended it"),
                        new AgentStats(1.5, 2, 3, 4, 5, 6, 7),
                        AgentError.refused(409, "name taken", ""),
                        AgentError.engineDead("no answer for 20 s"),
                        new AgentError(400, "m", List.of("a", "b"), AgentOutcome.REFUSED, "bind"))
                .map(value -> Arguments.of(value.getClass().getSimpleName(), value));
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("values")
    void readsWhatItWrites(String name, Object value) {
        String line = AgentWire.encode(value);

        assertThat(line).doesNotContain("\n");
        assertThat(AgentWire.decode(line, value.getClass())).isEqualTo(value);
    }

    @Test
    void carriesEveryFieldOfAConfiguration() throws ReflectiveOperationException {
        for (RecordComponent field : ContainerSpec.class.getRecordComponents()) {
            Object value = field.getAccessor().invoke(SPEC);
            assertThat(value)
                    .as(field.getName())
                    .isNotIn("", 0L, RestartPolicy.DEFAULT, LogConfig.DEFAULT, RunOptions.DEFAULT);
            if (value instanceof Collection<?> list) {
                assertThat(list).as(field.getName()).isNotEmpty();
            }
        }
    }

    @Test
    void readsAContainerOfASideThatKnowsNoRunOptions() {
        ObservedContainer container = new ObservedContainer(
                "id-1", "web", ContainerState.of(ContainerState.Status.RUNNING), SPEC, "", IDENTITY, "sha256:1");
        String old = AgentWire.encode(container)
                .replaceAll(",\"runOptions\":\\{[^{}]*\\{[^}]*}[^}]*}", "")
                .replace(",\"imageDigest\":\"sha256:1\"", "");

        ObservedContainer read = AgentWire.decode(old, ObservedContainer.class);

        assertThat(old).doesNotContain("runOptions", "imageDigest");
        assertThat(read.spec().runOptions()).isEqualTo(RunOptions.DEFAULT);
        assertThat(read.imageDigest()).isEmpty();
    }

    @Test
    void writesEventsInTheirShortForm() {
        assertThat(AgentWire.encode(AgentEvent.OPEN)).isEqualTo("{\"open\":true}");
        assertThat(AgentWire.encode(AgentEvent.HEARTBEAT)).isEqualTo("{\"heartbeat\":true}");
        assertThat(AgentWire.encode(AgentEvent.of("x", "die"))).isEqualTo("{\"id\":\"x\",\"action\":\"die\"}");
    }

    @Test
    void writesErrorsInTheShapeOfTheContract() {
        assertThat(AgentWire.encode(AgentError.refused(409, "name taken", "")))
                .isEqualTo("{\"Code\":409,\"Detail\":\"name taken\",\"Outcome\":\"refused\"}");
    }

    static Stream<EngineException> failures() {
        return Stream.of(
                new EngineRefusedException(409, "name taken"),
                new EngineUnreachableException("unix:///x", "nobody listens", null),
                new EngineTimeoutException("unix:///x", "create within 5 ms", null));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void keepsWhatAFailureMeans(EngineException failure) {
        AgentError error = AgentWire.decode(AgentWire.encode(AgentError.of(failure)), AgentError.class);

        EngineException seen = error.toException("http://agent:8500");

        assertThat(seen).hasSameClassAs(failure);
        assertThat(seen.isOutcomeUnknown()).isEqualTo(failure.isOutcomeUnknown());
        if (failure instanceof EngineRefusedException refused && seen instanceof EngineRefusedException other) {
            assertThat(other.status()).isEqualTo(refused.status());
            assertThat(other.reason()).isEqualTo(refused.reason());
        }
    }

    @Test
    void tellsThatAnEngineIsDead() {
        AgentError error = AgentWire.decode(AgentWire.encode(AgentError.engineDead("silent")), AgentError.class);

        assertThat(error.toException("http://a:1"))
                .isInstanceOf(EngineDeadException.class)
                .hasMessageContaining("silent");
    }

    @Test
    void takesAnUnknownOutcomeForAnUnknownOne() {
        AgentError error = AgentWire.decode("{\"Code\":500,\"Detail\":\"x\",\"Outcome\":\"novel\"}", AgentError.class);

        assertThat(error.toException("http://a:1").isOutcomeUnknown()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"graceMillis\":1} x",
                "{\"graceMillis\":1,\"graceMillis\":2}",
                "{}",
                "{\"graceMillis\":null}",
                "{\"graceMillis\":\"1\"}",
                "{\"graceMillis\":1.5}",
                "{\"GraceMillis\":1}",
                "{\"graceMillis\":-1}",
                "{\"graceMillis\":9223372036854775808}"
            })
    void refusesWhatItWouldNotWrite(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AgentWire.decode(text, AgentGrace.class));
    }

    @Test
    void ignoresFieldsThatItDoesNotKnow() {
        assertThat(AgentWire.decode("{\"novel\":{\"a\":[1]},\"graceMillis\":1}", AgentGrace.class))
                .isEqualTo(new AgentGrace(1));
    }

    @Test
    void repeatsNoValueInARefusal() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgentWire.decode("{\"name\":[\"secret\"]}", AgentRename.class))
                .withMessage("not a AgentRename at name");
    }
}
