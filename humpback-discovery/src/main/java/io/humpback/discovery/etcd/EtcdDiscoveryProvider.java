package io.humpback.discovery.etcd;

import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.DiscoveryProvider;

/**
 * Opens {@code etcd://HOST:PORT,HOST:PORT/PREFIX}: etcd 3.4 or later. Options: {@code user} and {@code password};
 * {@code tls}, {@code ca}, {@code cert}, {@code key}; {@code ttl} of the leader's lease.
 */
public final class EtcdDiscoveryProvider implements DiscoveryProvider {
    /** Creates it, for {@link java.util.ServiceLoader}. */
    public EtcdDiscoveryProvider() {}

    @Override
    public String scheme() {
        return "etcd";
    }

    @Override
    public Backend open(BackendUri uri, BackendSettings settings) {
        return EtcdBackend.open(uri, settings);
    }

    @Override
    public Announcements announcements(BackendUri uri, AnnouncementSettings settings) {
        return EtcdBackend.announcements(uri, settings);
    }
}
