package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.spi.DirectoryView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnitedNodeDirectoryTest {
    private static final Node ENGINE = node("tcp://10.0.0.1:2375", "tcp://10.0.0.1:2375");
    private static final Node AGENT = node("agent", "http://10.0.0.2:8500");

    private final ConfiguredNodeDirectory configured = new ConfiguredNodeDirectory(List.of(ENGINE));
    private final JoinedNodeDirectory joined = new JoinedNodeDirectory(InstantSource.fixed(Instant.EPOCH));
    private final List<DirectoryView> told = new ArrayList<>();

    private static Node node(String id, String endpoint) {
        return new Node(NodeId.of(id), "", "10.0.0.1", endpoint, NodeFacts.UNKNOWN, "");
    }

    @Test
    void tellsOfBothAsOneView() {
        try (UnitedNodeDirectory united = UnitedNodeDirectory.of(configured, joined)) {
            united.watch(told::add);

            joined.announce(AGENT, "s", Duration.ofSeconds(30));
            configured.replace(List.of());
            joined.leave(AGENT.id(), "s");
        }

        assertThat(told)
                .extracting(DirectoryView::nodes)
                .containsExactly(List.of(ENGINE), List.of(AGENT, ENGINE), List.of(AGENT), List.of());
    }

    @Test
    void tellsOfEachNodeWhetherItsAnnouncementEnds() {
        try (UnitedNodeDirectory united = UnitedNodeDirectory.of(configured, joined)) {
            united.watch(told::add);
            joined.announce(AGENT, "s", Duration.ofSeconds(30));
        }

        assertThat(told.get(0)).isEqualTo(new DirectoryView(List.of(ENGINE), false));
        assertThat(told.get(1).isLeased(AGENT.id())).isTrue();
        assertThat(told.get(1).isLeased(ENGINE.id())).isFalse();
    }

    @Test
    void isSilentOnceItIsClosed() {
        UnitedNodeDirectory united = UnitedNodeDirectory.of(configured, joined);
        united.watch(told::add);

        united.close();
        united.close();
        joined.announce(AGENT, "s", Duration.ofSeconds(30));

        assertThat(told).hasSize(1);
    }
}
