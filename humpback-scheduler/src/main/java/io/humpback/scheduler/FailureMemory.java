package io.humpback.scheduler;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers which nodes failed for which meta lately. Each failure counts 1 and loses half of it with every half-life;
 * what is below 0.1 is forgotten, so that a single failure is remembered for 3.3 half-lives. Safe for use by several
 * threads. Time is told by the caller and may jump: a time before the last failure counts as the time of it.
 */
public final class FailureMemory {
    private static final double FORGOTTEN = 0.1;

    private final double halfLifeMillis;
    private final Map<MetaId, Map<NodeId, Failure>> failures = new HashMap<>();

    private record Failure(double score, Instant at) {}

    /** Creates an empty memory. Throws {@link IllegalArgumentException} unless {@code halfLife} is at least 1 ms. */
    public FailureMemory(Duration halfLife) {
        if (halfLife.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("halfLife: " + halfLife + " (expected: at least 1 ms)");
        }
        halfLifeMillis = halfLife.toMillis();
    }

    /** Notes that {@code node} failed for {@code meta}. */
    public synchronized void failed(MetaId meta, NodeId node, Instant now) {
        failures.computeIfAbsent(meta, key -> new HashMap<>())
                .merge(node, new Failure(1, now), (old, one) -> new Failure(score(old, now) + 1, later(old.at, now)));
    }

    /** Forgets the failures of {@code node} for {@code meta}, as after a success. */
    public synchronized void succeeded(MetaId meta, NodeId node) {
        failures.computeIfPresent(meta, (key, nodes) -> {
            nodes.remove(node);
            return nodes.isEmpty() ? null : nodes;
        });
    }

    /** Forgets everything about {@code meta}. */
    public synchronized void forget(MetaId meta) {
        failures.remove(meta);
    }

    /** Returns what {@link PlacementRequestBuilder#penalties} takes: by node how badly it failed for {@code meta}. */
    public synchronized Map<NodeId, Double> penalties(MetaId meta, Instant now) {
        Map<NodeId, Double> penalties = new HashMap<>();
        Map<NodeId, Failure> nodes = failures.getOrDefault(meta, Map.of());
        nodes.forEach((node, failure) -> {
            double score = score(failure, now);
            if (score >= FORGOTTEN) {
                penalties.put(node, score);
            }
        });
        if (!nodes.isEmpty()) {
            nodes.keySet().retainAll(penalties.keySet());
            if (nodes.isEmpty()) {
                failures.remove(meta);
            }
        }
        return penalties;
    }

    private double score(Failure failure, Instant now) {
        double age = Math.max(0, Duration.between(failure.at, now).toMillis());
        return failure.score * Math.pow(0.5, age / halfLifeMillis);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
