package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunOptionsTest {
    private final ContainerSpecBuilder plain = ContainerSpec.builder("web", "app:1");

    @Test
    void writesCapabilitiesInOneWay() {
        RunOptions options = plain.capDrop(List.of("net_raw", "CAP_CHOWN", " Chown ", "ALL"))
                .build()
                .runOptions();

        assertThat(options.capDrop()).containsExactly("ALL", "CHOWN", "NET_RAW");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CAP_", "ROOT", "NET_RAW,CHOWN", "CAP_CAP_CHOWN"})
    void refusesWhatIsNoCapability(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plain.capDrop(List.of(name)).build())
                .withMessageStartingWith("capDrop: \"" + name + "\" (expected: ");
    }

    @ParameterizedTest
    @CsvSource({"0, true", "9, false", "10, true", "10000000, true", "10000001, false", "-1, false"})
    void boundsTheLimitOfCpu(long cpuMillis, boolean good) {
        assertThat(isGood(() -> plain.cpuMillis(cpuMillis).build())).isEqualTo(good);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "4194304, true", "4194305, false", "-1, false"})
    void boundsTheLimitOfProcesses(long pids, boolean good) {
        assertThat(isGood(() -> plain.pidsLimit(pids).build())).isEqualTo(good);
    }

    @Test
    void sayNothingByDefault() {
        assertThat(ContainerSpec.builder("a", "b").build().runOptions())
                .isEqualTo(RunOptions.DEFAULT)
                .isEqualTo(new RunOptions());
    }

    @ParameterizedTest
    @CsvSource({"always, ALWAYS", "Never, NEVER", "missing, MISSING", "'', OF_HOST"})
    void knowsAPolicyByItsName(String name, PullPolicy policy) {
        assertThat(PullPolicy.named(name)).isEqualTo(policy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ifnotpresent", "of_host"})
    void refusesAnUnknownPolicy(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PullPolicy.named(name))
                .withMessage("pullPolicy: \"" + name + "\" (expected: always, missing or never)");
    }

    private static boolean isGood(Runnable making) {
        try {
            making.run();
            return true;
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("(expected: 0, or ");
            return false;
        }
    }
}
