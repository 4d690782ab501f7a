package io.humpback.core;

/** Identifies a node: an agent's key, or the URI of an engine named by configuration. Ordered by its text. */
public record NodeId(String value) implements Comparable<NodeId> {
    /** Checks that {@code value} is 1 to 256 characters without white space or control characters. */
    public NodeId {
        Checks.checkId("nodeId", value);
    }

    /** Returns the id whose text is {@code value}. */
    public static NodeId of(String value) {
        return new NodeId(value);
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
