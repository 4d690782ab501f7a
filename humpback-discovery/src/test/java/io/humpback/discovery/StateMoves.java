package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.ClusterInfo;
import io.humpback.core.Document;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.core.spi.StoredState;
import io.humpback.core.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What moving a state to a backend must do, whichever it is; part of {@link StateStoreContract}. */
final class StateMoves {
    private static final long SEEN_BY_AGENTS = 5_000;
    private static final MetaId META = MetaId.of("moved");

    private final AtomicInteger ids = new AtomicInteger();

    private String id() {
        return "move-" + ids.incrementAndGet();
    }

    /** A state with documents of each kind, more than a commit can hold, one of them too large for a transaction. */
    static StateCopy wanted() {
        List<Document> documents = new ArrayList<>(TestingDocuments.oneOfEach());
        for (int i = 0; i < 20; i++) {
            documents.add(TestingDocuments.small("n" + i, "moved"));
        }
        documents.add(TestingDocuments.operation("large", 300));
        for (int i = 1; i <= 3; i++) {
            documents.add(TestingDocuments.event(META, i, i));
        }
        return new StateCopy(new Head(90, 80, "from elsewhere"), documents);
    }

    private static void fill(StateStore store) {
        for (int i = 0; i < 3; i++) {
            Head head = store.head();
            List<Write> writes = new ArrayList<>();
            writes.add(Write.put(TestingDocuments.small("old" + i, "present")));
            writes.add(Write.put(TestingDocuments.event(MetaId.of("old"), head.sequence() + 1, 1)));
            if (i == 0) {
                writes.add(Write.put(new ClusterInfo("old", ClusterInfo.SCHEMA_VERSION, TestingDocuments.NOW)));
            }
            assertThat(store.commit(new Commit(head, head.next("old-" + i), writes)))
                    .isTrue();
        }
    }

    void replace(Supplier<StateStore> reopened) {
        StateStore store = reopened.get();
        fill(store);
        StateCopy wanted = wanted();

        StateImport move = StateImport.into(store, wanted, SEEN_BY_AGENTS, this::id);
        assertThat(move.replaces()).isTrue();
        assertThat(move.present().documents()).hasSize(7);
        move.run();

        StateCopy moved = StateCopy.of(reopened.get());
        assertThat(moved.documents()).isEqualTo(wanted.documents());
        assertThat(moved.head().epoch()).isGreaterThan(SEEN_BY_AGENTS);
    }

    /** Cuts an import off at each of its commits, and repeats it. */
    void interrupt(Supplier<StateStore> reopened) {
        StateCopy wanted = wanted();
        fill(reopened.get());
        StateCopy old = StateCopy.of(reopened.get());
        int commits = 0;
        boolean done = false;
        while (!done) {
            StateStore store = reopened.get();
            StateImport move = StateImport.into(new Dying(store, commits), wanted, 0, this::id);
            done = isDone(move);
            if (!done) {
                StateStore after = reopened.get();
                StateCopy left = StateCopy.of(after);
                if (commits == 0) {
                    assertThat(left).isEqualTo(old);
                } else {
                    assertThat(left.cluster().orElseThrow().unfinished()).isNotNull();
                    assertThat(StateImport.into(after, wanted, 0, this::id).replaces())
                            .isFalse();
                }
            }
            commits++;
        }
        assertThat(commits).as("commits of an import").isGreaterThan(4);
        assertThat(StateCopy.of(reopened.get()).documents()).isEqualTo(wanted.documents());
    }

    private static boolean isDone(StateImport move) {
        try {
            move.run();
            return true;
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    void giveWay(StateStore store) {
        StateImport move = StateImport.into(store, wanted(), 0, this::id);
        Head head = store.head();
        assertThat(store.commit(new Commit(head, head.takeOver("a center"), List.of())))
                .isTrue();

        assertThatThrownBy(move::run).isInstanceOf(StateMoveException.class).hasMessageContaining("stop all centers");
    }

    /** Dies before a commit. */
    private record Dying(StateStore store, AtomicInteger left) implements StateStore {
        Dying(StateStore store, int commits) {
            this(store, new AtomicInteger(commits));
        }

        @Override
        public Head head() {
            return store.head();
        }

        @Override
        public StoredState load() {
            return store.load();
        }

        @Override
        public boolean commit(Commit commit) {
            if (left.getAndDecrement() == 0) {
                throw new StoreUnavailableException("dead", null);
            }
            return store.commit(commit);
        }

        @Override
        public SortedSet<MetaId> metasWithEvents() {
            return store.metasWithEvents();
        }

        @Override
        public List<MetaEvent> events(MetaId meta, long sequence, int limit) {
            return store.events(meta, sequence, limit);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
