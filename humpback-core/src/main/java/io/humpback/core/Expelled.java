package io.humpback.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A container that is no instance any more and goes on for a while, so that its clients can finish. Immutable.
 *
 * @param node where it is
 * @param containerId its Docker id, which is the reason that names it when it goes
 * @param name the name that it takes, so that its own is free at once
 * @param due when it goes
 */
public record Expelled(NodeId node, String containerId, String name, Instant due) implements Comparable<Expelled> {
    /** How long after its time an expelled container is awaited whose node does not return. */
    public static final Duration LIFETIME = Duration.ofDays(7);

    /** Checks that no text is blank. */
    public Expelled {
        Checks.checkNotBlank("containerId", containerId);
        Checks.checkNotBlank("name", name);
    }

    /** Returns {@code hosted} as expelled until {@code due}, under {@code <name>-<8 hex>-expel}. */
    public static Expelled of(HostedContainer hosted, String containerName, Instant due) {
        String id = hosted.container().id();
        String name = containerName + String.format(Locale.ROOT, "-%08x-expel", id.hashCode());
        return new Expelled(hosted.node(), id, name, due);
    }

    /** Ordered by time, then by container. */
    @Override
    public int compareTo(Expelled other) {
        int byTime = due.compareTo(other.due);
        return byTime != 0 ? byTime : containerId.compareTo(other.containerId);
    }
}
