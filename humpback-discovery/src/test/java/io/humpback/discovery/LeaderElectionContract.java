package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.spi.LeaderElection;
import io.humpback.core.spi.Leadership;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the election of every backend with several centers must do. Each candidate has a connection of its own to one
 * backend, as each center has.
 */
public abstract class LeaderElectionContract {
    /** How long a test waits for what must come at some time. */
    protected static final Duration LIMIT = Duration.ofSeconds(60);

    /** A clock that never jumps, for all candidates. */
    protected final InstantSource clock = steadyClock();

    private final List<Candidate> candidates = new ArrayList<>();

    /** A center's part in the election. */
    public interface Candidate {
        /** Returns its view. Closing it means to leave on purpose. */
        LeaderElection election();

        /** Makes the network between it and the backend silent, where there is one: neither side hears of an end. */
        default void cutOff() {
            throw new UnsupportedOperationException("no network");
        }

        /** Ends the connection as a killed process does, without a word to the backend. */
        void kill();
    }

    /**
     * Returns a candidate that knows the time by {@link #clock}.
     *
     * @param ttl of its lease; a backend may round it up
     */
    protected abstract Candidate open(String address, Duration ttl);

    private static InstantSource steadyClock() {
        Instant start = InstantSource.system().instant();
        long nanos = System.nanoTime();
        return () -> start.plusNanos(System.nanoTime() - nanos);
    }

    @AfterEach
    void killAll() {
        candidates.forEach(Candidate::kill);
    }

    /** Opens a candidate that ends with the test. */
    protected final Candidate candidate(String address, Duration ttl) {
        Candidate candidate = open(address, ttl);
        candidates.add(candidate);
        return candidate;
    }

    /** Returns what waits for at most {@code limit}. */
    protected static ConditionFactory within(Duration limit) {
        return await().pollInterval(Duration.ofMillis(20)).atMost(limit);
    }

    /** Waits until {@code candidate} leads. */
    protected static void awaitLead(Candidate candidate) {
        within(LIMIT).until(() -> candidate.election().leadership().leader());
    }

    @Test
    void letsOneLeadAndTellsTheOthersWhereItIs() {
        Candidate first = candidate("http://center-1:8589", LIMIT);
        awaitLead(first);
        Candidate second = candidate("http://center-2:8589", LIMIT);
        Candidate third = candidate("http://center-3:8589", LIMIT);

        for (Candidate other : List.of(second, third)) {
            within(LIMIT)
                    .untilAsserted(() -> assertThat(other.election().leadership())
                            .extracting(Leadership::leader, Leadership::leaderAddress)
                            .containsExactly(false, "http://center-1:8589"));
        }
        assertThat(first.election().leadership().leaderAddress()).isEqualTo("http://center-1:8589");
    }

    @Test
    void handsOverAtOnceWhenTheLeaderLeavesOnPurpose() {
        Candidate first = candidate("http://center-1:8589", LIMIT.multipliedBy(2));
        awaitLead(first);
        Candidate second = candidate("http://center-2:8589", LIMIT.multipliedBy(2));

        first.election().close();

        awaitLead(second); // within half a TTL: not by the end of the first one's lease
        assertThat(first.election().leadership().leader()).isFalse();
    }

    @Test
    void callsListenersAfterEachChange() {
        Candidate first = candidate("http://center-1:8589", LIMIT.multipliedBy(2));
        awaitLead(first);
        Candidate second = candidate("http://center-2:8589", LIMIT.multipliedBy(2));
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        second.election().onChange(() -> {
            throw new IllegalStateException("planted");
        });
        second.election()
                .onChange(() -> calls.addAndGet(second.election().leadership().leader() ? 1 : 0));
        second.election().onChange(ended::incrementAndGet).close();

        first.election().close();

        within(LIMIT).until(() -> calls.get() == 1);
        assertThat(ended).hasValue(0);
    }

    @Test
    void isNobodyOnceItIsClosed() {
        Candidate only = candidate("http://center-1:8589", LIMIT);
        awaitLead(only);

        only.election().close();
        only.election().close();

        assertThat(only.election().leadership().leader()).isFalse();
    }
}
