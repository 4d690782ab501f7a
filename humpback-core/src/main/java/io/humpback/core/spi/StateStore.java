package io.humpback.core.spi;

import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import java.util.List;
import java.util.SortedSet;

/**
 * What is committed. Has one writer, the leader, which the head enforces. Safe for use by several threads.
 *
 * <p>A call throws {@link StoreUnavailableException} if it had no effect and {@link StoreOutcomeUnknownException} if a
 * commit may have been done and the head could not be read to find out.
 */
public interface StateStore extends AutoCloseable {
    /** Returns the head, {@link Head#NONE} of an empty store. */
    Head head();

    /** Returns all documents but the events, and the head that goes with them. */
    StoredState load();

    /**
     * Does {@code commit} if its expected head is still there. Returns false, without effect, if it is not. When this
     * returns true the commit survives the loss of power.
     */
    boolean commit(Commit commit);

    /** Returns the metas that have events, in order. */
    SortedSet<MetaId> metasWithEvents();

    /** Returns the events of {@code meta} after {@code sequence}, in order, at most {@code limit}. */
    List<MetaEvent> events(MetaId meta, long sequence, int limit);

    /** Releases all resources. Repeated calls do nothing. */
    @Override
    void close();
}
