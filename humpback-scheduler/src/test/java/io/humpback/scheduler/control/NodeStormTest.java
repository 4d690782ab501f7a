package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Cause;
import io.humpback.core.Group;
import io.humpback.core.GroupGuard;
import io.humpback.core.GroupGuard.Mode;
import io.humpback.core.GroupId;
import io.humpback.core.Hook;
import io.humpback.core.MetaOptions;
import io.humpback.core.Placement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row N9, rule R8: what moves and what is frozen when many nodes die, or seem to. */
class NodeStormTest {
    private static final Duration TTL = LoopFixture.SETTINGS.nodeTtl();
    private static final Duration DELAY = LoopFixture.SETTINGS.migrateDelay();
    /** When a configured node whose engine ends is down: the miss is noticed at once, then two more tries. */
    private static final Duration DOWN = Duration.ofSeconds(2);

    private static LoopFixture withInstances(int nodes) {
        LoopFixture fixture = new LoopFixture(
                IntStream.rangeClosed(1, nodes).mapToObj(i -> "n" + i).toArray(String[]::new));
        fixture.created(nodes, "app:1");
        return fixture;
    }

    private static void kill(LoopFixture fixture, int from, int to) {
        for (int i = from; i <= to; i++) {
            fixture.engines.get("n" + i).die();
        }
        fixture.settle();
    }

    private static void revive(LoopFixture fixture, int from, int to) {
        for (int i = from; i <= to; i++) {
            fixture.engines.get("n" + i).comeBack();
        }
    }

    /** How many containers the engines hold, dead and stale ones included. */
    private static int containers(LoopFixture fixture) {
        return fixture.allNames().size();
    }

    @Test
    @DisplayName("N9: 2 of 3 -> both move, the second 10 s after the first")
    void n9_movesTwoOfThreeOneAfterTheOther() {
        LoopFixture fixture = withInstances(3);
        kill(fixture, 1, 2);

        fixture.pass(DOWN.plus(DELAY).minusSeconds(1));
        assertThat(containers(fixture)).isEqualTo(3);
        fixture.pass(Duration.ofSeconds(1));
        assertThat(containers(fixture)).isEqualTo(4);
        fixture.pass(Duration.ofSeconds(9));
        assertThat(containers(fixture)).isEqualTo(4);
        fixture.pass(Duration.ofSeconds(1));
        assertThat(containers(fixture)).isEqualTo(5);
        assertThat(fixture.guards).isEmpty();
    }

    @Test
    @DisplayName("N9: 3 of 5 -> frozen, thaws after 10 min, then the delay, then 0.02 node/s")
    void n9_freezesThreeOfFiveAndThawsThemSlowly() {
        LoopFixture fixture = withInstances(5);
        kill(fixture, 1, 3);
        fixture.pass(DOWN);
        assertThat(fixture.guard()).isEqualTo(Mode.FROZEN_PARTLY);

        fixture.pass(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(fixture.guard()).isEqualTo(Mode.FROZEN_PARTLY);
        assertThat(containers(fixture)).isEqualTo(5);
        assertThat(fixture.pending)
                .contains("CLUSTER-default-web-1: migration is frozen: 3 of 5 nodes are down")
                .hasSize(3);
        fixture.pass(Duration.ofSeconds(1));
        assertThat(fixture.guard()).isEqualTo(Mode.THAWED);
        fixture.pass(DELAY.minusSeconds(1));
        assertThat(containers(fixture)).isEqualTo(5);
        fixture.pass(Duration.ofSeconds(1));
        assertThat(containers(fixture)).isEqualTo(6);
        fixture.pass(Duration.ofSeconds(49));
        assertThat(containers(fixture)).isEqualTo(6);
        fixture.pass(Duration.ofSeconds(1));
        assertThat(containers(fixture)).isEqualTo(7);
        fixture.pass(Duration.ofSeconds(50));
        assertThat(containers(fixture)).isEqualTo(8);
        assertThat(fixture.guards).extracting(GroupGuard::mode).containsExactly(Mode.FROZEN_PARTLY, Mode.THAWED);
    }

    @Test
    @DisplayName("N9: 6 of 10 -> frozen; when one returns, every countdown starts in full")
    void n9_startsCountdownsInFullWhenTheCauseOfAFreezeEnds() {
        LoopFixture fixture = withInstances(10);
        for (int i = 1; i <= 6; i++) {
            kill(fixture, i, i);
            fixture.pass(Duration.ofSeconds(20)); // never three within one TTL
        }
        assertThat(fixture.guard()).isEqualTo(Mode.FROZEN_PARTLY);
        int before = containers(fixture);

        revive(fixture, 6, 6);
        fixture.pass(Duration.ofSeconds(2));
        assertThat(fixture.guard()).isEqualTo(Mode.OPEN);
        fixture.pass(DELAY.minusSeconds(3));
        assertThat(containers(fixture)).isEqualTo(before);
        fixture.pass(Duration.ofSeconds(4));
        assertThat(containers(fixture)).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("N9: all -> frozen for as long as it lasts")
    void n9_freezesAWholeGroupUntilANodeReturns() {
        LoopFixture fixture = withInstances(3);
        kill(fixture, 1, 3);

        fixture.pass(Duration.ofHours(2));
        assertThat(fixture.guard()).isEqualTo(Mode.FROZEN_WHOLE);
        assertThat(containers(fixture)).isEqualTo(3);
        revive(fixture, 1, 1);
        fixture.pass(Duration.ofSeconds(5));
        assertThat(fixture.guard()).isEqualTo(Mode.OPEN);
        fixture.pass(DELAY.minusSeconds(6));
        assertThat(containers(fixture)).isEqualTo(3);
        fixture.pass(Duration.ofSeconds(6).plusSeconds(10));
        assertThat(fixture.counts()).containsExactly(3, 1, 1);
    }

    @Test
    @DisplayName("N9: a group of one node never migrates, but after an operator's word")
    void n9_letsAnOperatorEndAFreeze() {
        LoopFixture fixture = withInstances(4);
        kill(fixture, 1, 3);
        fixture.pass(Duration.ofSeconds(90));
        assertThat(fixture.guard()).isEqualTo(Mode.FROZEN_PARTLY);

        fixture.loop.set(new ClusterSetting.LiftFreeze(Group.DEFAULT));
        fixture.settle();
        assertThat(fixture.guard()).isEqualTo(Mode.OVERRIDDEN);
        fixture.pass(DELAY.minusSeconds(1));
        assertThat(containers(fixture)).isEqualTo(4);
        fixture.pass(Duration.ofSeconds(21));
        assertThat(containers(fixture)).isEqualTo(7);
    }

    @Test
    @DisplayName("N9: the countdown and the rate survive a change of leader")
    void n9_keepsTheRateUnderANewLeader() {
        LoopFixture fixture = withInstances(9);
        kill(fixture, 1, 2);
        fixture.pass(DOWN.plus(DELAY));
        assertThat(containers(fixture)).isEqualTo(10);

        fixture.failOver();
        fixture.pass(Duration.ofSeconds(9));
        assertThat(containers(fixture)).isEqualTo(10);
        fixture.pass(Duration.ofSeconds(1));
        assertThat(containers(fixture)).isEqualTo(11);
    }

    @Test
    @DisplayName("O7: two nodes down are two countdowns")
    void n9_countsDownForEachNode() {
        LoopFixture fixture = withInstances(9);
        kill(fixture, 1, 1);
        fixture.pass(Duration.ofSeconds(30));
        kill(fixture, 2, 2);

        fixture.pass(DOWN.plus(DELAY).minusSeconds(30));
        assertThat(containers(fixture)).isEqualTo(10);
        fixture.pass(Duration.ofSeconds(29));
        assertThat(containers(fixture)).isEqualTo(10);
        fixture.pass(Duration.ofSeconds(1));
        assertThat(containers(fixture)).isEqualTo(11);
    }

    @Test
    @DisplayName("N9: a freeze of one group freezes only that group's migrations")
    void n9_freezesOneGroupOnly() {
        LoopFixture fixture = withInstances(7);
        GroupId small = GroupId.of("small");
        fixture.loop.set(new ClusterSetting.PutGroup(new Group(
                small, "small", true, false, List.of(new Group.Server("n1", ""), new Group.Server("n2", "")), "", "")));
        fixture.settle();
        fixture.run(new Command.CreateMeta(
                small,
                2,
                LoopFixture.spec("pair", "app:1"),
                Placement.ANYWHERE,
                List.of(new Hook("http://127.0.0.1/hook", "")),
                MetaOptions.DEFAULT));
        kill(fixture, 1, 2);
        fixture.pass(DOWN.plus(DELAY).plusSeconds(10));

        assertThat(fixture.guards)
                .extracting(guard -> guard.group() + " " + guard.mode())
                .containsExactly("small FROZEN_WHOLE");
        assertThat(containers(fixture)).isEqualTo(9 + 2);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.CREATE, Cause.MIGRATE, Cause.MIGRATE);
    }

    @Test
    @DisplayName("R8: nothing moves within one TTL of an outage of the directory, and countdowns start in full")
    void n9_freezesWhileTheDirectoryIsOutAndOneTtlLonger() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        fixture.created(3, "app:1");
        kill(fixture, 1, 1);
        fixture.pass(TTL);
        fixture.announce("n2", "n3");
        fixture.pass(Duration.ofSeconds(20));
        fixture.directory.fail("connection refused");
        fixture.pass(Duration.ofMinutes(10));
        assertThat(fixture.guard()).isEqualTo(Mode.FROZEN_BACKEND);
        assertThat(containers(fixture)).isEqualTo(3);

        fixture.directory.recover();
        fixture.settle();
        fixture.pass(TTL.plus(DELAY).minusSeconds(1));
        assertThat(containers(fixture)).isEqualTo(3);
        fixture.pass(Duration.ofSeconds(1));
        assertThat(containers(fixture)).isEqualTo(4);
    }

    @Test
    @DisplayName("R8: nothing moves within one TTL of an outage of the state store")
    void n9_freezesAfterAnOutageOfTheStore() {
        LoopFixture fixture = withInstances(3);
        kill(fixture, 1, 1);
        fixture.pass(Duration.ofSeconds(20));
        fixture.store.unavailable(true);
        fixture.pass(Duration.ofSeconds(5));
        fixture.store.unavailable(false);

        fixture.pass(TTL.plus(DELAY).minusSeconds(1));
        assertThat(containers(fixture)).isEqualTo(3);
        fixture.pass(Duration.ofSeconds(1));
        assertThat(containers(fixture)).isEqualTo(4);
    }

    @Test
    @DisplayName("S8: an outage of the directory, or its empty view, makes nobody absent")
    void n9_followsNothingFromAbsenceDuringAnOutage() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        fixture.created(3, "app:1");
        fixture.directory.fail("connection refused");
        fixture.pass(Duration.ofMinutes(1));

        assertThat(fixture.shown("n1").state().name()).isEqualTo("HEALTHY");
        assertThat(fixture.guards).isEmpty();
    }
}
