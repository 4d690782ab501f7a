package io.humpback.scheduler.recovery;

import io.humpback.core.Document;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import java.util.List;

/**
 * A meta of which containers tell what the state does not know. Immutable.
 *
 * @param meta as it shall be committed
 * @param assignments as they shall be committed
 * @param known whether the state has the meta already, so that only its assignments are behind
 * @param adopted how many of the assignments come from containers
 */
public record RecoveredMeta(Meta meta, MetaAssignments assignments, boolean known, int adopted) {
    /** Returns what is to be committed, together. */
    public List<Document> documents() {
        return List.of(meta, assignments);
    }
}
