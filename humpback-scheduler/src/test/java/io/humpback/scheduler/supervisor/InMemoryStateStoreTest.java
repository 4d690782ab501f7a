package io.humpback.scheduler.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Group;
import io.humpback.core.Meta;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.OperationId;
import io.humpback.core.Placement;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.Write;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryStateStoreTest {
    private final InMemoryStateStore store = new InMemoryStateStore();

    private boolean commit(Head expected, Write... writes) {
        return store.commit(new Commit(expected, expected.next("c" + expected.sequence()), List.of(writes)));
    }

    private static Meta meta(String id) {
        return new Meta(
                MetaId.of(id),
                Group.DEFAULT,
                1,
                1,
                1,
                ContainerSpec.builder(id, "x").build(),
                Placement.ANYWHERE,
                List.of(),
                MetaOptions.DEFAULT,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static MetaEvent event(String meta, long sequence) {
        return new MetaEvent(sequence, sequence, Cause.CREATE, OperationId.of("o"), meta(meta), List.of());
    }

    @Test
    void keepsWhatWasCommittedOnTheHeadItExpected() {
        assertThat(commit(Head.NONE, Write.put(meta("a")), Write.put(meta("b"))))
                .isTrue();
        assertThat(commit(store.head(), Write.delete(meta("a").key()))).isTrue();

        assertThat(store.load().documents()).containsExactly(meta("b"));
        assertThat(store.load().head()).isEqualTo(store.head());
        assertThat(store.head().sequence()).isEqualTo(2);
    }

    @Test
    void refusesACommitOnAnotherHead() {
        commit(Head.NONE, Write.put(meta("a")));

        assertThat(commit(Head.NONE, Write.put(meta("b")))).isFalse();

        assertThat(store.load().documents()).containsExactly(meta("a"));
    }

    @Test
    void keepsEventsApartAndInOrder() {
        commit(Head.NONE, Write.put(event("a", 9)), Write.put(event("a", 10)), Write.put(event("ab", 11)));

        assertThat(store.load().documents()).isEmpty();
        assertThat(store.metasWithEvents()).containsExactly(MetaId.of("a"), MetaId.of("ab"));
        assertThat(store.events(MetaId.of("a"), 0, 10)).containsExactly(event("a", 9), event("a", 10));
        assertThat(store.events(MetaId.of("a"), 9, 10)).containsExactly(event("a", 10));
        assertThat(store.events(MetaId.of("a"), 0, 1)).containsExactly(event("a", 9));

        commit(store.head(), Write.delete(event("a", 9).key()));
        assertThat(store.events(MetaId.of("a"), 0, 10)).containsExactly(event("a", 10));
    }
}
