package io.humpback.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which instance a container is, as its labels say it. Immutable.
 *
 * @param clusterId the cluster that made it
 * @param index 1 or more
 * @param incarnation which placement of the index made it, 1 or more
 * @param specVersion the version of the configuration it was made from
 * @param epoch the leader's epoch at its creation
 */
public record InstanceIdentity(
        String clusterId, GroupId groupId, MetaId metaId, int index, long incarnation, long specVersion, long epoch) {
    /** What the labels begin with; they are not shown in answers and webhooks. */
    public static final String LABEL_PREFIX = "humpback.";
    /** The label that makes a container ours; a list of an engine can be filtered by it. */
    public static final String CLUSTER_LABEL = LABEL_PREFIX + "cluster";

    private static final String GROUP = LABEL_PREFIX + "group";
    private static final String META = LABEL_PREFIX + "meta";
    private static final String INDEX = LABEL_PREFIX + "index";
    private static final String INCARNATION = LABEL_PREFIX + "incarnation";
    private static final String SPEC = LABEL_PREFIX + "spec";
    private static final String EPOCH = LABEL_PREFIX + "epoch";
    private static final int GROUP_PREFIX_LENGTH = 8;

    /** Checks that the cluster is not blank and that the numbers are in their ranges. */
    public InstanceIdentity {
        Checks.checkNotBlank("clusterId", clusterId);
        Checks.checkRange("index", index, 1, Integer.MAX_VALUE);
        if (incarnation < 1) {
            throw new IllegalArgumentException("incarnation: " + incarnation + " (expected: >= 1)");
        }
        Checks.checkNotNegative("specVersion", specVersion);
        Checks.checkNotNegative("epoch", epoch);
    }

    /** Returns the labels that say this. */
    public Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(CLUSTER_LABEL, clusterId);
        labels.put(GROUP, groupId.value());
        labels.put(META, metaId.value());
        labels.put(INDEX, Integer.toString(index));
        labels.put(INCARNATION, Long.toString(incarnation));
        labels.put(SPEC, Long.toString(specVersion));
        labels.put(EPOCH, Long.toString(epoch));
        return labels;
    }

    /** Returns what {@code labels} say; empty where one of ours is missing or makes no sense. */
    public static Optional<InstanceIdentity> of(Map<String, String> labels) {
        try {
            return Optional.of(new InstanceIdentity(
                    labels.getOrDefault(CLUSTER_LABEL, ""),
                    GroupId.of(labels.getOrDefault(GROUP, "")),
                    MetaId.of(labels.getOrDefault(META, "")),
                    Integer.parseInt(labels.getOrDefault(INDEX, "")),
                    Long.parseLong(labels.getOrDefault(INCARNATION, "")),
                    Long.parseLong(labels.getOrDefault(SPEC, "")),
                    Long.parseLong(labels.getOrDefault(EPOCH, ""))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // somebody else's labels, or damaged ones: such a container is not ours
        }
    }

    /** Returns {@code labels} without ours. */
    public static Map<String, String> withoutOurs(Map<String, String> labels) {
        Map<String, String> others = new LinkedHashMap<>(labels);
        others.keySet().removeIf(key -> key.startsWith(LABEL_PREFIX));
        return others;
    }

    /**
     * Returns the name of an instance's container, {@code CLUSTER-<group>-<name>-<index>}, with the first eight
     * characters of the group's id, or all of a shorter one.
     */
    public static String containerName(GroupId groupId, String name, int index) {
        String group = groupId.value();
        String prefix = group.length() > GROUP_PREFIX_LENGTH ? group.substring(0, GROUP_PREFIX_LENGTH) : group;
        return "CLUSTER-" + prefix + "-" + name + "-" + index;
    }
}
