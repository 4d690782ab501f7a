package io.humpback.server.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimulationSizeTest {
    private static final int ENGINES = 1000;
    private static final int THREADS_FOR_ALL = 1;

    @Test
    void aThousandEnginesLiveOnOneThread() {
        int before = threads();
        try (SimulatedEngines engines = SimulatedEngines.start(ENGINES)) {
            assertThat(threads() - before).isEqualTo(THREADS_FOR_ALL);
            assertThat(new RawClient(engines.get(ENGINES - 1).endpoint()).get("/_ping"))
                    .isEqualTo("200 OK");
        }
        assertThat(threads()).isEqualTo(before);
    }

    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("humpback-simulated"))
                .count();
    }

    @Test
    void aThousandEnginesNeedLittleMemory() {
        long before = usedBytes();
        try (SimulatedEngines engines = SimulatedEngines.start(1_000)) {
            assertThat(usedBytes() - before).isLessThan(50L << 20); // measured: 7 MB
            assertThat(engines.all()).hasSize(1_000);
        }
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
