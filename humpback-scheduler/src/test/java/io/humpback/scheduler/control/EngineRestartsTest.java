package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Action;
import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Group;
import io.humpback.core.ObservedContainer;
import io.humpback.core.RestartPolicy;
import io.humpback.scheduler.testing.TestingEngine;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row D14 of the catalogue of faults where Docker itself starts again what ends, so that we never have to. */
class EngineRestartsTest {
    private static final String WEB_1 = "CLUSTER-default-web-1";
    private static final ContainerSpec SPEC = ContainerSpec.builder("web", "app:1")
            .restartPolicy(new RestartPolicy("always", 0))
            .build();

    private LoopFixture fixture = new LoopFixture("n1", "n2");

    private void create(String... nodes) {
        fixture = new LoopFixture(nodes);
        fixture.run(LoopFixture.create(1, SPEC));
    }

    private TestingEngine host() {
        return fixture.engines.values().stream()
                .filter(engine -> !engine.containers().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private long creations() {
        return fixture.engines.values().stream()
                .flatMap(engine -> engine.calls().stream())
                .filter(call -> call.startsWith("create"))
                .count();
    }

    /** Lets the container end on its first node every {@code pause}, and returns how long it took until it was gone. */
    private Duration crash(TestingEngine engine, Duration pause, boolean waiting, Duration longest) {
        long seconds = 0;
        for (; seconds < longest.toSeconds() && !engine.containers().isEmpty(); seconds++) {
            if (seconds % pause.toSeconds() == 0) {
                engine.restartByPolicy(WEB_1, waiting);
            }
            fixture.pass(Duration.ofSeconds(1));
        }
        return Duration.ofSeconds(seconds);
    }

    @Test
    @DisplayName("D14: Docker restarts it again and again -> another node is tried")
    void d14_triesAnotherNodeWhereDockerRestartsItAgainAndAgain() {
        create("n1", "n2");
        TestingEngine first = host();
        LiveInvariants invariants = LiveInvariants.watch(fixture);

        Duration took = crash(first, Duration.ofSeconds(5), false, Duration.ofMinutes(5));
        invariants.end();

        assertThat(took).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(90));
        assertThat(host().containers())
                .singleElement()
                .matches(one -> one.name().equals(WEB_1) && one.state().isLive());
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.MIGRATE);
    }

    @Test
    @DisplayName("D14: Docker waits between its restarts -> the same")
    void d14_triesAnotherNodeWhereDockerWaitsMostOfTheTime() {
        create("n1", "n2");
        TestingEngine first = host();

        crash(first, Duration.ofSeconds(20), true, Duration.ofMinutes(5));

        assertThat(first.containers()).isEmpty();
        assertThat(host().containers()).hasSize(1);
    }

    @Test
    @DisplayName("D14: no other node -> it stays, untouched")
    void d14_leavesItWhereItIsWithoutAnotherNode() {
        create("n1");
        List<String> before =
                host().containers().stream().map(ObservedContainer::id).toList();

        crash(host(), Duration.ofSeconds(5), false, Duration.ofMinutes(5));

        assertThat(host().containers()).extracting(ObservedContainer::id).isEqualTo(before);
        assertThat(creations()).isOne();
    }

    @Test
    @DisplayName("D14: it ends on every node -> ever rarer moves, and always one instance")
    void d14_movesEverMoreRarelyWhereNoNodeIsBetter() {
        create("n1", "n2", "n3");

        for (int second = 0; second < 3600; second++) {
            if (second % 5 == 0) {
                host().restartByPolicy(WEB_1, false);
            }
            fixture.pass(Duration.ofSeconds(1));
            assertThat(fixture.allNames()).contains(WEB_1);
        }

        // after 40 s, 320 s more, and then every 10 min
        assertThat(creations()).isBetween(3L, 9L);
        assertThat(fixture.allNames()).hasSize(1);
    }

    @Test
    @DisplayName("D14: fewer than three restarts, or one now and then -> it stays")
    void d14_leavesWhatDockerHasRestartedWithSuccess() {
        create("n1", "n2");
        TestingEngine first = host();

        first.restartByPolicy(WEB_1, false);
        fixture.pass(Duration.ofSeconds(5));
        first.restartByPolicy(WEB_1, false);
        fixture.pass(Duration.ofMinutes(15));
        first.restartByPolicy(WEB_1, false);
        fixture.pass(Duration.ofMinutes(5));

        assertThat(first.containers()).hasSize(1);
        assertThat(creations()).isOne();
    }

    @Test
    @DisplayName("D14: it settled before its time to move came -> it stays")
    void d14_leavesWhatHasSettled() {
        create("n1", "n2");
        TestingEngine first = host();
        for (int i = 0; i < 8; i++) {
            first.restartByPolicy(WEB_1, false); // as while it waits for what it needs
            fixture.pass(Duration.ofSeconds(1));
        }
        fixture.pass(Duration.ofMinutes(10));

        assertThat(first.containers()).hasSize(1);
    }

    @Test
    @DisplayName("D14: under a new leader -> what happened before it does not count")
    void d14_countsFromWhereANewLeaderBegan() {
        create("n1", "n2");
        TestingEngine first = host();
        fixture.takeOver();
        for (int i = 0; i < 5; i++) {
            first.restartByPolicy(WEB_1, false);
        }

        fixture.pass(Duration.ofMinutes(5));

        assertThat(first.containers()).hasSize(1);
    }

    @Test
    @DisplayName("D14: stopped by a user after restarts -> it stays stopped where it is")
    void d14_movesNothingThatIsStopped() {
        create("n1", "n2");
        TestingEngine first = host();
        for (int i = 0; i < 4; i++) {
            first.restartByPolicy(WEB_1, false);
            fixture.pass(Duration.ofSeconds(1));
        }
        fixture.run(new Command.Operate(
                fixture.loop.view().metas(Group.DEFAULT).get(0).id(), Action.STOP));

        fixture.pass(Duration.ofMinutes(2));

        assertThat(first.containers()).hasSize(1);
        assertThat(creations()).isOne();
    }
}
