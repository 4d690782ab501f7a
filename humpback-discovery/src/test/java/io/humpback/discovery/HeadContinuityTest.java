package io.humpback.discovery;

import static io.humpback.core.spi.Write.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeadContinuityTest {
    private final TestingKeyValueStore keyValues = new TestingKeyValueStore();
    private final KeyValueStateStore store = KeyValueStateStore.on(keyValues);
    private Head head = Head.NONE;

    @BeforeEach
    void commitTwice() {
        commit("c1");
        commit("c2");
    }

    private void commit(String id) {
        Head next = head.next(id);
        assertThat(store.commit(new Commit(head, next, List.of(put(TestingDocuments.small("n1", id))))))
                .isTrue();
        head = next;
    }

    private Commit next() {
        return new Commit(head, head.next("c3"), List.of());
    }

    private void assertRefused() {
        assertThatThrownBy(store::head)
                .isInstanceOf(UnreadableStateException.class)
                .hasMessageContaining("it went back");
        assertThatThrownBy(store::load).isInstanceOf(UnreadableStateException.class);
        assertThatThrownBy(() -> store.commit(next())).isInstanceOf(UnreadableStateException.class);
    }

    @Test
    void b4_aWipedStateIsNeitherReadNorWritten() {
        keyValues.values.clear();

        assertRefused();
        assertThat(keyValues.values).isEmpty();
    }

    @Test
    void b4_anOlderStateIsNeitherReadNorWritten() {
        Map<String, String> newest = new TreeMap<>(keyValues.values);
        keyValues.values.put(KeyValueStore.HEAD, new DocumentCodec().encode(new Head(1, 0, "c1")));
        Map<String, String> restored = new TreeMap<>(keyValues.values);
        assertRefused();
        assertThat(keyValues.values).isEqualTo(restored);

        keyValues.values.putAll(newest);

        assertRefused(); // for good: who knows what was done to it meanwhile
    }

    @Test
    void b4_aCommitOnAStateThatWentBackIsRefused() {
        keyValues.values.clear();

        assertThatThrownBy(() -> store.commit(next())).isInstanceOf(UnreadableStateException.class);
    }

    @Test
    void b4_anotherStateOfTheSameAgeIsRefused() {
        keyValues.values.put(KeyValueStore.HEAD, new DocumentCodec().encode(new Head(2, 0, "other")));

        assertRefused();
    }

    @Test
    void b4_aNewStartTakesTheStateForWhatItIs() {
        keyValues.values.clear();
        assertRefused();

        assertThat(KeyValueStateStore.on(keyValues).head()).isEqualTo(Head.NONE);
    }
}
