package io.humpback.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeRecordTest {
    @Test
    void isWrittenAsItWasRead() {
        JsonNode json = Captures.read("registry/node.json");

        assertThat(Captures.text(Captures.parse(json, NodeRecord.class))).isEqualTo(Captures.text(json));
    }

    /** Byte for byte, with the line feed at its end. */
    @Test
    void isWrittenAsTheOriginalAnnouncedIt() throws JsonProcessingException {
        String data = Captures.read("registry/znode-body.json", "/data").textValue();
        String announced = new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);

        NodeRecord node = Captures.parse(Captures.STRICT, announced, NodeRecord.class);

        assertThat(Captures.STRICT.writeValueAsString(node) + "\n").isEqualTo(announced);
    }

    @Test
    void saysWhatWasAnnounced() {
        assertThat(Captures.parse(Captures.read("registry/node.json"), NodeRecord.class))
                .isEqualTo(new NodeRecord(
                        "UO7A:SDHZ:XRVG:36T6:H7XE:PWFL:GTOX:I5VS:SF5B:TVW5:R6TF:C3RZ",
                        "hbnode1",
                        "127.0.0.11",
                        "127.0.0.11:8511",
                        2,
                        25276510208L,
                        "overlay2",
                        "6.18.44-fc-v657",
                        "x86_64",
                        "Debian GNU/Linux 12 (bookworm)",
                        "linux",
                        List.of("zone=z1", "disk=ssd"),
                        "1.3.7",
                        "20.10.24+dfsg1"));
    }

    @Test
    void isReadDespiteFieldsOfANewerAgent() {
        ObjectNode newer = Captures.read("registry/node.json").deepCopy();
        newer.put("rack", "r1").putObject("gpus").put("count", 2);

        assertThat(Captures.parse(newer, NodeRecord.class))
                .isEqualTo(Captures.parse(Captures.read("registry/node.json"), NodeRecord.class));
    }

    /** The original reads ours as one of its own: nothing in front of what it knows, nothing renamed. */
    @Test
    void hasWhatOursSayBehindTheOriginals() throws JsonProcessingException {
        NodeRecord original = Captures.parse(Captures.read("registry/node.json"), NodeRecord.class);
        NodeRecord ours =
                original.asOurs("start-1", "z1", false, 1_700_000_000_000L).withSignature("c2ln");

        String text = Captures.STRICT.writeValueAsString(ours);

        String before = Captures.STRICT.writeValueAsString(original);
        assertThat(text)
                .isEqualTo(before.substring(0, before.length() - 1)
                        + ",\"protocol\":1,\"instance\":\"start-1\",\"zone\":\"z1\",\"tls\":false,"
                        + "\"epochs\":true,\"stamp\":1700000000000,\"signature\":\"c2ln\"}");
        assertThat(Captures.parse(Captures.STRICT, text, NodeRecord.class)).isEqualTo(ours);
        assertThat(ours.isOurs()).isTrue();
        assertThat(original.isOurs()).isFalse();
    }

    @Test
    void isReadWithoutWhatAnAgentLeftOut() {
        NodeRecord node = Captures.parse(Captures.STRICT, "{\"name\":\"n\"}", NodeRecord.class);

        assertThat(node.name()).isEqualTo("n");
        assertThat(node.labels()).isNull();
        assertThat(node.cpus()).isZero();
    }
}
