package io.humpback.server;

import io.humpback.discovery.JoinedNodeDirectory;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the leases of joined nodes in time, on one thread for all of them. */
final class LeaseExpiry implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeaseExpiry.class);
    private static final long PERIOD_MILLIS = 500;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "humpback-leases");
        thread.setDaemon(true);
        return thread;
    });

    /** Creates it and begins. */
    LeaseExpiry(JoinedNodeDirectory directory, InstantSource clock) {
        var unused = timer.scheduleWithFixedDelay(
                () -> expire(directory, clock), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** An exception would end the schedule without a word. */
    private static void expire(JoinedNodeDirectory directory, InstantSource clock) {
        try {
            directory.expire(clock.instant());
        } catch (RuntimeException e) {
            log.error("leases could not be looked through; tried again", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
