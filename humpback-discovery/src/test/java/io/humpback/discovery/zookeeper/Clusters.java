package io.humpback.discovery.zookeeper;

import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.ConfiguredNodeDirectory;
import io.humpback.discovery.Discovery;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.discovery.RecordPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What the tests of this package share: each has a cluster of its own on a server that may be shared. */
final class Clusters {
    static final InstantSource CLOCK = steadyClock();
    private static final AtomicInteger NAMES = new AtomicInteger();

    private Clusters() {}

    private static InstantSource steadyClock() {
        Instant start = InstantSource.system().instant();
        long nanos = System.nanoTime();
        return () -> start.plusNanos(System.nanoTime() - nanos);
    }

    static String newName() {
        return "cluster-" + NAMES.incrementAndGet();
    }

    static BackendSettings settings(String name, RecordPolicy policy) {
        return new BackendSettings(
                name, new ConfiguredNodeDirectory(List.of()), new JoinedNodeDirectory(CLOCK), policy, CLOCK);
    }

    static Backend open(int port, String name, String options) {
        return Discovery.open("zk://127.0.0.1:" + port + "/test?" + options, settings(name, RecordPolicy.OPEN));
    }

    static Announcements agent(int port, String name, Duration ttl) {
        return Discovery.announcements("zk://127.0.0.1:" + port + "/test", new AnnouncementSettings(name, ttl));
    }

    /** Returns a plain connection to the same cluster. */
    static ZooKeeperConnection connect(int port, String name, Duration timeout, InstantSource clock) {
        return ZooKeeperConnection.start(
                ZooKeeperSettings.ofAgent(BackendUri.parse("zk://127.0.0.1:" + port + "/test"), name, timeout), clock);
    }
}
