package io.humpback.server;

import io.humpback.core.ClusterInfo;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoredState;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.CommittedView;
import io.humpback.server.http.StaleView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this center knew last of the cluster, for those who read while nobody leads: the committed state as it was read
 * last, or what this center saw when it led last, as long as nobody has committed since. The newer state wins; of the
 * same state the view of the one who led, who saw containers too. Safe for use by several threads.
 */
final class LastKnown {
    private final StateStore store;
    private final InstantSource clock;
    private DirectoryView announced = new DirectoryView(List.of(), false);
    private @Nullable Known known;
    private volatile Runnable wanted = () -> {};

    /**
     * A state, seen in one of two ways.
     *
     * @param read the state that was read; null if {@code seen} is what a leader saw
     * @param seen what is shown; null until somebody asks for it
     * @param asOf when it was surely so
     */
    private record Known(
            Head head, @Nullable StoredState read, @Nullable ClusterView seen, Instant asOf) {
        Known stillSoAt(Instant moment) {
            return read == null ? this : new Known(head, read, seen, moment);
        }
    }

    /** Creates it, knowing nothing. The store stays the caller's. */
    LastKnown(StateStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Calls {@code listener}, which returns at once, whenever somebody reads what is known. */
    void onWanted(Runnable listener) {
        wanted = listener;
    }

    /** Takes over who is announced, to be shown beside what is committed. */
    synchronized void announced(DirectoryView view) {
        announced = view;
        Known now = known;
        if (now != null && now.read != null) {
            known = new Known(now.head, now.read, null, now.asOf);
        }
    }

    /** Takes over what this center saw while it led, which was surely so until {@code asOf}. */
    synchronized void led(ClusterView view, Instant asOf) {
        if (known == null || view.head().sequence() >= known.head.sequence()) {
            known = new Known(view.head(), null, view, asOf);
        }
    }

    /**
     * Reads what has changed: one small value where nothing has, else the state as a whole. Throws what the store throws;
     * then what was known stays.
     */
    void refresh() {
        Instant began = clock.instant();
        Head head = store.head();
        if (head.sequence() == 0 || confirm(head, began)) {
            return; // a state that nobody has ever written is none
        }
        StoredState state = store.load();
        if (isHalfMade(state)) {
            return; // what is missing there must not look like removed
        }
        take(new Known(state.head(), state, null, began));
    }

    private static boolean isHalfMade(StoredState state) {
        return state.documents().stream()
                .anyMatch(document -> document instanceof ClusterInfo info && info.unfinished() != null);
    }

    private synchronized boolean confirm(Head head, Instant moment) {
        if (known == null || !known.head.equals(head)) {
            return false;
        }
        known = known.stillSoAt(moment);
        return true;
    }

    private synchronized void take(Known newly) {
        if (known == null || newly.head.sequence() > known.head.sequence()) {
            known = newly;
        }
    }

    /** Returns what is known, with its age; empty if nothing is. Reads nothing. */
    Optional<StaleView> get() {
        wanted.run();
        return show();
    }

    private synchronized Optional<StaleView> show() {
        Known now = known;
        if (now == null) {
            return Optional.empty();
        }
        ClusterView view = now.seen;
        if (view == null) {
            view = CommittedView.of(read(now), announced);
            known = new Known(now.head, now.read, view, now.asOf);
        }
        Duration age = Duration.between(now.asOf, clock.instant());
        return Optional.of(new StaleView(view, age.isNegative() ? Duration.ZERO : age));
    }

    private static StoredState read(Known known) {
        if (known.read == null) {
            throw new IllegalStateException("known: neither read nor seen (expected: one of them)");
        }
        return known.read;
    }
}
