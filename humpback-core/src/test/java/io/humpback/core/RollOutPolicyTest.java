package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.RollOutPolicy.Order;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollOutPolicyTest {
    private static final ContainerSpec PLAIN =
            ContainerSpec.builder("web", "app:1").build();
    private static final ContainerSpec HOST =
            PLAIN.toBuilder().networkMode("host").build();
    private static final ContainerSpec FIXED = PLAIN.toBuilder()
            .ports(List.of(new PortMapping(80, 8080, "tcp", "")))
            .build();
    private static final ContainerSpec FREE =
            PLAIN.toBuilder().ports(List.of(new PortMapping(80, 0, "tcp", ""))).build();

    @Test
    void startsAllNewOnesFirstUnlessBothNeedPortsOfTheHost() {
        assertThat(Order.AUTO.resolve(PLAIN, PLAIN)).isEqualTo(Order.START_FIRST);
        assertThat(Order.AUTO.resolve(FREE, FREE)).isEqualTo(Order.START_FIRST);
        assertThat(Order.AUTO.resolve(PLAIN, FIXED)).isEqualTo(Order.START_FIRST);
        assertThat(Order.AUTO.resolve(HOST, PLAIN)).isEqualTo(Order.START_FIRST);
        assertThat(Order.AUTO.resolve(FIXED, FIXED)).isEqualTo(Order.STOP_FIRST);
        assertThat(Order.AUTO.resolve(HOST, FIXED)).isEqualTo(Order.STOP_FIRST);
        assertThat(Order.START_FIRST.resolve(HOST, HOST)).isEqualTo(Order.START_FIRST);
        assertThat(Order.STOP_FIRST.resolve(PLAIN, PLAIN)).isEqualTo(Order.STOP_FIRST);
    }

    @ParameterizedTest
    @CsvSource({
        "0, START_FIRST, 5, 5",
        "0, START_FIRST, 0, 1",
        "0, STOP_FIRST, 5, 1",
        "2, START_FIRST, 5, 2",
        "9, STOP_FIRST, 5, 9"
    })
    void takesAsManyAtATimeAsCostNoRunningInstance(int parallelism, Order order, int instances, int expected) {
        assertThat(RollOutPolicy.DEFAULT.withParallelism(parallelism).batchSize(order, instances))
                .isEqualTo(expected);
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RollOutPolicy.DEFAULT.withParallelism(-1))
                .withMessage("parallelism: -1 (expected: 0-10000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RollOutPolicy.DEFAULT.withDelay(Duration.ofSeconds(-1)))
                .withMessage("delay: PT-1S (expected: 0 to 7 days)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RollOutPolicy.DEFAULT.withMonitor(Duration.ofDays(8)))
                .withMessage("monitor: PT192H (expected: 0 to 7 days)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RollOutPolicy.DEFAULT.withPatience(Duration.ZERO))
                .withMessage("patience: PT0S (expected: more than nothing)");
    }
}
