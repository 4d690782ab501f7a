package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.contract.NodeRecord;
import io.humpback.server.agent.AnnouncementException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlternateTargetsTest {
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final NodeRecord RECORD = new NodeRecord(
                    "E", "n", "10.0.0.1", "10.0.0.1:8500", 2, 1, "", "", "", "", "", List.of(), "", "")
            .asOurs("start-1", null, false, 7);

    private final List<String> asked = new ArrayList<>();
    private final Center first = new Center("c1");
    private final Center second = new Center("c2");
    private final AlternateTargets targets = new AlternateTargets(List.of(first, second));

    private final class Center implements AnnouncementTarget {
        private final String name;
        private @Nullable Kind failing;
        private Runnable onCall = () -> {};
        private boolean closed;

        Center(String name) {
            this.name = name;
        }

        private void asked() {
            asked.add(name);
            onCall.run();
            if (failing != null) {
                throw AnnouncementException.of(failing, name + " fails", null);
            }
        }

        @Override
        public Lease announce(String agentKey, NodeRecord record, Duration ttl) {
            asked();
            return new Lease(Duration.ofSeconds(1), name);
        }

        @Override
        public void leave(String agentKey, String instance) {
            asked();
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private AnnouncementTarget.Lease announce() {
        return targets.announce("k", RECORD, TTL);
    }

    @Test
    void staysWithTheFirstOneThatAnswers() {
        announce();
        announce();

        assertThat(asked).containsExactly("c1", "c1");
        assertThat(targets).hasToString("c1");
    }

    @Test
    void goesToTheNextOneAndStaysThere() {
        first.failing = Kind.UNREACHABLE;

        assertThat(announce().clusterId()).isEqualTo("c2");
        announce();

        assertThat(asked).containsExactly("c1", "c2", "c2");
        assertThat(targets).hasToString("c2");
    }

    @Test
    void comesBackToTheFirstOneWhenTheSecondIsGone() {
        first.failing = Kind.UNREACHABLE;
        announce();
        first.failing = null;
        second.failing = Kind.UNREACHABLE;

        assertThat(announce().clusterId()).isEqualTo("c1");
    }

    @Test
    void takesARefusalForAll() {
        first.failing = Kind.UNAUTHORIZED;

        assertThatThrownBy(this::announce).hasMessage("c1 fails");
        assertThat(asked).containsExactly("c1");
    }

    @Test
    void saysThatNoneIsReached() {
        first.failing = Kind.UNREACHABLE;
        second.failing = Kind.UNREACHABLE;

        assertThatThrownBy(this::announce)
                .isInstanceOfSatisfying(
                        AnnouncementException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessage("none of 2 centers can be reached, the first: c1 fails");
        assertThat(asked).containsExactly("c1", "c2");
    }

    @Test
    void leavesWhereverItCan() {
        first.failing = Kind.UNREACHABLE;

        targets.leave("k", "i");

        assertThat(asked).containsExactly("c1", "c2");
    }

    @Test
    void asksNoOtherOnceItIsCancelled() {
        first.failing = Kind.UNREACHABLE;
        first.onCall = targets::cancel;

        assertThatThrownBy(this::announce).isInstanceOf(AnnouncementException.class);
        assertThat(asked).containsExactly("c1");
    }

    @Test
    void closesAll() {
        targets.close();

        assertThat(first.closed && second.closed).isTrue();
    }
}
