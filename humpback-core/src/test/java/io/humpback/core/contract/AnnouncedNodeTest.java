package io.humpback.core.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.Node;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncedNodeTest {
    private static final String KEY = "d9ffd834-c67b-4292-bab8-552c9afb77ea";

    private final ObjectNode json = Captures.read("registry/node.json").deepCopy();

    private Node node() {
        return AnnouncedNode.of(KEY, Captures.parse(json, NodeRecord.class));
    }

    @Test
    void isWhatAnOriginalAgentAnnounced() {
        Node node = node();

        assertThat(node.id().value()).isEqualTo(KEY);
        assertThat(node.name()).isEqualTo("hbnode1");
        assertThat(node.address()).isEqualTo("127.0.0.11");
        assertThat(node.endpoint()).isEqualTo("http://127.0.0.11:8511");
        assertThat(node.appVersion()).isEqualTo("1.3.7");
        assertThat(node.agentProtocol()).isZero();
        assertThat(node.facts().cpus()).isEqualTo(2);
        assertThat(node.facts().memoryBytes()).isEqualTo(25276510208L);
        assertThat(node.facts().platform().os()).isEqualTo("linux");
        assertThat(node.facts().labels()).isEqualTo(Map.of("zone", "z1", "disk", "ssd"));
    }

    @Test
    void isReachedByTlsWhereTheRecordSaysSo() {
        json.put("tls", true).put("protocol", 1).put("instance", "i").put("apiaddr", "[2001:db8::1]:8500");

        assertThat(node().endpoint()).isEqualTo("https://[2001:db8::1]:8500");
    }

    @Test
    void speaksTheProtocolThatTheRecordNames() {
        json.put("protocol", 2).put("instance", "i");

        assertThat(node().agentProtocol()).isEqualTo(2);
    }

    @Test
    void hasItsZoneAsALabelUnlessTheEngineHasItsOwn() {
        json.put("zone", "z9");
        assertThat(node().facts().labels()).containsEntry("zone", "z1");

        json.putArray("lables").add("lonely");
        assertThat(node().facts().labels()).isEqualTo(Map.of("zone", "z9", "lonely", ""));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "name, ''",
        "name, a b",
        "name, 'a\r\nb'",
        "name, 'a\u2028b'",
        "name, 'a\u0000b'",
        "name, 'a\uD800b'",
        "ip, ''",
        "ip, 0.0.0.0",
        "ip, host.example",
        "ip, 10.0.0.0/8",
        "ip, 224.0.0.1",
        "ip, 255.255.255.255",
        "ip, '::'",
        "ip, ff02::1",
        "ip, ::ffff:0.0.0.0",
        "ip, '10.0.0.1\r\n'",
        "apiaddr, ''",
        "apiaddr, 10.0.0.1",
        "apiaddr, 0.0.0.0:8500",
        "apiaddr, 10.0.0.1:0",
        "apiaddr, 10.0.0.1:65536",
        "apiaddr, 10.0.0.1:+1",
        "apiaddr, 10.0.0.1:٣",
        "apiaddr, 2001:db8::1:8500",
        "apiaddr, [10.0.0.1]:8500",
        "apiaddr, host:8500",
        "apiaddr, 10.0.0.1:8500/../x",
        "apiaddr, user@10.0.0.1:8500",
        "cpus, -1",
        "cpus, 65537",
        "memory, -1",
        "operatingsystem, 'a\nb'",
        "protocol, 0",
        "stamp, -1"
    })
    void n13_refusesWhatIsMalformedInOneLine(String field, String value) {
        json.put("protocol", 1).put("instance", "i").put(field, value);

        assertThatThrownBy(this::node)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(field)
                .hasMessageContaining("(expected: ")
                .message()
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "operatingsystem", "id", "zone", "appversion"})
    void n13_refusesWhatIsTooLong(String field) {
        json.put(field, "x".repeat(257));

        assertThatThrownBy(this::node)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(field)
                .message()
                .hasSizeLessThan(200);
    }

    @Test
    void n13_refusesTooManyOrMalformedLabels() {
        for (int i = 0; i < 257; i++) {
            json.withArray("/lables").add("l" + i + "=x");
        }
        assertThatThrownBy(this::node).hasMessage("lables: 259 (expected: at most 256)");

        json.putArray("lables").addNull();
        assertThatThrownBy(this::node).isInstanceOf(IllegalArgumentException.class);
        json.putArray("lables").add("a=b\nc");
        assertThatThrownBy(this::node).isInstanceOf(IllegalArgumentException.class);
        json.putArray("lables").add("x".repeat(1025));
        assertThatThrownBy(this::node).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void n13_refusesOneOfOursWithoutAnInstance() {
        json.put("protocol", 1);

        assertThatThrownBy(this::node).hasMessageStartingWith("instance: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../x", "a/b", "a b", "a\r\nb", "-x"})
    void n13_refusesAKeyThatCouldNotStandInAPath(String key) {
        NodeRecord record = Captures.parse((JsonNode) json, NodeRecord.class);

        assertThatThrownBy(() -> AnnouncedNode.of(key, record))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("key: ");
    }
}
