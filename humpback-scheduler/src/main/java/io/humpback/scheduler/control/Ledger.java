package io.humpback.scheduler.control;

import io.humpback.core.ClusterInfo;
import io.humpback.core.Group;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreOutcomeUnknownException;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.core.spi.StoredState;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.reconcile.Change;
import io.humpback.scheduler.reconcile.CommittedState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The leader's copy of what is committed, and the only way to change it. Owned by the loop's thread.
 *
 * <p>A commit whose outcome cannot be found out makes the copy doubtful: nothing more is committed until
 * {@link #refresh} has read the store again.
 */
final class Ledger {
    private static final int TAKE_OVER_TRIES = 5;

    private final StateStore store;
    private final Supplier<String> ids;
    private Head head = Head.NONE;
    private CommittedState committed = CommittedState.of(List.of());
    private @Nullable Doubt doubt;
    private boolean deposed;

    /** A commit of which nobody knows whether it was done. */
    private record Doubt(Head next, Change change) {}

    Ledger(StateStore store, Supplier<String> ids) {
        this.store = store;
        this.ids = ids;
    }

    /**
     * Takes the lead by a commit, making what a cluster needs at its first start. Returns false if others are faster.
     * Throws {@link UnfinishedStateException} where somebody left the state half made.
     */
    boolean takeOver(boolean defaultGroup, Instant now) {
        for (int i = 0; i < TAKE_OVER_TRIES; i++) {
            StoredState stored = store.load();
            CommittedState state = CommittedState.of(stored.documents());
            checkFinished(state.clusterInfo());
            List<Write> writes = new ArrayList<>();
            stamp(state.clusterInfo(), now).ifPresent(info -> writes.add(Write.put(info)));
            if (defaultGroup && state.group(Group.DEFAULT) == null) {
                writes.add(Write.put(Group.everyNode()));
            }
            Head next = stored.head().takeOver(ids.get());
            if (store.commit(new Commit(stored.head(), next, writes))) {
                head = next;
                committed = state.after(writes);
                return true;
            }
        }
        return false;
    }

    private static void checkFinished(@Nullable ClusterInfo info) {
        if (info != null && info.unfinished() != null) {
            throw new UnfinishedStateException(info.unfinished());
        }
    }

    /** From the first commit of a new version on, older ones refuse the state, part of which may have a new form soon. */
    private Optional<ClusterInfo> stamp(@Nullable ClusterInfo known, Instant now) {
        if (known == null) {
            return Optional.of(new ClusterInfo(ids.get(), ClusterInfo.SCHEMA_VERSION, now));
        }
        return known.schemaVersion() == ClusterInfo.SCHEMA_VERSION
                ? Optional.empty()
                : Optional.of(new ClusterInfo(known.clusterId(), ClusterInfo.SCHEMA_VERSION, known.createdAt()));
    }

    /**
     * Commits {@code change}. Returns false if another center has taken the lead meanwhile; from then on this one is
     * deposed. Throws what {@link StateStore#commit} throws.
     */
    boolean commit(Change change) {
        if (deposed) {
            return false;
        }
        if (doubt != null) {
            throw new StoreUnavailableException("state store has to be read again first", null);
        }
        Head next = head.next(ids.get());
        List<Write> writes = change.writes(next.sequence());
        try {
            if (!store.commit(new Commit(head, next, writes))) {
                deposed = true;
                return false;
            }
        } catch (StoreOutcomeUnknownException e) {
            doubt = new Doubt(next, change);
            throw e;
        }
        head = next;
        committed = committed.after(writes);
        return true;
    }

    /**
     * Reads the store again after a commit whose outcome is in doubt. Returns the change if it was done after all, null
     * if it was not or another center leads. Throws if the store cannot be read.
     */
    @Nullable
    Change refresh() {
        Doubt settled = doubt;
        if (settled == null) {
            return null;
        }
        StoredState stored = store.load();
        doubt = null;
        if (stored.head().epoch() != head.epoch()) {
            deposed = true;
            return null;
        }
        head = stored.head();
        committed = CommittedState.of(stored.documents());
        return head.equals(settled.next()) ? settled.change() : null;
    }

    /** Returns the change whose outcome is in doubt, null if none is. */
    @Nullable
    Change doubtful() {
        return doubt == null ? null : doubt.change();
    }

    CommittedState committed() {
        return committed;
    }

    /** Returns the head that goes with {@link #committed}. */
    Head head() {
        return head;
    }

    long epoch() {
        return head.epoch();
    }

    boolean isDeposed() {
        return deposed;
    }
}
