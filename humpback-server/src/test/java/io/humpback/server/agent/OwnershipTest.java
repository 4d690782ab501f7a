package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.Fence;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import io.humpback.core.ObservedContainer;
import io.humpback.server.agent.TestingAgent.Answer;
import io.humpback.server.docker.AgentError;
import io.humpback.server.docker.AgentWire;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** R9 at the agent: which containers a center may change, and which not, whatever they are called. */
class OwnershipTest {
    private static final Fence CALLER = new Fence("c1", 7);
    private static final String NAME = "CLUSTER-group-1-web-1";
    private static final List<String> ORIGINALS_ENV =
            List.of("A=1", "HUMPBACK_CLUSTER_METAID=meta-1", "HUMPBACK_CLUSTER_CONTAINER_INDEX=1");

    @TempDir
    private Path directory;

    private static Map<String, String> labels(String cluster) {
        return new InstanceIdentity(cluster, GroupId.of("group-1"), MetaId.of("meta-1"), 1, 1, 1, 1).labels();
    }

    private static Map<String, String> without(String label) {
        Map<String, String> labels = new LinkedHashMap<>(labels("c1"));
        labels.remove(label);
        return labels;
    }

    /** As an engine reports it: our labels are taken away only where they are whole. */
    private static ObservedContainer container(String name, List<String> env, Map<String, String> labels) {
        @Nullable InstanceIdentity identity = InstanceIdentity.of(labels).orElse(null);
        ContainerSpec spec = ContainerSpec.builder(name, "app:1")
                .env(env)
                .labels(identity == null ? labels : InstanceIdentity.withoutOurs(labels))
                .build();
        return new ObservedContainer(
                "0a1b", name, ContainerState.of(ContainerState.Status.RUNNING), spec, "", identity);
    }

    static Stream<Arguments> foreign() {
        return Stream.of(
                Arguments.of("a plain one", container("db", List.of(), Map.of())),
                Arguments.of("one with our name", container(NAME, List.of(), Map.of())),
                Arguments.of("one with the original's environment", container("db", ORIGINALS_ENV, Map.of())),
                Arguments.of(
                        "one whose name only begins like the original's",
                        container(NAME + "-x", ORIGINALS_ENV, Map.of())),
                Arguments.of(
                        "one whose variable only begins like the original's",
                        container(NAME, List.of("HUMPBACK_CLUSTER_METAIDX=1"), Map.of())),
                Arguments.of("one of another cluster", container(NAME, List.of(), labels("c2"))),
                Arguments.of(
                        "one of another cluster with the original's name and environment",
                        container(NAME, ORIGINALS_ENV, labels("c2"))),
                Arguments.of(
                        "one of another cluster whose labels are damaged",
                        container(NAME, ORIGINALS_ENV, Map.of("humpback.cluster", "c2"))),
                Arguments.of(
                        "one with our cluster's label alone",
                        container(NAME, ORIGINALS_ENV, Map.of("humpback.cluster", "c1"))),
                Arguments.of(
                        "one with labels of ours but the cluster's",
                        container(NAME, ORIGINALS_ENV, without("humpback.cluster"))),
                Arguments.of(
                        "one with a label of ours in another case",
                        container(NAME, ORIGINALS_ENV, Map.of("Humpback.Cluster", "c1"))),
                Arguments.of("one whose cluster only begins like ours", container(NAME, List.of(), labels("c1x"))),
                Arguments.of("one whose cluster differs in case", container(NAME, List.of(), labels("C1"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreign")
    void r9_doesNotLetACenterChange(String what, ObservedContainer container) {
        assertThatExceptionOfType(AgentErrorException.class)
                .as(what)
                .isThrownBy(() -> Ownership.check(container, CALLER))
                .satisfies(e -> Assertions.assertThat(e.error().rule()).isEqualTo(AgentError.RULE_FOREIGN));
    }

    /** The last one is forged: R9 says that the label makes a container ours, and who may use Docker may do anything. */
    static Stream<Arguments> ours() {
        return Stream.of(
                Arguments.of("one of this cluster", container(NAME, List.of(), labels("c1"))),
                Arguments.of("one of this cluster that was renamed", container("x", List.of(), labels("c1"))),
                Arguments.of("one of an original center", container(NAME, ORIGINALS_ENV, Map.of("a", "b"))),
                Arguments.of(
                        "one that an original center expels",
                        container(NAME + "-0a1b2c3d-expel", ORIGINALS_ENV, Map.of())),
                Arguments.of("one whose user gave it all our labels", container("mine", List.of(), labels("c1"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ours")
    void r9_letsACenterChange(String what, ObservedContainer container) {
        assertThatNoException().as(what).isThrownBy(() -> Ownership.check(container, CALLER));
    }

    @Test
    void r9_holdsForACenterOnTheContractsRoutesToo() {
        try (TestingAgent agent = TestingAgent.start(directory)) {
            String foreign = agent.createForeign("db", Map.of());

            for (String[] call : new String[][] {
                {"DELETE", "/v1/containers/" + foreign + "?force=true", ""},
                {"DELETE", "/dockerapi/v2/containers/db?force=true", ""},
                {"PUT", "/v1/containers", "{\"Action\":\"stop\",\"Container\":\"db\"}"},
                {"PUT", "/v1/containers", "{\"Action\":\"upgrade\",\"Container\":\"db\",\"ImageTag\":\"2\"}"},
                {"POST", "/v1/containers", "{\"Name\":\"db\",\"Image\":\"hb/noop:1\",\"Id\":\"" + foreign + "\"}"}
            }) {
                Answer answer = agent.call(agent.request(call[0], call[1], call[2])
                        .header(AgentWire.CLUSTER_HEADER, "c1")
                        .header(AgentWire.EPOCH_HEADER, "1"));
                Assertions.assertThat(answer.status())
                        .as(call[0] + " " + call[1])
                        .isEqualTo(403);
            }
            Assertions.assertThat(agent.engine.containers()).containsExactly("db");
            Assertions.assertThat(agent.plain("DELETE", "/v1/containers/db?force=true", "")
                            .status())
                    .as("a web site may")
                    .isEqualTo(200);
        }
    }
}
