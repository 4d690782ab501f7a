package io.humpback.discovery.embedded;

import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.Subscription;
import java.time.Instant;

/**
 * An election with one candidate: who holds the directory's lock leads. Nothing ever changes but by closing, so nobody
 * is called. Safe for use by several threads.
 */
final class SoleCandidate implements LeaderElection {
    private final String address;
    private final DirectoryLock lock;
    private volatile boolean left;

    SoleCandidate(String address, DirectoryLock lock) {
        this.address = address;
        this.lock = lock;
    }

    @Override
    public Leadership leadership() {
        return left || !lock.isHeld()
                ? new Leadership(false, Instant.EPOCH, "")
                : new Leadership(true, Instant.MAX, address);
    }

    @Override
    public Subscription onChange(Runnable listener) {
        return () -> {};
    }

    @Override
    public void close() {
        left = true;
    }
}
