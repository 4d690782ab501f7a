package io.humpback.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.groups.Tuple.tuple;

import io.humpback.core.Node;
import io.humpback.core.NodeId;
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

    private static ConfiguredEngines engines(String... texts) {
        return new ConfiguredEngines(Stream.of(texts).map(EngineAddress::parse).toList());
    }
}
