package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OperationTest {
    static Operation operation(String id, Instant openedAt, Integer... indexes) {
        return new Operation(
                OperationId.of(id),
                Cause.CREATE,
                Examples.meta(),
                List.of(indexes),
                "",
                openedAt,
                openedAt.plusSeconds(300),
                List.of());
    }

    @Test
    void holdsEachIndexOnceInOrder() {
        assertThat(operation("o1", Examples.NOW, 3, 1, 2, 3, 1).indexes()).containsExactly(1, 2, 3);
    }

    @Test
    void isOrderedByOpeningThenById() {
        Operation second = operation("b", Examples.NOW);
        Operation first = operation("a", Examples.NOW);
        Operation last = operation("0", Examples.NOW.plusNanos(1));

        assertThat(Stream.of(last, second, first).sorted()).containsExactly(first, second, last);
    }

    @Test
    void knowsItsMeta() {
        assertThat(operation("o1", Examples.NOW).metaId()).isEqualTo(MetaId.of("m1"));
    }

    @Test
    void givesOutNothingThatCanBeChanged() {
        assertThatThrownBy(() -> operation("o1", Examples.NOW, 1).indexes().add(2))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
