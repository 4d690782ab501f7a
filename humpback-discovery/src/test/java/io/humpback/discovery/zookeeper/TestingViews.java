package io.humpback.discovery.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.NodeDirectory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All views that a directory told. */
final class TestingViews {
    static final Duration LIMIT = Duration.ofSeconds(90);

    private final List<DirectoryView> told = new CopyOnWriteArrayList<>();

    TestingViews(NodeDirectory directory) {
        directory.watch(told::add);
    }

    List<DirectoryView> told() {
        return told;
    }

    DirectoryView last() {
        return told.isEmpty() ? new DirectoryView(List.of(), true, "none yet") : told.get(told.size() - 1);
    }

    /** Waits for a current view of nodes with exactly these names. */
    void awaitNodes(String... names) {
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(last().isHealthy()).as(last().outage()).isTrue();
            assertThat(names(last())).containsExactly(names);
        });
    }

    void awaitOutage() {
        await().atMost(LIMIT).until(() -> !last().isHealthy());
    }

    static List<String> names(DirectoryView view) {
        return view.nodes().stream().map(node -> node.id().value()).toList();
    }
}
