package io.humpback.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.groups.Tuple.tuple;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.Platform;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ConfiguredEnginesTest {
    @Test
    void makesEachEngineANodeInTheOrderGiven() {
        ConfiguredEngines engines = engines("n1=tcp://10.0.0.5:2375", "unix:///a.sock");

        assertThat(engines.nodes())
                .extracting(Node::id, Node::name, Node::address, Node::endpoint)
                .containsExactly(
                        tuple(NodeId.of("tcp://10.0.0.5:2375"), "n1", "10.0.0.5", "tcp://10.0.0.5:2375"),
                        tuple(NodeId.of("unix:///a.sock"), "", "127.0.0.1", "unix:///a.sock"));
    }

    @Test
    void keepsTheNameGiven() {
        ConfiguredEngines engines = engines("n1=tcp://10.0.0.5:2375");

        assertThat(engines.named(engines.nodes().get(0), facts("docker-1"), List.of()))
                .extracting(Node::name, node -> node.facts().hostName())
                .containsExactly("n1", "docker-1");
    }

    @Test
    void takesTheHostNameOfTheEngine() {
        assertThat(nameAmong(List.of(), "docker-1")).isEqualTo("docker-1");
    }

    @Test
    void numbersAHostNameThatIsTakenWithoutRegardToCase() {
        assertThat(nameAmong(List.of("DOCKER-1"), "docker-1")).isEqualTo("docker-1-2");
        assertThat(nameAmong(List.of("docker-1", "Docker-1-2"), "docker-1")).isEqualTo("docker-1-3");
    }

    @Test
    void leavesTheNamesGivenToOtherEnginesAlone() {
        ConfiguredEngines engines = engines("unix:///a.sock", "Docker-1=unix:///b.sock");

        assertThat(engines.named(engines.nodes().get(0), facts("docker-1"), List.of())
                        .name())
                .isEqualTo("docker-1-2");
    }

    @Test
    void takesTheAddressOfAnEngineThatDoesNotSayItsHostName() {
        assertThat(nameAmong(List.of("127.0.0.1"), "")).isEqualTo("127.0.0.1-2");
    }

    @Test
    void refusesTheSameUriTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engines("tcp://h:1", "other=TCP://H:1/"))
                .withMessage("engine: tcp://h:1 is given twice (expected: once)");
    }

    @Test
    void refusesTheSameNameTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engines("web=tcp://h:1", "WEB=tcp://h:2"))
                .withMessage("engine name: WEB is given twice (expected: a name of its own for each)");
    }

    private static String nameAmong(List<String> taken, String hostName) {
        ConfiguredEngines engines = engines("unix:///a.sock");
        return engines.named(engines.nodes().get(0), facts(hostName), taken).name();
    }

    private static ConfiguredEngines engines(String... texts) {
        return new ConfiguredEngines(Stream.of(texts).map(EngineAddress::parse).toList());
    }

    private static NodeFacts facts(String hostName) {
        return new NodeFacts("id", hostName, 2, 1 << 30, new Platform("linux", "x86_64"), "", "", "", "", Map.of());
    }
}
