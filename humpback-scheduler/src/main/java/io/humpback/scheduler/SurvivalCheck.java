package io.humpback.scheduler;

import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tells whether the instances of some metas would find other nodes after a loss. Instances of other metas on the lost
 * nodes look for places too, in the order in which all were placed. Never changes the cluster. Immutable, safe for use by
 * several threads. Costs a placement for each instance.
 */
public final class SurvivalCheck {
    private final Scheduler scheduler;
    private final ClusterSnapshot cluster;
    private final Set<MetaId> metas;

    SurvivalCheck(Scheduler scheduler, ClusterSnapshot cluster, Set<MetaId> metas) {
        this.scheduler = scheduler;
        this.cluster = cluster;
        this.metas = Set.copyOf(metas);
    }

    /** Returns what the loss of each single node would mean. */
    public SurvivalReport ofNodes() {
        return new SurvivalReport(cluster.nodes().stream()
                .map(node -> loss(node.id().value(), Set.of(node.id())))
                .toList());
    }

    /**
     * Returns what the loss of all nodes with one value of a label would mean, for each value. Nodes without the label are
     * in no zone and are never lost.
     *
     * @param label for example {@code engine.labels.zone}; values are compared without case
     */
    public SurvivalReport ofZones(String label) {
        LabelKey key = LabelKey.parse(label);
        Map<String, Set<NodeId>> zones = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (NodeView node : cluster.nodes()) {
            String value = key.valueAt(node);
            if (value != null) {
                zones.computeIfAbsent(value, zone -> new TreeSet<>()).add(node.id());
            }
        }
        return new SurvivalReport(zones.entrySet().stream()
                .map(zone -> loss(label + "=" + zone.getKey(), zone.getValue()))
                .toList());
    }

    private SurvivalReport.Loss loss(String name, Set<NodeId> nodes) {
        Map<MetaId, Integer> missing = new TreeMap<>();
        Set<String> reasons = new LinkedHashSet<>();
        for (Relocation.Stranded lost : scheduler.whatIf(cluster).leave(nodes).stranded()) {
            MetaId meta = lost.reservation().request().meta();
            if (metas.contains(meta)) {
                missing.merge(meta, 1, Integer::sum);
                reasons.add(lost.reason());
            }
        }
        return new SurvivalReport.Loss(name, nodes, missing, new ArrayList<>(reasons));
    }
}
