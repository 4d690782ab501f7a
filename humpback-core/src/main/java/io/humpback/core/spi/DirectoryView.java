package io.humpback.core.spi;

import io.humpback.core.Node;
import java.util.List;

/**
 * All nodes that are announced at one moment. Immutable.
 *
 * @param nodes ordered by id, each id once
 * @param leased whether an announcement ends by itself when its node dies; false where configuration names the nodes,
 *     so that a direct probe is the only signal
 */
public record DirectoryView(List<Node> nodes, boolean leased) {
    /** Copies the nodes in order and checks that no id occurs twice. */
    public DirectoryView {
        List<Node> sorted = nodes.stream().sorted().toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).id().equals(sorted.get(i - 1).id())) {
                throw new IllegalArgumentException("node: " + sorted.get(i).id() + " (expected: once)");
            }
        }
        nodes = sorted;
    }
}
