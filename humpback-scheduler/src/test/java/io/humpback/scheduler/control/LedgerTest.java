package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.ClusterInfo;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.testing.TestingStateStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    private final TestingStateStore store = new TestingStateStore();

    @Test
    void c14_stampsTheStateOfAnEarlierVersionWithItsOwn() {
        ClusterInfo earlier = new ClusterInfo("c-1", ClusterInfo.SCHEMA_VERSION - 1, NOW);
        store.commit(new Commit(Head.NONE, Head.NONE.next("before"), List.of(Write.put(earlier))));

        assertThat(new Ledger(store, () -> "id").takeOver(false, NOW.plusSeconds(9)))
                .isTrue();

        assertThat(store.load().documents()).containsExactly(new ClusterInfo("c-1", ClusterInfo.SCHEMA_VERSION, NOW));
    }

    @Test
    void writesTheStampOnceOnly() {
        assertThat(new Ledger(store, () -> "id").takeOver(false, NOW)).isTrue();
        assertThat(new Ledger(store, () -> "other").takeOver(false, NOW.plusSeconds(9)))
                .isTrue();

        assertThat(store.load().documents()).containsExactly(new ClusterInfo("id", ClusterInfo.SCHEMA_VERSION, NOW));
    }

    @Test
    void leadsOnNoStateThatIsNotWhole() {
        ClusterInfo half = new ClusterInfo("c-1", ClusterInfo.SCHEMA_VERSION, NOW).withUnfinished("an import");
        store.commit(new Commit(Head.NONE, Head.NONE.takeOverAbove(41, "import"), List.of(Write.put(half))));

        assertThatThrownBy(() -> new Ledger(store, () -> "id").takeOver(true, NOW))
                .isInstanceOf(UnfinishedStateException.class)
                .hasMessageContaining("not finished=an import");
        assertThat(store.head()).isEqualTo(new Head(42, 42, "import"));
    }
}
