package io.humpback.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.spi.Leadership;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeadershipStateTest {
    private Instant now = Instant.EPOCH;
    private final LeadershipState state = new LeadershipState(() -> now);
    private final List<Leadership> told = new ArrayList<>();

    @Test
    void endsTheLeadByItselfWhenItsTimeIsOver() {
        state.leads(now.plusSeconds(10), "here");
        assertThat(state.leadership().leader()).isTrue();

        now = now.plusSeconds(10);

        assertThat(state.leadership()).isEqualTo(new Leadership(false, Instant.EPOCH, ""));
    }

    @Test
    void tellsOfEachChangeButOfNoRenewal() {
        state.onChange(() -> told.add(state.leadership()));

        state.leads(now.plusSeconds(10), "here");
        state.leads(now.plusSeconds(20), "here");
        state.follows("there");
        state.follows("there");

        assertThat(told)
                .extracting(Leadership::leader, Leadership::leaderAddress)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(true, "here"),
                        org.assertj.core.groups.Tuple.tuple(false, "there"));
    }

    @Test
    void tellsOnceThatALeadWasNotRenewed() {
        state.leads(now.plusSeconds(10), "here");
        state.onChange(() -> told.add(state.leadership()));
        state.expire();
        assertThat(told).isEmpty();

        now = now.plusSeconds(10);
        state.expire();
        state.expire();

        assertThat(told).hasSize(1);
    }

    @Test
    void isSilentOnceItIsClosed() {
        state.onChange(() -> told.add(state.leadership()));

        state.close();
        state.leads(now.plusSeconds(10), "here");

        assertThat(told).isEmpty();
        assertThat(state.leadership().leader()).isFalse();
    }
}
