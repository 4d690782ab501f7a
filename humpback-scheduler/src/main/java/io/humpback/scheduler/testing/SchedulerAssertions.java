package io.humpback.scheduler.testing;

import io.humpback.scheduler.ClusterSnapshot;
import io.humpback.scheduler.Decision;

/**
 * Assertions in AssertJ's manner, without AssertJ: import {@code assertThat} statically, also beside AssertJ's own. Each
 * throws an {@link AssertionError} that says what was expected and what is.
 */
public final class SchedulerAssertions {
    private SchedulerAssertions() {}

    /** Returns assertions about a decision. */
    public static DecisionAssert assertThat(Decision actual) {
        return new DecisionAssert(actual);
    }

    /** Returns assertions about a cluster. */
    public static ClusterAssert assertThat(ClusterSnapshot actual) {
        return new ClusterAssert(actual);
    }
}
