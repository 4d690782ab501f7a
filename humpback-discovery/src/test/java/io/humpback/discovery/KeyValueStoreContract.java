package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.discovery.KeyValueStore.Entry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link KeyValueStore} must do. */
public abstract class KeyValueStoreContract {
    /** The store under test, empty at first. */
    protected KeyValueStore store;

    /** Returns a store that is empty. It is closed after the test. */
    protected abstract KeyValueStore openEmpty();

    @BeforeEach
    void open() {
        store = openEmpty();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Transaction transaction(String expected, String next, Map<String, String> puts, String... deletes) {
        return new Transaction(expected, next, new TreeMap<>(puts), new TreeSet<>(List.of(deletes)));
    }

    @Test
    void hasNothingAtFirst() {
        assertThat(store.get(KeyValueStore.HEAD)).isNull();
        assertThat(store.snapshot(List.of("state/metas/")).entries()).isEmpty();
        assertThat(store.children("state/")).isEmpty();
    }

    @Test
    void movesTheHeadWithWhatItWrites() {
        assertThat(store.transact(transaction(null, "h1", Map.of("state/a/1", "x", "state/a/2", "y"))))
                .isTrue();
        assertThat(store.transact(transaction("h1", "h2", Map.of("state/a/1", "z"), "state/a/2", "state/a/3")))
                .isTrue();

        KeyValueStore.Snapshot snapshot = store.snapshot(List.of("state/a/"));
        assertThat(snapshot.head()).isEqualTo("h2");
        assertThat(snapshot.entries()).containsExactly(new Entry("state/a/1", "z"));
    }

    @Test
    void doesNothingIfTheHeadIsAnother() {
        store.transact(transaction(null, "h1", Map.of("state/a/1", "x")));

        assertThat(store.transact(transaction("h0", "h2", Map.of("state/a/2", "y"), "state/a/1")))
                .isFalse();
        assertThat(store.transact(transaction(null, "h2", Map.of("state/a/2", "y"))))
                .isFalse();

        assertThat(store.get(KeyValueStore.HEAD)).isEqualTo("h1");
        assertThat(store.range("state/a/", "", 10)).containsExactly(new Entry("state/a/1", "x"));
    }

    @Test
    void doesNothingIfThereIsNoHeadYet() {
        assertThat(store.transact(transaction("h0", "h1", Map.of("state/a/1", "x"))))
                .isFalse();

        assertThat(store.get("state/a/1")).isNull();
    }

    @Test
    void takesAFullTransaction() {
        TreeMap<String, String> puts = new TreeMap<>();
        for (int i = 0; i < 16; i++) {
            puts.put("state/a/" + i, "ü".repeat(8_000));
        }

        assertThat(store.transact(new Transaction(null, "h1", puts, new TreeSet<>())))
                .isTrue();

        assertThat(store.range("state/a/", "", 100))
                .hasSize(16)
                .allSatisfy(entry -> assertThat(entry.value()).isEqualTo("ü".repeat(8_000)));
    }

    @Test
    void refusesATransactionBeyondTheLimits() {
        assertThatThrownBy(() -> transaction(null, "h1", Map.of("k", "ü".repeat(Transaction.MAX_BYTES / 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: at most 262144");
    }

    @Test
    void putsTheLargestValueOutsideOfTransactions() {
        String value = "v".repeat(KeyValueStore.MAX_VALUE_BYTES);

        store.put("state/chunks/a", value);

        assertThat(store.get("state/chunks/a")).isEqualTo(value);
    }

    @Test
    void deletesWhatIsBelowAPrefixAndNothingElse() {
        store.put("state/a/1/x", "1");
        store.put("state/a/1/y", "2");
        store.put("state/a/10", "3");
        store.put("state/a/1", "4");

        store.delete("state/a/1/");
        store.delete("state/missing/");

        assertThat(store.range("state/", "", 10))
                .containsExactly(new Entry("state/a/1", "4"), new Entry("state/a/10", "3"));
    }

    @Test
    void readsARangeInOrderFromAnyPlace() {
        for (int i = 9; i >= 0; i--) {
            store.put("state/a/" + i, "v" + i);
        }
        store.put("state/b/1", "other");

        assertThat(store.range("state/a/", "state/a/6", 2))
                .containsExactly(new Entry("state/a/7", "v7"), new Entry("state/a/8", "v8"));
        assertThat(store.range("state/a/", "state/a/8", 9)).containsExactly(new Entry("state/a/9", "v9"));
        assertThat(store.range("state/a/", "state/a/9", 9)).isEmpty();
    }

    @Test
    void listsNamesOfOneLevel() {
        for (String key : List.of("a/b", "a/b-1/x", "a/b/c/d", "a/b/e", "a/b0", "a/~/z", "ab/c")) {
            store.put("state/" + key, "v");
        }

        assertThat(store.children("state/a/")).containsExactly("b", "b-1", "b0", "~");
        assertThat(store.children("state/")).containsExactly("a", "ab");
        assertThat(store.children("state/a/b/")).containsExactly("c", "e");
    }

    @Test
    void snapshotsSeveralPrefixesInOrder() {
        store.put("state/b/1", "2");
        store.put("state/a/1", "1");
        store.put("state/c/1", "3");

        assertThat(store.snapshot(List.of("state/c/", "state/a/")).entries())
                .containsExactly(new Entry("state/a/1", "1"), new Entry("state/c/1", "3"));
    }

    @Test
    void keepsTextAsItIs() {
        String text = "{\"a\":\"上海 ' \\\" % _ \uE000\"}";

        store.put("state/a/%C3%BC:x-_.y", text);

        assertThat(store.get("state/a/%C3%BC:x-_.y")).isEqualTo(text);
    }
}
