package io.humpback.scheduler.control;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
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
    private final Map<NodeId, String> announced = new HashMap<>();

    /**
     * Returns the name of {@code node}, empty while neither it nor its engine has said one.
     *
     * @param known the name that was committed for it, empty if none was: two hosts of one name must not change theirs
     *     because this time the other one answered first
     */
    String nameOf(Node node, String known) {
        String given = names.get(node.id());
        if (given != null && !isRenamed(node, given)) {
            return given;
        }
        names.remove(node.id());
        String wanted = !node.name().isEmpty() ? node.name() : !known.isEmpty() ? known : ofHost(node);
        if (wanted.isEmpty()) {
            return "";
        }
        String name = wanted;
        for (int n = 2; isTaken(name); n++) {
            name = wanted + "-" + n;
        }
        names.put(node.id(), name);
        announced.put(node.id(), node.name());
        return name;
    }

    /** The one that comes back here under the name that it was given has not been renamed. */
    private boolean isRenamed(Node node, String given) {
        return !node.name().isEmpty()
                && !node.name().equals(given)
                && !node.name().equals(announced.get(node.id()));
    }

    private static String ofHost(Node node) {
        if (node.facts().equals(NodeFacts.UNKNOWN)) {
            return "";
        }
        return node.facts().hostName().isBlank() ? node.address() : node.facts().hostName();
    }

    private boolean isTaken(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return names.values().stream()
                .anyMatch(other -> other.toLowerCase(Locale.ROOT).equals(lower));
    }

    /** Forgets a node that is announced no more. */
    void release(NodeId node) {
        names.remove(node);
        announced.remove(node);
    }
}
