package io.humpback.scheduler.supervisor;

import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An id that says by itself which instance a workload is, so that a supervisor that has forgotten everything knows its
 * own again when it lists them. Immutable.
 */
record WorkloadId(String name, InstanceIdentity identity) {
    private static final String SEPARATOR = "~";
    private static final int PARTS = 8;

    /** Returns the id as text. */
    String text() {
        List<String> parts = List.of(
                name,
                identity.groupId().value(),
                identity.metaId().value(),
                Integer.toString(identity.index()),
                Long.toString(identity.incarnation()),
                Long.toString(identity.specVersion()),
                Long.toString(identity.epoch()),
                identity.clusterId());
        return String.join(SEPARATOR, parts.stream().map(WorkloadId::escaped).toList());
    }

    /** Returns what {@code text} says, empty if it is not an id of ours. */
    static Optional<WorkloadId> of(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(SEPARATOR, -1)) {
            parts.add(part.replace("%7E", "~").replace("%25", "%"));
        }
        if (parts.size() != PARTS || parts.get(0).isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WorkloadId(
                    parts.get(0),
                    new InstanceIdentity(
                            parts.get(7),
                            GroupId.of(parts.get(1)),
                            MetaId.of(parts.get(2)),
                            Integer.parseInt(parts.get(3)),
                            Long.parseLong(parts.get(4)),
                            Long.parseLong(parts.get(5)),
                            Long.parseLong(parts.get(6)))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // somebody else's, which happens to have as many parts
        }
    }

    private static String escaped(String part) {
        return part.replace("%", "%25").replace("~", "%7E");
    }
}
