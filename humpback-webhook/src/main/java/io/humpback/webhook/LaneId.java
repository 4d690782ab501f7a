package io.humpback.webhook;

import io.humpback.core.HookPosition;
import io.humpback.core.MetaId;
import java.util.Comparator;

/** Names a lane: the events of one meta on their way to one URL. Ordered by meta, then URL. */
record LaneId(MetaId metaId, String url) implements Comparable<LaneId> {
    private static final Comparator<LaneId> ORDER =
            Comparator.comparing(LaneId::metaId).thenComparing(LaneId::url);

    /** Returns the id under which the lane's position is committed. */
    String hookId() {
        return HookPosition.hookId(metaId, url);
    }

    @Override
    public int compareTo(LaneId other) {
        return ORDER.compare(this, other);
    }

    /** Returns meta and host; the rest of the URL can hold secrets. */
    @Override
    public String toString() {
        return metaId + " -> " + ReceiverUrl.hostOf(url);
    }
}
