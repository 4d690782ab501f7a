package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What an election must do besides whose lead is a lease: it ends unless it is renewed over a network. */
public abstract class LeasedElectionContract extends LeaderElectionContract {
    /** Returns how long it may take from a leader's silent death until another one leads. */
    protected Duration replacedWithin(Duration ttl) {
        return ttl.plusSeconds(2);
    }

    /** Returns the shortest TTL that the backend takes. */
    protected Duration shortTtl() {
        return Duration.ofSeconds(2);
    }

    @Test
    void replacesALeaderThatWasKilled() {
        Candidate first = candidate("http://center-1:8589", shortTtl());
        awaitLead(first);
        Candidate second = candidate("http://center-2:8589", shortTtl());

        first.kill();

        within(replacedWithin(shortTtl()).multipliedBy(3))
                .until(() -> second.election().leadership().leader());
        assertThat(second.election().leadership().leaderAddress()).isEqualTo("http://center-2:8589");
    }

    @Test
    void neverLetsTwoLeadWhenTheLeaderIsCutOff() {
        Candidate first = candidate("http://center-1:8589", shortTtl());
        awaitLead(first);
        Candidate second = candidate("http://center-2:8589", shortTtl());

        first.cutOff();

        within(LIMIT).until(() -> {
            boolean successor = second.election().leadership().leader();
            if (successor) { // asked second, so a lead that ends in between counts for nobody
                assertThat(first.election().leadership().leader()).isFalse();
            }
            return successor;
        });
    }

    @Test
    void saysUntilWhenItSurelyLeads() {
        Duration ttl = shortTtl();
        Candidate first = candidate("http://center-1:8589", ttl);
        awaitLead(first);
        Candidate second = candidate("http://center-2:8589", ttl);

        first.cutOff();
        Instant until = first.election().leadership().until();
        within(LIMIT).until(() -> second.election().leadership().leader());

        assertThat(clock.instant()).isAfter(until);
    }

    @Test
    void renewsTheLeadAsLongAsItLives() {
        Candidate first = candidate("http://center-1:8589", shortTtl());
        awaitLead(first);
        Instant until = first.election().leadership().until();

        within(LIMIT).until(() -> clock.instant().isAfter(until));

        assertThat(first.election().leadership().leader()).isTrue();
        assertThat(first.election().leadership().until()).isAfter(until);
    }
}
