package io.humpback.scheduler;

import io.humpback.core.Checks;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.Placement;
import io.humpback.core.PortMapping;
import io.humpback.core.Resources;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds a {@link PlacementRequest}. Each method replaces what was said before. Not safe for use by several threads. */
public final class PlacementRequestBuilder {
    /** A record and no lambda, so that two requests without wishes are equal. */
    private record AnyNode() implements Predicate<NodeId> {
        @Override
        public boolean test(NodeId node) {
            return true;
        }
    }

    final MetaId meta;
    final Resources resources;
    Placement placement = Placement.ANYWHERE;
    List<PortMapping> fixedPorts = List.of();
    List<PortRange> portRanges = List.of();
    Map<NodeId, Double> penalties = Map.of();
    Predicate<NodeId> within = new AnyNode();
    Set<String> images = Set.of();
    Map<String, String> labels = Map.of();
    List<Affinity> affinities = List.of();
    int maxPerNode = Integer.MAX_VALUE;

    @Nullable
    RankingStrategy ranking;

    PlacementRequestBuilder(MetaId meta, Resources resources) {
        this.meta = Objects.requireNonNull(meta, "meta");
        this.resources = Objects.requireNonNull(resources, "resources");
    }

    /** Sets constraints, the labels to spread over and the platforms. */
    public PlacementRequestBuilder placement(Placement newPlacement) {
        placement = Objects.requireNonNull(newPlacement, "placement");
        return this;
    }

    /** Sets the host's ports that the instance needs; those without a fixed number are free for the host to choose. */
    public PlacementRequestBuilder fixedPorts(List<PortMapping> newFixedPorts) {
        fixedPorts = List.copyOf(newFixedPorts);
        return this;
    }

    /** Sets the ranges of the host's ports that the instance needs, each as a whole. */
    public PlacementRequestBuilder portRanges(List<PortRange> newPortRanges) {
        portRanges = List.copyOf(newPortRanges);
        return this;
    }

    /** Sets the nodes that failed for this meta lately: they are taken only when nothing else is left. */
    public PlacementRequestBuilder penalised(Set<NodeId> nodes) {
        return penalties(nodes.stream().collect(Collectors.toMap(Function.identity(), node -> 1.0)));
    }

    /**
     * Sets by node how badly it failed for this meta lately, as {@link FailureMemory#penalties} tells: such nodes come
     * last, the highest number very last. Each is a finite number, zero or more.
     */
    public PlacementRequestBuilder penalties(Map<NodeId, Double> newPenalties) {
        newPenalties.forEach((node, penalty) -> {
            if (!(penalty >= 0 && penalty < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "penalty: " + penalty + ", node=" + node + " (expected: a finite number >= 0)");
            }
        });
        penalties = Map.copyOf(newPenalties);
        return this;
    }

    /** Sets which nodes are considered at all, such as those of a group. A pure function. */
    public PlacementRequestBuilder within(Predicate<NodeId> newWithin) {
        within = Objects.requireNonNull(newWithin, "within");
        return this;
    }

    /** Sets what the node must hold already, such as images. */
    public PlacementRequestBuilder images(Set<String> newImages) {
        images = Collections.unmodifiableSet(new TreeSet<>(newImages));
        return this;
    }

    /**
     * Sets the labels that the node must have: {@code node.labels.X}, {@code engine.labels.X} or X for either, each with
     * its value (compared without case), or with an empty one where any will do.
     */
    public PlacementRequestBuilder labels(Map<String, String> newLabels) {
        labels = Collections.unmodifiableMap(new TreeMap<>(newLabels));
        return this;
    }

    /** Sets the wishes to be together or apart. */
    public PlacementRequestBuilder affinities(List<Affinity> newAffinities) {
        affinities = List.copyOf(newAffinities);
        return this;
    }

    /** Sets the wishes to be together or apart. */
    public PlacementRequestBuilder affinities(Affinity... newAffinities) {
        return affinities(List.of(newAffinities));
    }

    /** Sets how many instances of the meta one node may host, 1 or more. */
    public PlacementRequestBuilder maxPerNode(int newMaxPerNode) {
        maxPerNode = Checks.checkRange("maxPerNode", newMaxPerNode, 1, Integer.MAX_VALUE);
        return this;
    }

    /** Sets the strategy that weighs nodes for this request; null for the scheduler's. */
    public PlacementRequestBuilder ranking(@Nullable RankingStrategy newRanking) {
        ranking = newRanking;
        return this;
    }

    /** Returns the request. Throws {@link IllegalArgumentException} for a label that cannot be one. */
    public PlacementRequest build() {
        return new PlacementRequest(this);
    }
}
