package io.humpback.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The order of attempts, their waits and their bodies are checked by {@link DeliverySimulation} as it runs. */
final class DeliveryPropertyTest {
    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void deliversEverythingInOrderWhateverFails(long seed) {
        DeliverySimulation simulation = new DeliverySimulation(seed);

        simulation.run(400);

        assertThat(simulation.taken).as("seed %d", seed).isNotEmpty();
        simulation.taken.forEach((lane, sequences) -> {
            List<Long> firstTimes = sequences.stream().distinct().toList();
            assertThat(firstTimes).as("seed %d, %s", seed, lane).isEqualTo(simulation.owed(lane));
        });
    }
}
