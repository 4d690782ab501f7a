package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecoveredTest {
    private static final Recovered RECOVERED = new Recovered(3, 9, Set.of(1, 4));

    @Test
    void leavesOpenWhatWasMadeInThatTimeAndNotFound() {
        assertThat(RECOVERED.leavesOpen(2, 4)).isTrue();
        assertThat(RECOVERED.leavesOpen(2, 9)).isTrue();
        assertThat(RECOVERED.leavesOpen(1, 9)).as("found").isFalse();
        assertThat(RECOVERED.leavesOpen(2, 3)).as("known before").isFalse();
        assertThat(RECOVERED.leavesOpen(2, 10)).as("made since").isFalse();
    }

    @Test
    void goesOnWithAFurtherOne() {
        assertThat(RECOVERED.and(new Recovered(9, 12, Set.of(5)))).isEqualTo(new Recovered(3, 12, Set.of(1, 4, 5)));
    }

    @Test
    void staysWithTheAssignmentsAndKeepsNumbersFromBeingGivenAgain() {
        MetaId meta = MetaId.of("m");
        MetaAssignments rebuilt = MetaAssignments.none(meta).recovered(RECOVERED);

        assertThat(rebuilt.lastIncarnation()).isEqualTo(9);
        assertThat(rebuilt.with(List.of(Assignment.of(1, 10, NodeId.of("n"), 1, RunGoal.RUNNING)))
                        .without(Set.of(1))
                        .withLastEvent(7)
                        .recovered())
                .isEqualTo(RECOVERED);
    }

    @Test
    void endsNotBeforeItBegins() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Recovered(3, 2, Set.of()));
    }
}
