package io.humpback.scheduler;

/**
 * What rebalancing makes smaller: the sum of what each node costs. A pure function that gives a finite number; anything
 * else becomes an {@link ExtensionException}. Must be safe for use by several threads.
 */
@FunctionalInterface
public interface Objective {
    /** Returns what {@code node} costs with what is reserved on it. */
    double cost(NodeView node);

    /**
     * Returns the objective of an even use: the squares of the use of CPU and memory, each counted by the size of the
     * node, and, far less, of the number of containers. It is lowest when every node is used to the same degree.
     */
    static Objective balance() {
        return SquaredUse::cost;
    }

    /** Returns the objective of few nodes in use: the opposite of {@link #balance}. */
    static Objective packing() {
        return node -> -SquaredUse.cost(node);
    }
}
