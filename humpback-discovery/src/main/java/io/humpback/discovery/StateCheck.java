package io.humpback.discovery;

import io.humpback.core.Assignment;
import io.humpback.core.Document;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.Operation;
import io.humpback.core.Tombstone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether the documents of a state go together: each was readable for itself, and yet one may name what is not
 * there. Stateless.
 */
public final class StateCheck {
    private StateCheck() {}

    /** Returns what is wrong, a line for each fault, in order of the documents; nothing in a sound state. */
    public static List<String> faults(StateCopy state) {
        return new Run(state).faults();
    }

    private static final class Run {
        private final StateCopy state;
        private final List<String> faults = new ArrayList<>();
        private final Map<MetaId, Meta> metas = new HashMap<>();
        private final Set<MetaId> removed = new HashSet<>();
        private final Map<MetaId, Operation> open = new HashMap<>();
        private final Map<MetaId, Long> lastEvent = new HashMap<>();

        Run(StateCopy state) {
            this.state = state;
            for (Document document : state.documents()) {
                if (document instanceof Meta meta) {
                    metas.put(meta.id(), meta);
                } else if (document instanceof Tombstone tombstone) {
                    removed.add(tombstone.metaId());
                }
            }
        }

        List<String> faults() {
            if (state.cluster().isEmpty() && !state.documents().isEmpty()) {
                faults.add("cluster/info: missing, though there are documents");
            }
            state.cluster()
                    .filter(info -> info.unfinished() != null)
                    .ifPresent(info -> faults.add("cluster/info: not whole: not finished=" + info.unfinished()));
            for (Document document : state.documents()) {
                check(document);
            }
            return List.copyOf(faults);
        }

        private void check(Document document) {
            if (document instanceof MetaAssignments assignments) {
                check(assignments);
            } else if (document instanceof Operation operation) {
                check(operation);
            } else if (document instanceof MetaEvent event) {
                check(event);
            } else if (document instanceof Meta meta && removed.contains(meta.id())) {
                fault(meta, "it has a tombstone too");
            }
        }

        private void check(MetaAssignments assignments) {
            Meta meta = metas.get(assignments.metaId());
            if (meta == null) {
                if (!removed.contains(assignments.metaId())) {
                    fault(assignments, "its meta is missing");
                }
                return;
            }
            for (Assignment assignment : assignments.assignments()) {
                if (!meta.knowsSpec(assignment.specVersion())) {
                    fault(
                            assignments,
                            "index " + assignment.index() + " runs configuration " + assignment.specVersion()
                                    + ", which its meta does not know");
                }
            }
        }

        private void check(Operation operation) {
            boolean removal = removed.contains(operation.metaId());
            if (!metas.containsKey(operation.metaId()) && !removal) {
                fault(operation, "its meta is missing: " + operation.metaId().value());
            }
            @Nullable Operation other = open.put(operation.metaId(), operation);
            if (other != null) {
                fault(
                        operation,
                        "another one is open on its meta: " + other.id().value());
            }
        }

        private void check(MetaEvent event) {
            MetaId meta = event.meta().id();
            if (event.sequence() > state.head().sequence()) {
                fault(
                        event,
                        "it is of commit " + event.sequence() + ", after the head, "
                                + state.head().sequence());
            }
            Long before = lastEvent.put(meta, event.timestampNanos());
            if (before != null && before >= event.timestampNanos()) {
                fault(event, "its time is not after that of the event before it");
            }
        }

        private void fault(Document document, String words) {
            faults.add(document.key().path() + ": " + words);
        }
    }
}
