package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.scheduler.reconcile.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanNewsTest {
    private final List<String> told = new ArrayList<>();
    private final PlanNews news = new PlanNews(new LoopListener() {
        @Override
        public void roundFailed(RuntimeException failure) {
            told.add(failure.getMessage());
        }
    });

    @Test
    void tellsAFailureOnceForAsLongAsItLasts() {
        news.tell(failing("a"));
        news.tell(failing("a"));
        news.tell(failing("a", "b"));

        assertThat(told).containsExactly("a", "b");
    }

    @Test
    void tellsAFailureAgainThatComesBack() {
        news.tell(failing("a"));
        news.tell(failing());
        news.tell(failing("a"));

        assertThat(told).containsExactly("a", "a");
    }

    private static Plan failing(String... messages) {
        List<RuntimeException> failures = new ArrayList<>();
        for (String message : messages) {
            failures.add(new IllegalStateException(message));
        }
        return new Plan(List.of(), List.of(), new TreeMap<>(), List.of(), failures);
    }
}
