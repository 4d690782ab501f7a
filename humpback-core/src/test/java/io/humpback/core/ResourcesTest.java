package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResourcesTest {
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    @Test
    void refusesNegativeAmounts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resources.of(-1, 0))
                .withMessage("cpuMillis: -1 (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resources.of(0, -1))
                .withMessage("memoryBytes: -1 (expected: >= 0)");
    }

    @Test
    void addsEachAmount() {
        assertThat(Resources.of(1, 20).plus(Resources.of(3, 40))).isEqualTo(Resources.of(4, 60));
    }

    @Test
    void addsNoFurtherThanTheLargestNumber() {
        Resources most = Resources.of(Long.MAX_VALUE, Long.MAX_VALUE);

        assertThat(most.plus(Resources.of(1, Long.MAX_VALUE))).isEqualTo(most);
    }

    @Test
    void subtractsNoFurtherThanZero() {
        assertThat(Resources.of(5, 5).minus(Resources.of(2, 7))).isEqualTo(Resources.of(3, 0));
    }

    @ParameterizedTest
    @MethodSource("io.humpback.core.Examples#seeds")
    void countsLikeUnboundedNumbersCutToTheRange(long seed) {
        Random random = new Random(seed);
        long a = amount(random);
        long b = amount(random);
        BigInteger sum = BigInteger.valueOf(a).add(BigInteger.valueOf(b)).min(MAX);
        BigInteger difference =
                BigInteger.valueOf(a).subtract(BigInteger.valueOf(b)).max(BigInteger.ZERO);

        assertThat(Resources.of(a, b).plus(Resources.of(b, a)))
                .as("seed=%d", seed)
                .isEqualTo(Resources.of(sum.longValueExact(), sum.longValueExact()));
        assertThat(Resources.of(a, a).minus(Resources.of(b, b)))
                .as("seed=%d", seed)
                .isEqualTo(Resources.of(difference.longValueExact(), difference.longValueExact()));
    }

    private static long amount(Random random) {
        return random.nextLong() >>> (1 + random.nextInt(3));
    }
}
