package io.humpback.discovery;

import static io.humpback.core.spi.Write.delete;
import static io.humpback.core.spi.Write.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.ClusterInfo;
import io.humpback.core.Document;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.Operation;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreOutcomeUnknownException;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.discovery.TestingKeyValueStore.Fate;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyValueStateStoreTest extends StateStoreContract {
    private static final Document SMALL = TestingDocuments.small("n1", "small");
    private static final Operation LARGE = TestingDocuments.operation("large", 1_000);
    private static final Commit FIRST = new Commit(Head.NONE, Head.NONE.takeOver("c1"), List.of(put(SMALL)));

    private final TestingKeyValueStore keyValues = new TestingKeyValueStore();

    @Override
    protected Backend open() {
        return new Backend() {
            @Override
            public StateStore stateStore() {
                return KeyValueStateStore.on(keyValues);
            }

            @Override
            public LeaderElection election(String address) {
                throw new UnsupportedOperationException();
            }

            @Override
            public NodeDirectory directory() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {}
        };
    }

    private List<String> chunks() {
        return keyValues.values.keySet().stream()
                .filter(key -> key.startsWith("state/chunks/"))
                .toList();
    }

    private Head commitLarge(Head head, Operation operation) {
        Head next = head.next("large-" + head.sequence());
        assertThat(store.commit(new Commit(head, next, List.of(put(operation)))))
                .isTrue();
        return next;
    }

    @Test
    void readsNoEventWhenItLoads() {
        store.commit(new Commit(
                Head.NONE,
                Head.NONE.next("c1"),
                List.of(put(SMALL), put(TestingDocuments.event(MetaId.of("m"), 1, 1)))));
        keyValues.read.clear();

        store.load();

        assertThat(keyValues.read).contains("state/nodes/n1").noneMatch(key -> key.contains("outbox"));
    }

    @Test
    void readsOnlyTheEventsThatAreAskedFor() {
        for (long sequence = 1; sequence <= 5; sequence++) {
            keyValues.put(
                    StateKeys.of(MetaEvent.key(MetaId.of("m"), sequence)),
                    new DocumentCodec().encode(TestingDocuments.event(MetaId.of("m"), sequence, 0)));
        }
        keyValues.read.clear();

        store.events(MetaId.of("m"), 2, 2);

        assertThat(keyValues.read)
                .containsExactly("state/outbox/m/0000000000000000003", "state/outbox/m/0000000000000000004");
    }

    @Test
    void needsOneRequestForACommitOnAKnownHead() {
        store.commit(FIRST);
        keyValues.read.clear();

        store.commit(new Commit(FIRST.next(), FIRST.next().next("c2"), List.of(put(SMALL))));

        assertThat(keyValues.read).isEmpty();
    }

    @Test
    void keepsPlainJsonUnderPlainKeys() {
        store.commit(FIRST);

        assertThat(keyValues.values)
                .containsEntry("state/head", "{\"sequence\":1,\"epoch\":1,\"commitId\":\"c1\"}")
                .containsKey("state/nodes/n1")
                .hasSize(2);
    }

    @Nested
    class UnknownOutcome {
        @Test
        void isDoneWhenOnlyTheAnswerWasLost() {
            keyValues.fates.add(Fate.ANSWER_LOST);

            assertThat(store.commit(FIRST)).isTrue();

            assertThat(store.load().documents()).containsExactly(SMALL);
            assertThat(keyValues.changes).isEqualTo(1);
        }

        @Test
        void isTriedOnceMoreWhenTheExpectedHeadIsStillThere() {
            keyValues.fates.add(Fate.LOST);

            assertThat(store.commit(FIRST)).isTrue();

            assertThat(store.load().documents()).containsExactly(SMALL);
        }

        @Test
        void isDoneOnceWhenTheFirstAttemptArrivesLate() {
            keyValues.fates.add(Fate.LATE);

            assertThat(store.commit(FIRST)).isTrue();

            assertThat(keyValues.changes).isEqualTo(1);
        }

        @Test
        void isDoneWhenTheClientItselfSentItTwice() {
            keyValues.fates.add(Fate.SENT_TWICE);

            assertThat(store.commit(FIRST)).isTrue();
        }

        @Test
        void isReportedWhenNoAttemptIsAnswered() {
            keyValues.fates.addAll(List.of(Fate.LOST, Fate.LOST));

            assertThatThrownBy(() -> store.commit(FIRST))
                    .isInstanceOfSatisfying(
                            StoreOutcomeUnknownException.class,
                            e -> assertThat(e.commitId()).isEqualTo("c1"));
        }

        @Test
        void isReportedWhenTheHeadCannotBeRead() {
            store.load();
            keyValues.fates.add(Fate.ANSWER_LOST);
            keyValues.afterTransaction = () -> keyValues.readsFail = true;

            assertThatThrownBy(() -> store.commit(FIRST)).isInstanceOf(StoreOutcomeUnknownException.class);
        }

        @Test
        void isReportedWhenOthersHaveCommittedOnTop() {
            keyValues.fates.add(Fate.ANSWER_LOST);
            keyValues.afterTransaction = () -> KeyValueStateStore.on(keyValues)
                    .commit(new Commit(FIRST.next(), FIRST.next().takeOver("other"), List.of()));

            assertThatThrownBy(() -> store.commit(FIRST)).isInstanceOf(StoreOutcomeUnknownException.class);
        }

        @Test
        void isNotDoneWhenAnotherCommitTookItsPlace() {
            keyValues.fates.add(Fate.LOST);
            keyValues.afterTransaction = () -> KeyValueStateStore.on(keyValues)
                    .commit(new Commit(Head.NONE, Head.NONE.takeOver("other"), List.of()));

            assertThat(store.commit(FIRST)).isFalse();

            assertThat(store.load().documents()).isEmpty();
        }

        @Test
        void isNoQuestionWhenTheBackendRefused() {
            keyValues.fates.add(Fate.REFUSED);

            assertThatThrownBy(() -> store.commit(FIRST))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("out of space");

            assertThat(store.head()).isEqualTo(Head.NONE);
            assertThat(store.commit(FIRST)).isTrue();
        }

        @Test
        void isLeftAloneWhereNothingWasSent() {
            keyValues.readsFail = true;

            assertThatThrownBy(() -> store.commit(FIRST)).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.load()).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.head()).isInstanceOf(StoreUnavailableException.class);

            assertThat(keyValues.changes).isZero();
        }
    }

    @Nested
    class Chunks {
        @Test
        void areNotLeftBehind() {
            Head head = commitLarge(Head.NONE, LARGE);
            List<String> first = chunks();
            head = commitLarge(head, TestingDocuments.operation("large", 999));
            List<String> second = chunks();
            store.commit(new Commit(head, head.next("gone"), List.of(delete(LARGE.key()))));

            assertThat(first).hasSizeGreaterThan(2);
            assertThat(second).isNotEmpty().doesNotContainAnyElementsOf(first);
            assertThat(chunks()).isEmpty();
        }

        @Test
        void ofEventsAreNotLeftBehindByAnotherCenter() {
            MetaEvent event = TestingDocuments.event(MetaId.of("m"), 1, 1_000);
            Head head = Head.NONE.next("event");
            store.commit(new Commit(Head.NONE, head, List.of(put(event))));
            StateStore other = KeyValueStateStore.on(keyValues);
            other.load();

            other.commit(new Commit(head, head.takeOver("c2"), List.of(delete(event.key()))));

            assertThat(chunks()).isEmpty();
        }

        @Test
        void fitIntoOneRequest() {
            commitLarge(Head.NONE, LARGE);

            assertThat(chunks())
                    .allSatisfy(key -> assertThat(Transaction.size(key, keyValues.values.get(key)))
                            .isLessThanOrEqualTo(KeyValueStore.MAX_VALUE_BYTES));
        }

        @Test
        void thatCannotBeWrittenChangeNothing() {
            keyValues.putsFail = true;

            assertThatThrownBy(() -> commitLarge(Head.NONE, LARGE)).isInstanceOf(StoreUnavailableException.class);

            assertThat(keyValues.values).isEmpty();
        }

        @Test
        void ofACommitThatWasRefusedAreDeletedByTheNextLoad() {
            store.commit(FIRST);
            keyValues.beforeTransaction = () -> KeyValueStateStore.on(keyValues)
                    .commit(new Commit(FIRST.next(), FIRST.next().takeOver("other"), List.of()));
            assertThat(store.commit(new Commit(FIRST.next(), FIRST.next().next("mine"), List.of(put(LARGE)))))
                    .isFalse();
            assertThat(chunks()).isNotEmpty();

            store.load();

            assertThat(chunks()).isEmpty();
        }

        @Test
        void ofACommitUnderWaySurviveTheLoadOfAnotherCenter() {
            keyValues.beforeTransaction = () -> KeyValueStateStore.on(keyValues).load();

            commitLarge(Head.NONE, LARGE);

            assertThat(store.load().documents()).containsExactly(LARGE);
        }

        @Test
        void thatCannotBeDeletedDoNotFailTheCommit() {
            Head head = commitLarge(Head.NONE, LARGE);
            keyValues.deletesFail = true;
            store.commit(new Commit(head, head.next("gone"), List.of(delete(LARGE.key()))));
            assertThat(chunks()).isNotEmpty();
            keyValues.deletesFail = false;

            store.load();

            assertThat(chunks()).isEmpty();
        }

        @Test
        void thatAreMissingAreReportedWithTheirDocument() {
            commitLarge(Head.NONE, LARGE);
            keyValues.values.remove(chunks().get(1));

            assertThatThrownBy(() -> store.load())
                    .isInstanceOf(UnreadableStateException.class)
                    .hasMessageContaining("key=state/operations/large")
                    .hasMessageContaining("missing or damaged");
        }

        @Test
        void thatWereChangedAreReportedWithTheirDocument() {
            commitLarge(Head.NONE, LARGE);
            keyValues.values.compute(chunks().get(1), (key, value) -> value.replaceFirst("4711", "4712"));

            assertThatThrownBy(() -> store.load())
                    .isInstanceOf(UnreadableStateException.class)
                    .hasMessageContaining("key=state/operations/large");
        }
    }

    @Nested
    class Refusal {
        private void putCluster(int version) {
            keyValues.values.put("state/head", "{\"sequence\":1,\"epoch\":1,\"commitId\":\"c\"}");
            keyValues.values.put(
                    "state/cluster/info",
                    "{\"clusterId\":\"c\",\"schemaVersion\":" + version + ",\"form\":\"unknown\"}");
        }

        @ParameterizedTest
        @ValueSource(ints = {ClusterInfo.SCHEMA_VERSION + 1, ClusterInfo.SCHEMA_VERSION + 100, 0, -1})
        void ofAnUnknownSchemaTouchesNothing(int version) {
            putCluster(version);
            TreeMap<String, String> before = new TreeMap<>(keyValues.values);

            assertThatThrownBy(() -> KeyValueStateStore.on(keyValues))
                    .isInstanceOf(UnreadableStateException.class)
                    .hasMessageContaining("schema version " + version + " (expected: 1-1)");

            assertThat(keyValues.values).isEqualTo(before);
            assertThat(keyValues.changes).isZero();
        }

        @Test
        void ofASchemaThatChangedWhileItRanTouchesNothing() {
            keyValues.put("state/chunks/metas/m/0000000000000000001-0/00000", "orphan");
            putCluster(ClusterInfo.SCHEMA_VERSION + 1);
            keyValues.changes = 0;

            assertThatThrownBy(() -> store.load())
                    .isInstanceOf(UnreadableStateException.class)
                    .hasMessageContaining("Maybe it was written by a newer Humpback");

            assertThat(keyValues.changes).isZero();
        }

        @Test
        void namesTheKeyOfADamagedDocument() {
            store.commit(FIRST);
            keyValues.values.put("state/nodes/n1", "");

            assertThatThrownBy(() -> store.load())
                    .isInstanceOfSatisfying(
                            UnreadableStateException.class,
                            e -> assertThat(e.key()).isEqualTo("state/nodes/n1"));
        }

        @Test
        void namesTheKeyOfADamagedEvent() {
            store.commit(new Commit(
                    Head.NONE, Head.NONE.next("c1"), List.of(put(TestingDocuments.event(MetaId.of("m"), 1, 1)))));
            keyValues.values.put("state/outbox/m/0000000000000000001", "{}");

            assertThatThrownBy(() -> store.events(MetaId.of("m"), 0, 1))
                    .isInstanceOf(UnreadableStateException.class)
                    .hasMessageContaining("key=state/outbox/m/0000000000000000001");
        }

        @Test
        void noticesThatTheHeadIsMissing() {
            store.commit(FIRST);
            keyValues.values.remove("state/head");

            assertThatThrownBy(() -> store.load())
                    .isInstanceOf(UnreadableStateException.class)
                    .hasMessageContaining("key=state/head");
        }
    }
}
