package io.humpback.discovery.etcd;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one waiting thread; what was raised while it did not wait counts once. Safe for use by several threads. */
final class Signal {
    private final Semaphore raised = new Semaphore(0);

    /** Wakes whoever waits, or lets the next wait end at once. */
    void raise() {
        raised.release();
    }

    /** Waits until it is raised, at most for {@code limit}. Ends at once, with the flag set, if interrupted. */
    void await(Duration limit) {
        try {
            if (raised.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                raised.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
