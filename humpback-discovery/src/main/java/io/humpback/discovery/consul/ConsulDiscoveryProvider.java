package io.humpback.discovery.consul;

import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.DiscoveryProvider;

/**
 * Opens {@code consul://HOST:8500,HOST:8500/PREFIX}: Consul 1.0 or later. Options: {@code token} for its access control;
 * {@code tls}, {@code ca}, {@code cert}, {@code key}; {@code ttl} of the leader's session, at least 10 s.
 *
 * <p>Consul ends a session between one and two times its TTL after the last renewal, and then keeps the leader's key from
 * others for the lock-delay, which is as long as the TTL here, but at most a minute. So every bound of time that holds
 * within a TTL on other backends holds within 2 x TTL + lock-delay on this one: with the default of 10 s a killed leader
 * is replaced within 30 s. A leader that leaves hands over at once.
 */
public final class ConsulDiscoveryProvider implements DiscoveryProvider {
    /** Creates it, for {@link java.util.ServiceLoader}. */
    public ConsulDiscoveryProvider() {}

    @Override
    public String scheme() {
        return "consul";
    }

    @Override
    public Backend open(BackendUri uri, BackendSettings settings) {
        return ConsulBackend.open(uri, settings, ConsulTimes.DEFAULT);
    }

    @Override
    public Announcements announcements(BackendUri uri, AnnouncementSettings settings) {
        return ConsulAnnouncements.open(uri, settings, ConsulTimes.DEFAULT);
    }
}
