package io.humpback.examples.backend;

import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.Subscription;
import io.humpback.discovery.LeadershipState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An election by one file, which the leader writes anew every third of its TTL. The others watch it, and one of them
 * takes its place when it was not changed for a whole TTL. The leader counts the TTL from before it writes, the others
 * from when they see it, so the lead is over for the leader before it is for them.
 */
final class FilesElection implements LeaderElection {
    private static final Logger log = LoggerFactory.getLogger(FilesElection.class);
    private static final String LEAD = "leader";

    private final SharedDirectory directory;
    private final String address;
    private final Duration ttl;
    private final InstantSource clock;
    private final LeadershipState state;
    private final LeaseWatch leases;
    private final Looks looks = new Looks("humpback-files-election", this::look);
    private final String own = UUID.randomUUID().toString();
    private long renewals;
    private Instant renewed = Instant.MIN;
    private String failure = "";

    private FilesElection(SharedDirectory directory, String address, Duration ttl, InstantSource clock) {
        this.directory = directory;
        this.address = address;
        this.ttl = ttl;
        this.clock = clock;
        this.state = new LeadershipState(clock);
        this.leases = new LeaseWatch(clock);
    }

    static FilesElection enter(SharedDirectory directory, String address, Duration ttl, InstantSource clock) {
        FilesElection election = new FilesElection(directory, address, ttl, clock);
        election.looks.start();
        return election;
    }

    private void look() {
        state.expire();
        Instant now = clock.instant();
        if (state.leadership().leader() && now.isBefore(renewed.plus(ttl.dividedBy(3)))) {
            return;
        }
        try {
            LeaderFile seen = LeaderFile.read(directory.root());
            if (seen == null || seen.candidate().equals(own) || !leases.isAlive(LEAD, seen.mark(), seen.ttl())) {
                take(seen == null ? "" : seen.mark(), now);
            } else {
                state.follows(seen.address());
            }
            failure = "";
        } catch (IOException e) {
            failed(SharedDirectory.reason(e));
        }
    }

    /** Writes itself down, unless somebody else was faster. */
    private void take(String expected, Instant now) throws IOException {
        boolean taken = directory.locked(root -> {
            LeaderFile there = LeaderFile.read(root);
            if (!expected.equals(there == null ? "" : there.mark())) {
                return false;
            }
            new LeaderFile(address, own, ++renewals, ttl.toMillis()).write(root);
            return true;
        });
        if (taken) {
            renewed = now;
            state.leads(now.plus(ttl), address);
        }
    }

    /** A lead lasts as long as it was renewed for; of the others nothing is known. */
    private void failed(String reason) {
        if (!state.leadership().leader()) {
            leases.restart();
            state.unknown();
        }
        if (!failure.equals(reason)) {
            failure = reason;
            log.warn("election is not reached: reason={}", reason);
        }
    }

    @Override
    public Leadership leadership() {
        return state.leadership();
    }

    @Override
    public Subscription onChange(Runnable listener) {
        return state.onChange(listener);
    }

    @Override
    public void close() {
        looks.close();
        state.close();
        try {
            directory.change(this::leave);
        } catch (IOException e) {
            log.warn("the lead ends by itself only: reason={}", SharedDirectory.reason(e));
        }
    }

    private void leave(Path root) throws IOException {
        LeaderFile there = LeaderFile.read(root);
        if (there != null && there.candidate().equals(own)) {
            LeaderFile.remove(root);
        }
    }
}
