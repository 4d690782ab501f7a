package io.humpback.discovery.zookeeper;

import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.DiscoveryProvider;

/**
 * Opens {@code zk://HOST:PORT,HOST:PORT/PREFIX}, and such hosts without a scheme. Options: {@code user} and
 * {@code password} (digest; what the centers write is then that user's alone), {@code tls}, {@code ca}, {@code cert} and
 * {@code key} (PEM files), {@code ttl} (of the leader's lease; the servers allow 2 to 20 of their ticks, so 4 s to 40 s
 * by default). Needs ZooKeeper 3.6 or newer. Stateless.
 */
public final class ZooKeeperDiscoveryProvider implements DiscoveryProvider {
    /** Creates it, for {@link java.util.ServiceLoader}. Loads none of the client's classes. */
    public ZooKeeperDiscoveryProvider() {}

    @Override
    public String scheme() {
        return "zk";
    }

    @Override
    public Backend open(BackendUri uri, BackendSettings settings) {
        return ZooKeeperBackend.open(uri, settings);
    }

    @Override
    public Announcements announcements(BackendUri uri, AnnouncementSettings settings) {
        return ZooKeeperAnnouncements.open(uri, settings);
    }
}
