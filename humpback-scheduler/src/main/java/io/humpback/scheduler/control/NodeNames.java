package io.humpback.scheduler.control;

import io.humpback.core.Node;
import io.humpback.core.NodeId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Names nodes: as they are announced, else as their engine calls its host, with -2, -3 … behind it when that is taken.
 * Names are compared without case. Owned by the loop's thread.
 */
final class NodeNames {
    private final Map<NodeId, String> names = new HashMap<>();

    /** Returns the name of {@code node}, empty while neither it nor its engine has said one. */
    String nameOf(Node node) {
        String given = names.get(node.id());
        if (given != null) {
            return given;
        }
        String wanted = node.name().isEmpty() ? node.facts().hostName() : node.name();
        if (wanted.isEmpty()) {
            return "";
        }
        String name = wanted;
        for (int n = 2; isTaken(name); n++) {
            name = wanted + "-" + n;
        }
        names.put(node.id(), name);
        return name;
    }

    private boolean isTaken(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return names.values().stream()
                .anyMatch(other -> other.toLowerCase(Locale.ROOT).equals(lower));
    }

    /** Forgets a node that is announced no more. */
    void release(NodeId node) {
        names.remove(node);
    }
}
