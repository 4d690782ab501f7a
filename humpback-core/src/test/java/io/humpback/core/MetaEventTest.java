package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetaEventTest {
    static MetaEvent event(long sequence) {
        return new MetaEvent(sequence, 1, Cause.CREATE, OperationId.of("o1"), Examples.meta(), List.of());
    }

    @ParameterizedTest
    @MethodSource("io.humpback.core.Examples#seeds")
    void hasKeysThatSortBySequence(long seed) {
        Random random = new Random(seed);
        long a = random.nextLong() >>> (1 + random.nextInt(63));
        long b = random.nextLong() >>> (1 + random.nextInt(63));
        MetaId meta = MetaId.of("m1");

        assertThat(Integer.signum(MetaEvent.key(meta, a).compareTo(MetaEvent.key(meta, b))))
                .as("seed=%d, a=%d, b=%d", seed, a, b)
                .isEqualTo(Long.compare(a, b));
    }

    @Test
    void hasRoomForTheLargestSequence() {
        assertThat(MetaEvent.key(MetaId.of("m1"), Long.MAX_VALUE).path()).isEqualTo("outbox/m1/9223372036854775807");
    }

    /** Arabic digits would sort elsewhere, and another machine would not find the event. */
    @Test
    void hasTheSameKeyInEveryLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

            assertThat(MetaEvent.key(MetaId.of("m1"), 42).path()).isEqualTo("outbox/m1/0000000000000000042");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void refusesNegativeNumbers() {
        assertThatIllegalArgumentException().isThrownBy(() -> event(-1)).withMessage("sequence: -1 (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MetaEvent(1, -1, Cause.CREATE, OperationId.of("o1"), Examples.meta(), List.of()))
                .withMessage("timestampNanos: -1 (expected: >= 0)");
    }

    @Test
    void isNotChangedThroughItsContainers() {
        List<HostedContainer> containers = new ArrayList<>();
        MetaEvent event = new MetaEvent(1, 1, Cause.CREATE, OperationId.of("o1"), Examples.meta(), containers);

        containers.add(new HostedContainer(NodeId.of("n1"), "host1", "10.0.0.1", Examples.CONTAINER));

        assertThat(event.containers()).isEmpty();
    }

    @Test
    void isNamedByItsCause() {
        assertThat(Cause.values())
                .extracting(Cause::eventName)
                .containsExactly(
                        "CreateMetaEvent",
                        "RemoveMetaEvent",
                        "OperateMetaEvent",
                        "UpdateMetaEvent",
                        "UpgradeMetaEvent",
                        "MigrateMetaEvent",
                        "RecoveryMetaEvent");
    }

    @Test
    void isAwaitedByNobodyIfTheCenterItselfIsTheCause() {
        assertThat(Cause.values()).filteredOn(cause -> !cause.isUser()).containsExactly(Cause.MIGRATE, Cause.RECOVER);
    }
}
