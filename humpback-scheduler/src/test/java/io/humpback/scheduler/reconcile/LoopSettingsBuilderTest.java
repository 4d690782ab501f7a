package io.humpback.scheduler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.RollOutPolicy;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoopSettingsBuilderTest {
    private static final Map<Class<?>, Object> OTHERS = Map.of(
            Duration.class,
            Duration.ofSeconds(77),
            int.class,
            77,
            double.class,
            0.77,
            String.class,
            "somewhere",
            RollOutPolicy.class,
            RollOutPolicy.DEFAULT.withParallelism(77));

    /** One setter put to the wrong component is what a builder gets wrong most easily. */
    @Test
    void setsEachValueAloneAndKeepsAllOthers() throws ReflectiveOperationException {
        for (RecordComponent set : LoopSettings.class.getRecordComponents()) {
            LoopSettingsBuilder builder = LoopSettings.builder();
            Method setter = LoopSettingsBuilder.class.getMethod(set.getName(), set.getType());
            setter.invoke(builder, OTHERS.get(set.getType()));

            LoopSettings built = builder.build();

            for (RecordComponent read : LoopSettings.class.getRecordComponents()) {
                Object expected = read.getName().equals(set.getName())
                        ? OTHERS.get(set.getType())
                        : read.getAccessor().invoke(LoopSettings.DEFAULT);
                assertThat(read.getAccessor().invoke(built)).as(read.getName()).isEqualTo(expected);
            }
        }
    }

    @Test
    void refusesWhatIsOutOfItsRange() {
        LoopSettingsBuilder builder = LoopSettings.builder().heartbeat(Duration.ZERO);

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("heartbeat");
    }
}
