package io.humpback.server.http;

import io.humpback.core.Checks;
import io.humpback.scheduler.control.ClusterView;
import java.time.Duration;

/**
 * What was known of the cluster when it could be known last. Immutable.
 *
 * @param age how long ago it was surely so, never negative
 */
public record StaleView(ClusterView view, Duration age) {
    /** Checks the range. */
    public StaleView {
        Checks.checkNotNegative("age", age.toMillis());
    }
}
