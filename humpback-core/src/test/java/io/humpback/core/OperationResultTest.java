package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.OperationResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationResultTest {
    private static OperationResult result(List<OperationResult.Item> items) {
        return new OperationResult(OperationId.of("o1"), Examples.meta(), items, List.of());
    }

    private static OperationResult.Item item(Outcome outcome) {
        return new OperationResult.Item(1, "web-1", "host1", "10.0.0.1", "", outcome, "");
    }

    @ParameterizedTest
    @CsvSource({
        "'', true, false",
        "DONE, true, false",
        "DONE DONE, true, false",
        "DONE FAILED, false, false",
        "FAILED, false, true",
        "FAILED FAILED, false, true",
        "FAILED WAITING, false, false",
        "FAILED UNKNOWN, false, false",
        "WAITING, false, false",
        "UNKNOWN, false, false"
    })
    void isCompleteIfAllIsDoneAndFailedIfNothingIsOrMayStillBe(String outcomes, boolean complete, boolean failed) {
        OperationResult result = result(Stream.of(outcomes.split(" ", -1))
                .filter(outcome -> !outcome.isEmpty())
                .map(outcome -> item(Outcome.valueOf(outcome)))
                .toList());

        assertThat(result.isComplete()).isEqualTo(complete);
        assertThat(result.isFailed()).isEqualTo(failed);
    }

    @Test
    void isNotChangedThroughItsItems() {
        List<OperationResult.Item> items = new ArrayList<>();
        OperationResult result = result(items);

        items.add(item(Outcome.FAILED));

        assertThat(result.items()).isEmpty();
    }
}
