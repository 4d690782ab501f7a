package io.humpback.server.agent;

import io.humpback.core.contract.NodeRecord;
import java.time.Duration;
import java.time.Instant;

/** Notes each announcement that is accepted, as of its sending: the lease began then or later. */
final class ContactNoting implements AnnouncementTarget {
    private final AnnouncementTarget target;
    private final LastContact contact;

    ContactNoting(AnnouncementTarget target, LastContact contact) {
        this.target = target;
        this.contact = contact;
    }

    @Override
    public Lease announce(String agentKey, NodeRecord record, Duration ttl) {
        Instant sent = contact.now();
        Lease lease = target.announce(agentKey, record, ttl);
        contact.note(sent);
        return lease;
    }

    @Override
    public void leave(String agentKey, String instance) {
        target.leave(agentKey, instance);
    }

    @Override
    public void cancel() {
        target.cancel();
    }

    @Override
    public void close() {
        target.close();
    }

    @Override
    public String toString() {
        return target.toString();
    }
}
