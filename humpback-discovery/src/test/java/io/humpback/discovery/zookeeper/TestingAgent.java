package io.humpback.discovery.zookeeper;

import io.humpback.core.contract.NodeRecord;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.NotAnnouncedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An agent that announces itself every third of its TTL, whatever becomes of it, until it is closed. */
final class TestingAgent implements AutoCloseable {
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
    private final Announcements announcements;

    TestingAgent(Announcements announcements, String key, Duration ttl) {
        this.announcements = announcements;
        heart.scheduleWithFixedDelay(() -> announce(key), 0, ttl.toMillis() / 3, TimeUnit.MILLISECONDS);
    }

    private void announce(String key) {
        try {
            announcements.announce(key, record(key));
        } catch (NotAnnouncedException e) {
            // The next heartbeat tries again.
        }
    }

    static NodeRecord record(String key) {
        return new NodeRecord(
                "engine-" + key,
                key,
                "10.0.0.1",
                "10.0.0.1:8500",
                4,
                8L << 30,
                "overlay2",
                "6.1",
                "x86_64",
                "Debian",
                "linux",
                List.of(),
                "1.3.7",
                "20.10.24");
    }

    @Override
    public void close() {
        heart.shutdownNow();
        announcements.close();
    }
}
