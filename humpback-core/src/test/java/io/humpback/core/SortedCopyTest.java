package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SortedCopyTest {
    @Test
    void holdsTheSameInOrder() {
        Map<String, String> map = Examples.manyLabels();

        assertThat(SortedCopy.of(map)).isEqualTo(map);
        assertThat(List.copyOf(SortedCopy.of(map).keySet())).isSorted();
        assertThat(SortedCopy.of(map.keySet())).isEqualTo(map.keySet());
        assertThat(List.copyOf(SortedCopy.of(map.keySet()))).isSorted();
    }

    @Test
    void cannotBeChanged() {
        assertThatThrownBy(() -> SortedCopy.of(Map.of("a", "b")).put("c", "d"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> SortedCopy.of(Set.of("a")).add("b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void holdsNoNull() {
        assertThatNullPointerException().isThrownBy(() -> SortedCopy.of(Collections.singletonMap("a", null)));
        assertThatNullPointerException().isThrownBy(() -> SortedCopy.of(Collections.singletonMap(null, "a")));
        assertThatNullPointerException().isThrownBy(() -> SortedCopy.of(Collections.singleton(null)));
    }
}
