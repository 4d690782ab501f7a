package io.humpback.discovery;

import static io.humpback.core.spi.Write.delete;
import static io.humpback.core.spi.Write.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.Document;
import io.humpback.core.DocumentKind;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.Operation;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.core.spi.StoredState;
import io.humpback.core.spi.Write;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the {@link StateStore} of every backend must do. */
public abstract class StateStoreContract {
    private static final MetaId META = MetaId.of("m1");

    private final AtomicInteger commits = new AtomicInteger();

    /** The backend under test. */
    protected Backend backend;
    /** A store of the backend, empty at first. */
    protected StateStore store;

    /**
     * Opens the backend. The first time in a test its state is empty, later it is what was left. At most one is open at
     * a time.
     */
    protected abstract Backend open();

    @BeforeEach
    void openStore() {
        backend = open();
        store = backend.stateStore();
    }

    @AfterEach
    void closeBackend() {
        backend.close();
    }

    private void reopen() {
        backend.close();
        openStore();
    }

    private Commit commit(Head expected, Write... writes) {
        return new Commit(expected, expected.next("commit-" + commits.incrementAndGet()), List.of(writes));
    }

    /** Commits and returns the new head. */
    private Head write(Write... writes) {
        Commit commit = commit(store.head(), writes);
        assertThat(store.commit(commit)).isTrue();
        return commit.next();
    }

    private static Document small(String name) {
        return TestingDocuments.small(name, "of " + name);
    }

    static List<Document> documents() {
        return TestingDocuments.oneOfEach();
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(store.head()).isEqualTo(Head.NONE);
        assertThat(store.load()).isEqualTo(new StoredState(Head.NONE, List.of()));
        assertThat(store.metasWithEvents()).isEmpty();
        assertThat(store.events(META, 0, 10)).isEmpty();
    }

    @Test
    void movesTheHead() {
        Commit first = commit(Head.NONE, put(small("a")));

        assertThat(store.commit(first)).isTrue();

        assertThat(store.head()).isEqualTo(first.next());
        assertThat(store.load()).isEqualTo(new StoredState(first.next(), List.of(small("a"))));
    }

    @Test
    void refusesACommitOnAnotherHeadWithoutEffect() {
        Head head = write(put(small("a")));

        assertThat(store.commit(commit(Head.NONE, put(small("b"))))).isFalse();
        assertThat(store.commit(
                        commit(new Head(1, 0, "another"), delete(small("a").key()))))
                .isFalse();
        assertThat(store.commit(commit(head.next("future"), put(small("a")), put(small("c")))))
                .isFalse();

        assertThat(store.load()).isEqualTo(new StoredState(head, List.of(small("a"))));
    }

    @Test
    void goesOnAfterARefusedCommit() {
        write(put(small("a")));
        store.commit(commit(Head.NONE, put(small("b"))));

        write(put(small("c")));

        assertThat(store.load().documents()).containsExactly(small("a"), small("c"));
    }

    @Test
    void refusesTheSecondOfTwoWriters() {
        StateStore other = backend.stateStore();
        Head head = write(put(small("a")));
        other.load();
        Head taken = head.takeOver("take-over");
        assertThat(other.commit(new Commit(head, taken, List.of(put(small("b"))))))
                .isTrue();

        assertThat(store.commit(commit(head, put(small("a")), put(small("c"))))).isFalse();

        assertThat(store.load()).isEqualTo(new StoredState(taken, List.of(small("a"), small("b"))));
    }

    @Test
    void keepsTheEpochOfTheTakeOver() {
        Head head = write(put(small("a")));
        Head taken = head.takeOver("take-over");

        assertThat(store.commit(new Commit(head, taken, List.of()))).isTrue();
        Head next = write(put(small("b")));

        assertThat(next).isEqualTo(new Head(3, 2, next.commitId()));
        reopen();
        assertThat(store.head()).isEqualTo(next);
    }

    @Test
    void doesAllWritesOfACommit() {
        write(put(small("a")), put(small("b")), put(small("c")));

        write(put(TestingDocuments.small("a", "new")), delete(small("b").key()), put(small("d")));

        assertThat(store.load().documents())
                .containsExactly(TestingDocuments.small("a", "new"), small("c"), small("d"));
    }

    @Test
    void takesTheDeleteOfWhatIsNotThere() {
        Head head = write(delete(small("a").key()));

        assertThat(store.head()).isEqualTo(head);
    }

    @Test
    void takesSixteenWritesInOneCommit() {
        Document[] documents =
                IntStream.range(10, 26).mapToObj(i -> small("n" + i)).toArray(Document[]::new);
        Write[] writes = new Write[documents.length];
        for (int i = 0; i < writes.length; i++) {
            writes[i] = put(documents[i]);
        }

        write(writes);

        assertThat(store.load().documents()).containsExactly(documents);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void keepsADocument(Document document) {
        write(put(document));
        reopen();

        List<? extends Document> found = document instanceof MetaEvent event
                ? store.events(event.meta().id(), 0, 10)
                : store.load().documents();
        assertThat(List.<Document>copyOf(found)).containsExactly(document);
    }

    @Test
    void loadsAllButTheEventsInTheOrderOfKeys() {
        List<Document> documents = new ArrayList<>(documents());
        Collections.reverse(documents);
        for (Document document : documents) {
            write(put(document));
        }

        List<Document> loaded = store.load().documents();

        assertThat(loaded).isSortedAccordingTo(Comparator.comparing(Document::key));
        documents.removeIf(document -> document.key().kind() == DocumentKind.EVENT);
        assertThat(loaded).containsExactlyInAnyOrderElementsOf(documents);
    }

    @Test
    void keepsALargeDocument() {
        Operation large = TestingDocuments.operation("large", 1_000);
        write(put(large), put(small("a")));

        reopen();

        assertThat(store.load().documents()).containsExactly(small("a"), large);
    }

    @Test
    void putsALargeDocumentInPlaceOfAnotherAndDeletesIt() {
        Operation larger = TestingDocuments.operation("large", 900);
        write(put(TestingDocuments.operation("large", 1_000)));

        write(put(larger));
        assertThat(store.load().documents()).containsExactly(larger);
        write(put(TestingDocuments.operation("large", 1)));
        assertThat(store.load().documents()).containsExactly(TestingDocuments.operation("large", 1));
        write(delete(larger.key()));
        assertThat(store.load().documents()).isEmpty();
    }

    @Test
    void takesSeveralDocumentsThatAreTogetherTooLarge() {
        List<Operation> operations = IntStream.range(10, 26)
                .mapToObj(i -> TestingDocuments.operation("op-" + i, 40))
                .toList();

        write(operations.stream().map(Write::put).toArray(Write[]::new));

        assertThat(store.load().documents()).isEqualTo(operations);
    }

    @Test
    void refusesALargeCommitOnAnotherHeadWithoutEffect() {
        Operation large = TestingDocuments.operation("large", 1_000);
        Head head = write(put(large));

        assertThat(store.commit(commit(Head.NONE, put(TestingDocuments.operation("large", 999)))))
                .isFalse();

        assertThat(store.load()).isEqualTo(new StoredState(head, List.of(large)));
    }

    @Test
    void pagesThroughEventsInOrder() {
        MetaId other = MetaId.of("m10");
        for (long sequence : List.of(7L, 11L, 100L, 9L)) {
            write(put(TestingDocuments.event(META, sequence, 1)), put(TestingDocuments.event(other, sequence, 0)));
        }

        assertThat(store.events(META, 0, 2)).extracting(MetaEvent::sequence).containsExactly(7L, 9L);
        assertThat(store.events(META, 9, 2)).extracting(MetaEvent::sequence).containsExactly(11L, 100L);
        assertThat(store.events(META, 10, 9)).extracting(MetaEvent::sequence).containsExactly(11L, 100L);
        assertThat(store.events(META, 100, 9)).isEmpty();
        assertThat(store.metasWithEvents()).containsExactly(META, other);
    }

    @Test
    void keepsALargeEvent() {
        MetaEvent large = TestingDocuments.event(META, 5, 1_000);
        write(put(large), put(TestingDocuments.event(META, 6, 0)));
        reopen();
        store.load();

        assertThat(store.events(META, 0, 1)).containsExactly(large);
        assertThat(store.metasWithEvents()).containsExactly(META);
    }

    @Test
    void forgetsDeletedEvents() {
        write(put(TestingDocuments.event(META, 5, 1_000)), put(TestingDocuments.event(META, 6, 0)));

        write(delete(MetaEvent.key(META, 5)));
        assertThat(store.events(META, 0, 9)).extracting(MetaEvent::sequence).containsExactly(6L);
        write(delete(MetaEvent.key(META, 6)));
        assertThat(store.metasWithEvents()).isEmpty();
    }

    @Test
    void findsTheMetasOfEventsUnderAnyName() {
        MetaId odd = MetaId.of("a/../%2F:ü");

        write(put(TestingDocuments.event(odd, 1, 0)));

        assertThat(store.metasWithEvents()).containsExactly(odd);
        assertThat(store.events(odd, 0, 1)).hasSize(1);
    }

    @Test
    void isTheSameAfterReopening() {
        write(put(small("a")), put(TestingDocuments.event(META, 1, 1)));
        write(put(small("b")), delete(small("a").key()));
        StoredState before = store.load();

        reopen();

        assertThat(store.load()).isEqualTo(before);
        assertThat(store.events(META, 0, 9)).containsExactly(TestingDocuments.event(META, 1, 1));
    }

    @Test
    void doesNothingOnceItIsClosed() {
        store.close();
        store.close();

        assertThatThrownBy(() -> store.load()).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.commit(commit(Head.NONE, put(small("a")))))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(backend.stateStore().head()).isEqualTo(Head.NONE);
    }

    @Test
    void loadsOneMomentWhileAnotherThreadCommits() throws Exception {
        StateStore writer = backend.stateStore();
        Thread thread = new Thread(() -> {
            Head head = Head.NONE;
            for (int i = 1; i <= 100; i++) {
                Head next = head.next("c" + i);
                writer.commit(
                        new Commit(head, next, List.of(put(small("a", i)), put(small("b", i)), put(small("c", i)))));
                head = next;
            }
        });
        thread.start();
        StoredState state;
        do {
            state = store.load();
            long sequence = state.head().sequence();
            assertThat(state.documents())
                    .containsExactlyElementsOf(
                            sequence == 0
                                    ? List.of()
                                    : List.of(small("a", sequence), small("b", sequence), small("c", sequence)));
        } while (state.head().sequence() < 100 && thread.isAlive());
        thread.join();

        assertThat(store.head().sequence()).isEqualTo(100);
    }

    private static Document small(String name, long content) {
        return TestingDocuments.small(name, "v" + content);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdsWhatAModelHolds(long seed) {
        Random random = new Random(seed);
        TreeMap<String, Document> model = new TreeMap<>();
        Head head = Head.NONE;
        for (int step = 0; step < 60; step++) {
            List<Write> writes = randomWrites(random);
            boolean stale = head.sequence() > 0 && random.nextInt(5) == 0;
            Head expected = stale ? new Head(head.sequence() - 1, 0, "old") : head;
            Head next = random.nextInt(10) == 0 ? expected.takeOver("c" + step) : expected.next("c" + step);

            boolean done = store.commit(new Commit(expected, next, writes));

            assertThat(done).as("seed %d, step %d", seed, step).isEqualTo(!stale);
            if (done) {
                head = next;
                apply(writes, model);
            }
            if (random.nextInt(10) == 0) {
                reopen();
            }
            if (random.nextInt(5) == 0) {
                assertHolds(head, model, "seed " + seed + ", step " + step);
            }
        }
        reopen();
        assertHolds(head, model, "seed " + seed + ", at the end");
    }

    private StateStore reopened() {
        reopen();
        return store;
    }

    @Test
    void takesAWholeStateInThePlaceOfItsOwn() {
        new StateMoves().replace(this::reopened);
    }

    @Test
    void isNoWholeStateWhileAnotherOneIsBeingPutInItsPlace() {
        new StateMoves().interrupt(this::reopened);
    }

    @Test
    void keepsAStateFromBeingPutInItsPlaceWhileACenterCommits() {
        new StateMoves().giveWay(store);
    }

    private static List<Write> randomWrites(Random random) {
        TreeMap<String, Write> writes = new TreeMap<>();
        int count = random.nextInt(Commit.MAX_WRITES + 1);
        for (int i = 0; i < count; i++) {
            Document document = randomDocument(random);
            writes.put(document.key().path(), random.nextInt(4) == 0 ? delete(document.key()) : put(document));
        }
        return List.copyOf(writes.values());
    }

    private static Document randomDocument(Random random) {
        int name = random.nextInt(12);
        int size = random.nextInt(40) == 0 ? 300 : random.nextInt(3);
        return switch (random.nextInt(3)) {
            case 0 -> TestingDocuments.small("n" + name, "v" + random.nextInt());
            case 1 -> TestingDocuments.operation("op-" + name, size);
            default -> TestingDocuments.event(MetaId.of("m" + name % 2), name + 1, size);
        };
    }

    private static void apply(List<Write> writes, SortedMap<String, Document> model) {
        for (Write write : writes) {
            if (write instanceof Write.Put put) {
                model.put(put.key().path(), put.document());
            } else {
                model.remove(write.key().path());
            }
        }
    }

    private void assertHolds(Head head, SortedMap<String, Document> model, String when) {
        List<Document> documents = new ArrayList<>();
        List<Document> events = new ArrayList<>();
        model.values().forEach(document -> (document instanceof MetaEvent ? events : documents).add(document));
        assertThat(store.load()).as(when).isEqualTo(new StoredState(head, documents));
        List<Document> found = new ArrayList<>();
        for (MetaId meta : store.metasWithEvents()) {
            found.addAll(store.events(meta, 0, 100));
        }
        assertThat(found).as(when).isEqualTo(events);
    }
}
