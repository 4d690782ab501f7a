package io.humpback.scheduler.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tells random stories to a control loop: commands, deaths and returns of nodes, lost calls and answers, what users do
 * behind its back, changes of leader. The invariants hold after every call, and when the faults have stopped it
 * converges and is silent. A failure names its seed and tells the story.
 */
class ControlLoopStoryTest {
    private static final int SEEDS = Integer.getInteger("humpback.stories", 60);
    private static final int FIRST = Integer.getInteger("humpback.story", 1);

    @Test
    void everyStoryEndsWell() {
        List<String> failures = new ArrayList<>();
        for (int seed = FIRST; seed < FIRST + SEEDS && failures.size() < 3; seed++) {
            Story story = new Story(seed);
            try {
                story.run(30);
                story.end(Duration.ofMinutes(12));
            } catch (AssertionError | RuntimeException e) {
                failures.add("seed " + seed + ": " + e + ", " + e.getCause() + "\n" + story.trace());
            }
        }
        org.assertj.core.api.Assertions.assertThat(failures)
                .as(String.join("\n\n", failures))
                .isEmpty();
    }
}
