package io.humpback.discovery;

import io.humpback.core.spi.Leadership;
import io.humpback.core.spi.Subscription;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one candidate knows of an election. The lead ends by itself when its time is over, whoever is late to say so.
 * Safe for use by several threads; listeners are called on the thread that brings the news.
 */
public final class LeadershipState {
    private static final Logger log = LoggerFactory.getLogger(LeadershipState.class);
    private static final Leadership NOBODY = new Leadership(false, Instant.EPOCH, "");

    private final InstantSource clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private Leadership known = NOBODY;
    private boolean closed;

    /**
     * Creates the state of a candidate that knows of nobody.
     *
     * @param clock one that never jumps
     */
    public LeadershipState(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns what is known now. */
    public synchronized Leadership leadership() {
        return known.leader() && !clock.instant().isBefore(known.until()) ? NOBODY : known;
    }

    /**
     * Notes that this candidate leads.
     *
     * @param until by this clock: counted from before the request was sent that renewed the lease, so never later than
     *     the backend lets another one lead
     */
    public void leads(Instant until, String address) {
        set(new Leadership(true, until, address));
    }

    /** Notes that another candidate leads. */
    public void follows(String leaderAddress) {
        set(new Leadership(false, Instant.EPOCH, leaderAddress));
    }

    /** Notes that it is not known who leads. */
    public void unknown() {
        set(NOBODY);
    }

    /** Tells the listeners if the lead has ended because nobody renewed it. To be called now and then. */
    public void expire() {
        if (!leadership().leader()) {
            boolean expired;
            synchronized (this) {
                expired = known.leader();
            }
            if (expired) {
                unknown();
            }
        }
    }

    private void set(Leadership newly) {
        boolean changed;
        synchronized (this) {
            if (closed) {
                return;
            }
            changed = known.leader() != newly.leader() || !known.leaderAddress().equals(newly.leaderAddress());
            known = newly;
        }
        if (changed) {
            listeners.forEach(LeadershipState::tell);
        }
    }

    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            log.error("listener of the election failed; the others are told", e);
        }
    }

    /** Adds a listener, who is told after every change of who leads, but not of the lead's renewals. */
    public Subscription onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Forgets who leads and tells nobody of anything any more. */
    public synchronized void close() {
        known = NOBODY;
        closed = true;
        listeners.clear();
    }
}
