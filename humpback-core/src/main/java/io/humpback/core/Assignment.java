package io.humpback.core;

/**
 * The committed decision that one instance of a meta belongs on a node. Immutable.
 *
 * @param index 1 or more
 * @param incarnation rises with every new placement, over all indexes of the meta
 * @param node where it belongs
 * @param specVersion the version of the configuration that it runs
 * @param goal the wanted state
 * @param containerId the Docker id of a container that was adopted and carries no labels of ours, or labels of an
 *     earlier incarnation; empty for one that is found by its labels
 * @param restartFrom when the container had been started as a restart was asked for, as its engine said it; empty if
 *     none was. A container that still says the same has not been restarted yet. This needs no common clock
 */
public record Assignment(
        int index,
        long incarnation,
        NodeId node,
        long specVersion,
        RunGoal goal,
        String containerId,
        String restartFrom)
        implements Comparable<Assignment> {
    /** Checks that index and incarnation are positive and the version is not negative. */
    public Assignment {
        Checks.checkRange("index", index, 1, Integer.MAX_VALUE);
        if (incarnation < 1) {
            throw new IllegalArgumentException("incarnation: " + incarnation + " (expected: >= 1)");
        }
        Checks.checkNotNegative("specVersion", specVersion);
    }

    /** Returns the decision to run a new container. */
    public static Assignment of(int index, long incarnation, NodeId node, long specVersion, RunGoal goal) {
        return new Assignment(index, incarnation, node, specVersion, goal, "", "");
    }

    /** Returns this assignment with another goal. */
    public Assignment withGoal(RunGoal newGoal) {
        return new Assignment(index, incarnation, node, specVersion, newGoal, containerId, restartFrom);
    }

    /** Returns this assignment under another number of the same configuration. */
    public Assignment withSpecVersion(long newVersion) {
        return new Assignment(index, incarnation, node, newVersion, goal, containerId, restartFrom);
    }

    /** Returns this assignment, to be restarted unless its engine names a later start than {@code startedAt}. */
    public Assignment withRestartFrom(String startedAt) {
        return new Assignment(index, incarnation, node, specVersion, goal, containerId, startedAt);
    }

    /** Ordered by index. */
    @Override
    public int compareTo(Assignment other) {
        return Integer.compare(index, other.index);
    }
}
