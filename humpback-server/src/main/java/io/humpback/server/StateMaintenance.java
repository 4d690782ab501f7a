package io.humpback.server;

import io.humpback.core.ErrorCode;
import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.Subscription;
import io.humpback.discovery.Backend;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.discovery.StateCopy;
import io.humpback.discovery.StateImport;
import io.humpback.discovery.StateMoveException;
import io.humpback.scheduler.control.SteadyClock;
import io.humpback.server.config.CenterConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the state of a cluster as a center finds it, without being one. Who changes it takes the lead first, so that no
 * center acts on what is half done. Not safe for use by several threads.
 */
public final class StateMaintenance implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StateMaintenance.class);

    /** Told to centers that want to pass a request on: a name that is nobody's, ever (RFC 2606). */
    private static final String NOWHERE = "http://state-maintenance.invalid:1";

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final InstantSource clock = new SteadyClock(InstantSource.system(), System::nanoTime);
    private final JoinedNodeDirectory joined = new JoinedNodeDirectory(clock);
    private final CenterConfig config;
    private final Backend backend;
    private final StateStore store;

    private StateMaintenance(CenterConfig config) {
        this.config = config;
        boolean complete = false;
        try {
            PluginDirectory plugins =
                    opened(PluginDirectory.open(config.scheduling().pluginDir()));
            backend = opened(CenterSetup.backend(config, joined, clock, plugins.loader()));
            store = opened(backend.stateStore());
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /**
     * Opens the state that a center with this configuration works on. Throws a {@link io.humpback.core.HumpbackException}
     * whose message is one line for the operator if it cannot.
     */
    public static StateMaintenance open(CenterConfig config) {
        return new StateMaintenance(config);
    }

    /** Returns all that is there now. */
    public StateCopy copy() {
        return StateCopy.of(store);
    }

    /** Looks what it would mean to put {@code wanted} in the place of what is there; changes nothing. */
    public StateImport importing(StateCopy wanted, long floor) {
        return StateImport.into(store, wanted, floor, StateMaintenance::commitId);
    }

    static String commitId() {
        return UUID.randomUUID().toString();
    }

    /**
     * Takes the lead, so that no center has it until this is closed.
     *
     * @param limit how long to wait for it: a leader that died keeps it for a while
     */
    public void lead(Duration limit) {
        LeaderElection election = opened(backend.election(NOWHERE));
        Semaphore news = new Semaphore(0);
        Instant end = clock.instant().plus(limit);
        Subscription changes = election.onChange(news::release);
        try {
            Leadership known = election.leadership();
            while (!known.leader() && clock.instant().isBefore(end)) {
                var unused =
                        news.tryAcquire(Duration.between(clock.instant(), end).toMillis(), TimeUnit.MILLISECONDS);
                known = election.leadership();
            }
            if (!known.leader()) {
                throw refused(known);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(election.leadership());
        } finally {
            changes.close();
        }
    }

    private static StateMoveException refused(Leadership known) {
        String who = known.leaderAddress().isEmpty() ? "nobody leads yet" : "a center leads: " + known.leaderAddress();
        return new StateMoveException(
                ErrorCode.CONFLICT, who + "; stop all centers, and begin again when its lead has ended", null);
    }

    /** Returns what finds out which containers there are, and gets the state to know them. */
    public StateRestoration restoration(RestorationSettings settings) {
        return new StateRestoration(config, settings, backend, store, joined, clock);
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                log.warn("a part of the maintenance did not end cleanly", e);
            }
        }
    }
}
