package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.Platform;
import io.humpback.core.contract.AnnouncedNode;
import io.humpback.core.contract.NodeRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeRecordsTest {
    private static final NodeFacts FACTS = new NodeFacts(
            "ENGINE",
            "host-1",
            4,
            8L << 30,
            new Platform("linux", "x86_64"),
            "overlay2",
            "6.1",
            "Debian 12",
            "20.10.24",
            Map.of("disk", "ssd", "rack", ""));

    private Instant wall = Instant.ofEpochMilli(1_000);

    private NodeRecords records(String name, String address, boolean tls) {
        return new NodeRecords(
                new AgentIdentity("key-1", "start-1", name, 8500, tls, "", "0.1"), null, () -> address, () -> wall);
    }

    @Test
    void sayWhatTheEngineSaysAndWhoTheAgentIs() {
        assertThat(records("", "10.0.0.1", false).next(FACTS))
                .isEqualTo(new NodeRecord(
                                "ENGINE",
                                "host-1",
                                "10.0.0.1",
                                "10.0.0.1:8500",
                                4,
                                8L << 30,
                                "overlay2",
                                "6.1",
                                "x86_64",
                                "Debian 12",
                                "linux",
                                List.of("disk=ssd", "rack="),
                                "0.1",
                                "20.10.24")
                        .asOurs("start-1", null, false, 1_000));
    }

    /** What the agent writes is what the center reads. */
    @Test
    void areReadAsTheyWereMeant() {
        Node node =
                AnnouncedNode.of("key-1", records("name-1", "2001:db8::1", true).next(FACTS));

        assertThat(node.name()).isEqualTo("name-1");
        assertThat(node.endpoint()).isEqualTo("https://[2001:db8::1]:8500");
        assertThat(node.facts().labels()).isEqualTo(FACTS.labels());
        assertThat(node.facts().capacity()).isEqualTo(FACTS.capacity());
        assertThat(node.facts().platform()).isEqualTo(FACTS.platform());
        assertThat(node.facts().engineId()).isEqualTo("ENGINE");
    }

    @Test
    void riseEvenWithinAMillisecondAndWhenTheClockIsSetBack() {
        NodeRecords records = records("", "10.0.0.1", false);

        assertThat(records.next(FACTS).stamp()).isEqualTo(1_000);
        assertThat(records.next(FACTS).stamp()).isEqualTo(1_001);
        wall = Instant.EPOCH;
        assertThat(records.next(FACTS).stamp()).isEqualTo(1_002);
        records.surpass(5_000);
        assertThat(records.next(FACTS).stamp()).isEqualTo(5_001);
        records.surpass(1);
        assertThat(records.next(FACTS).stamp()).isEqualTo(5_002);
    }
}
