package io.humpback.discovery.embedded;

import io.humpback.core.HumpbackException;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.Subscription;
import io.humpback.discovery.LeadershipState;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An election among the centers of one machine: who gets hold of the directory leads until it lets go or its process
 * ends, which the operating system sees to. So a lead never has to be renewed, and a process that is stopped, not dead,
 * keeps it. Safe for use by several threads.
 */
final class StandbyElection implements LeaderElection {
    private static final Logger log = LoggerFactory.getLogger(StandbyElection.class);
    private static final long LOOK_MILLIS = 200;

    private final Path directory;
    private final SqliteOptions options;
    private final StandbyStore store;
    private final String address;
    private final LeadershipState state;
    private final LeaderFile leaderFile;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "humpback-standby");
    private @Nullable DirectoryLock lock;
    private String failure = "";

    private StandbyElection(
            Path directory, SqliteOptions options, StandbyStore store, String address, InstantSource clock) {
        this.directory = directory;
        this.options = options;
        this.store = store;
        this.address = address;
        this.state = new LeadershipState(clock);
        this.leaderFile = LeaderFile.in(directory);
    }

    /** Stands for election with {@code address}, and lets {@code store} write once elected. */
    static StandbyElection enter(
            Path directory, SqliteOptions options, StandbyStore store, String address, InstantSource clock) {
        StandbyElection election = new StandbyElection(directory, options, store, address, clock);
        election.thread.setDaemon(true);
        election.thread.start();
        return election;
    }

    private void run() {
        try {
            do {
                look();
            } while (lock == null && !closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave();
        }
    }

    private void look() {
        try {
            Optional<DirectoryLock> taken = DirectoryLock.tryAcquire(directory);
            if (taken.isPresent()) {
                take(taken.get());
            } else {
                state.follows(leaderFile.read());
            }
            failure = "";
        } catch (HumpbackException e) {
            state.unknown();
            if (!failure.equals(e.getMessage())) {
                failure = String.valueOf(e.getMessage());
                log.warn("cannot lead, trying again: reason={}", failure);
            }
        }
    }

    /** The database is read and checked whole before anybody relies on it. */
    private void take(DirectoryLock taken) {
        boolean opened = false;
        try {
            store.hold(SqliteKeyValueStore.open(taken, options));
            opened = true;
        } finally {
            if (!opened) {
                taken.close();
            }
        }
        lock = taken;
        leaderFile.write(address);
        state.leads(Instant.MAX, address);
    }

    /** What was begun is written before another center may hold the directory. */
    private void leave() {
        state.close();
        DirectoryLock taken = lock;
        if (taken == null) {
            return;
        }
        try {
            store.release();
            leaderFile.remove();
        } finally {
            taken.close();
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
        state.close();
        closing.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
