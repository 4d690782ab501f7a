package io.humpback.scheduler;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.Placement;
import io.humpback.core.PortMapping;
import io.humpback.core.Resources;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One instance that looks for a node. Immutable; the instances of a meta can share one. What depends on the request alone
 * is prepared when it is built, so that looking at a node allocates nothing.
 */
public final class PlacementRequest {
    private final MetaId meta;
    private final Resources resources;
    private final Placement placement;
    private final List<PortMapping> fixedPorts;
    private final List<PortRange> portRanges;
    private final Map<NodeId, Double> penalties;
    private final Predicate<NodeId> within;
    private final Set<String> images;
    private final Map<String, String> labels;
    private final List<Affinity> affinities;
    private final int maxPerNode;
    private final @Nullable RankingStrategy ranking;
    private final Prepared prepared;

    /**
     * Creates a request; {@link #builder} offers more.
     *
     * @param meta the meta it belongs to
     * @param resources what it reserves
     * @param fixedPorts the host's ports it needs
     * @param penalised nodes that failed for this meta lately: they are taken only when nothing else is left
     * @param within which nodes are considered at all, such as those of a group
     */
    public PlacementRequest(
            MetaId meta,
            Resources resources,
            Placement placement,
            List<PortMapping> fixedPorts,
            Set<NodeId> penalised,
            Predicate<NodeId> within) {
        this(new PlacementRequestBuilder(meta, resources)
                .placement(placement)
                .fixedPorts(fixedPorts)
                .penalised(penalised)
                .within(within));
    }

    PlacementRequest(PlacementRequestBuilder builder) {
        meta = builder.meta;
        resources = builder.resources;
        placement = builder.placement;
        fixedPorts = builder.fixedPorts;
        portRanges = builder.portRanges;
        penalties = builder.penalties;
        within = builder.within;
        images = builder.images;
        labels = builder.labels;
        affinities = builder.affinities;
        maxPerNode = builder.maxPerNode;
        ranking = builder.ranking;
        prepared = new Prepared(this);
    }

    /** Returns a request without wishes. */
    public static PlacementRequest of(MetaId meta, Resources resources) {
        return builder(meta, resources).build();
    }

    /** Returns a builder of a request for an instance of {@code meta} that reserves {@code resources}. */
    public static PlacementRequestBuilder builder(MetaId meta, Resources resources) {
        return new PlacementRequestBuilder(meta, resources);
    }

    /** Returns a builder that starts with this request. */
    public PlacementRequestBuilder toBuilder() {
        return new PlacementRequestBuilder(meta, resources)
                .placement(placement)
                .fixedPorts(fixedPorts)
                .portRanges(portRanges)
                .penalties(penalties)
                .within(within)
                .images(images)
                .labels(labels)
                .affinities(affinities)
                .maxPerNode(maxPerNode)
                .ranking(ranking);
    }

    /** Returns the meta that the instance belongs to: the kind of thing that is placed. */
    public MetaId meta() {
        return meta;
    }

    /** Returns what the instance reserves. */
    public Resources resources() {
        return resources;
    }

    /** Returns the constraints, the labels to spread over and the platforms. */
    public Placement placement() {
        return placement;
    }

    /** Returns the host's ports that the instance needs. */
    public List<PortMapping> fixedPorts() {
        return fixedPorts;
    }

    /** Returns the ranges of the host's ports that the instance needs. */
    public List<PortRange> portRanges() {
        return portRanges;
    }

    /** Returns by node how badly it failed for this meta lately: such nodes come last, the highest number very last. */
    public Map<NodeId, Double> penalties() {
        return penalties;
    }

    /** Returns which nodes are considered at all, such as those of a group. */
    public Predicate<NodeId> within() {
        return within;
    }

    /** Returns what the node must hold already, such as images. */
    public Set<String> images() {
        return images;
    }

    /** Returns the labels that the node must have, with their values, empty for any. */
    public Map<String, String> labels() {
        return labels;
    }

    /** Returns the wishes to be together or apart. */
    public List<Affinity> affinities() {
        return affinities;
    }

    /** Returns how many instances of the meta one node may host. */
    public int maxPerNode() {
        return maxPerNode;
    }

    /** Returns the strategy that weighs nodes for this request, or null for the scheduler's. */
    public @Nullable RankingStrategy ranking() {
        return ranking;
    }

    /** Returns what was made of this request for the filters. */
    Prepared prepared() {
        return prepared;
    }

    private List<@Nullable Object> components() {
        return Arrays.asList(
                meta,
                resources,
                placement,
                fixedPorts,
                portRanges,
                penalties,
                images,
                labels,
                affinities,
                maxPerNode,
                within,
                ranking);
    }

    /** Compares all that is asked for; {@link #within} and {@link #ranking} by their own {@code equals}. */
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof PlacementRequest request && components().equals(request.components()));
    }

    @Override
    public int hashCode() {
        return 31 * meta.hashCode() + resources.hashCode();
    }

    @Override
    public String toString() {
        return "instance of " + meta + " needing " + Amounts.format(resources);
    }
}
