package io.humpback.scheduler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Group;
import io.humpback.core.GroupGuard;
import io.humpback.core.GroupGuard.Mode;
import io.humpback.core.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StormGuardTest {
    private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LONG_AGO = T.minusSeconds(86_400);
    private final StormGuard guard = new StormGuard(LoopSettings.DEFAULT);

    private static Instant at(long seconds) {
        return T.plusSeconds(seconds);
    }

    /** Nodes that were lost {@code apart} seconds after each other, the first at T. */
    private static SortedMap<NodeId, Instant> lost(int count, int apart) {
        SortedMap<NodeId, Instant> down = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            down.put(NodeId.of("n" + (100 + i)), at((long) i * apart));
        }
        return down;
    }

    private static StormGuard.Sight sight(int nodes, SortedMap<NodeId, Instant> down) {
        return new StormGuard.Sight(nodes, down, down.keySet(), false, true, LONG_AGO);
    }

    private static StormGuard.Sight sight(
            StormGuard.Sight sight, boolean outOfReach, boolean answering, Instant backendFailedAt) {
        return new StormGuard.Sight(
                sight.nodes(), sight.down(), sight.occupied(), outOfReach, answering, backendFailedAt);
    }

    private static GroupGuard open() {
        return GroupGuard.open(Group.DEFAULT);
    }

    @ParameterizedTest(name = "{0} of {1} nodes down, lost {2} s apart: {3}")
    @CsvSource({
        "1, 1, 0, FROZEN_WHOLE",
        "1, 2, 0, OPEN",
        "2, 2, 100, FROZEN_WHOLE",
        "1, 3, 0, OPEN",
        "2, 3, 0, OPEN",
        "2, 3, 100, OPEN",
        "3, 3, 100, FROZEN_WHOLE",
        "2, 4, 0, OPEN",
        "3, 4, 100, FROZEN_PARTLY",
        "3, 5, 0, FROZEN_PARTLY",
        "3, 5, 100, FROZEN_PARTLY",
        "2, 5, 0, OPEN",
        "3, 6, 0, FROZEN_PARTLY",
        "3, 6, 15, FROZEN_PARTLY",
        "3, 6, 16, OPEN",
        "4, 9, 100, OPEN",
        "5, 9, 100, FROZEN_PARTLY",
        "5, 10, 100, OPEN",
        "6, 10, 100, FROZEN_PARTLY",
        "10, 10, 100, FROZEN_WHOLE",
        "11, 20, 100, FROZEN_PARTLY",
        "10, 20, 100, OPEN",
        "5, 20, 0, OPEN",
        "6, 20, 0, FROZEN_PARTLY",
        "6, 20, 6, FROZEN_PARTLY",
        "6, 20, 7, OPEN",
        "6, 21, 0, OPEN",
        "7, 21, 0, FROZEN_PARTLY",
        "3, 11, 0, OPEN",
        "4, 11, 0, FROZEN_PARTLY"
    })
    void freezesFromTheSharesOfTheRule(int down, int nodes, int apart, Mode expected) {
        assertThat(guard.cause(sight(nodes, lost(down, apart)), at(10_000)).mode())
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} s after an outage: {1}")
    @CsvSource({"0, FROZEN_BACKEND", "29, FROZEN_BACKEND", "30, OPEN"})
    void freezesForOneTtlAfterAnOutage(int seconds, Mode expected) {
        StormGuard.Sight sight = sight(sight(5, lost(1, 0)), false, true, T);

        assertThat(guard.next(open(), sight, at(seconds)).mode()).isEqualTo(expected);
    }

    @Test
    void givesOneNodeItsTurnAfterTheDelayAndTheNextEachTenSeconds() {
        StormGuard.Sight sight = sight(10, lost(2, 0));

        GroupGuard before = guard.next(open(), sight, at(44));
        GroupGuard first = guard.next(before, sight, at(45));
        GroupGuard still = guard.next(first, sight, at(54));
        GroupGuard second = guard.next(still, sight, at(55));

        assertThat(before.released()).isEmpty();
        assertThat(first.released()).containsExactly(NodeId.of("n100"));
        assertThat(still).isEqualTo(first);
        assertThat(second.released()).hasSize(2);
    }

    @Test
    void doesNotDriftByTheLengthOfATick() {
        StormGuard.Sight sight = sight(20, lost(5, 0));
        GroupGuard state = open();

        for (int second = 46; second < 90; second += 3) {
            state = guard.next(state, sight, at(second));
        }

        assertThat(state.lastSlot()).isEqualTo(at(85));
        assertThat(state.released()).hasSize(5);
    }

    @Test
    void givesNoTwoTurnsAtOnceThoughNobodyLookedForAWhile() {
        StormGuard.Sight sight = sight(20, lost(3, 40));

        GroupGuard first = guard.next(open(), sight, at(300));

        assertThat(first.released()).hasSize(1);
        assertThat(guard.next(first, sight, at(309)).released()).hasSize(1);
        assertThat(guard.next(first, sight, at(310)).released()).hasSize(2);
    }

    @Test
    void takesTheTurnOfANodeThatReturned() {
        StormGuard.Sight two = sight(10, lost(2, 0));
        GroupGuard released = guard.next(open(), two, at(45));

        SortedMap<NodeId, Instant> other = lost(2, 0);
        other.remove(NodeId.of("n100"));
        GroupGuard after = guard.next(released, sight(10, other), at(46));

        assertThat(after.released()).isEmpty();
        assertThat(guard.next(after, sight(10, new TreeMap<>()), at(47))).isEqualTo(open());
    }

    @Test
    void startsEveryCountdownInFullAfterAFreeze() {
        GroupGuard frozen = guard.next(open(), sight(3, lost(3, 0)), at(40));
        SortedMap<NodeId, Instant> two = lost(2, 0);
        GroupGuard opened = guard.next(frozen, sight(3, two), at(1_000));

        assertThat(frozen.mode()).isEqualTo(Mode.FROZEN_WHOLE);
        assertThat(opened.mode()).isEqualTo(Mode.OPEN);
        assertThat(guard.next(opened, sight(3, two), at(1_044)).released()).isEmpty();
        assertThat(guard.next(opened, sight(3, two), at(1_045)).released()).hasSize(1);
    }

    @Test
    void thawsAPartAfterTenMinutesOfUnbrokenDeathAndThenGoesSlowly() {
        StormGuard.Sight sight = sight(5, lost(3, 10));
        GroupGuard frozen = guard.next(open(), sight, at(20));

        GroupGuard still = guard.next(frozen, sight, at(619));
        GroupGuard thawed = guard.next(still, sight, at(620));

        assertThat(still).isEqualTo(frozen);
        assertThat(thawed.mode()).isEqualTo(Mode.THAWED);
        assertThat(guard.next(thawed, sight, at(664)).released()).isEmpty();
        GroupGuard first = guard.next(thawed, sight, at(665));
        assertThat(first.released()).hasSize(1);
        assertThat(guard.next(first, sight, at(714)).released()).hasSize(1);
        assertThat(guard.next(first, sight, at(715)).released()).hasSize(2);
    }

    @Test
    void freezesAnewWhenAFurtherNodeIsLostAfterTheThaw() {
        GroupGuard thawed = guard.next(guard.next(open(), sight(7, lost(4, 0)), T), sight(7, lost(4, 0)), at(600));
        SortedMap<NodeId, Instant> five = lost(4, 0);
        five.put(NodeId.of("late"), at(700));

        GroupGuard again = guard.next(thawed, sight(7, five), at(700));

        assertThat(thawed.mode()).isEqualTo(Mode.THAWED);
        assertThat(again.mode()).isEqualTo(Mode.FROZEN_PARTLY);
        assertThat(guard.next(again, sight(7, five), at(1_299)).mode()).isEqualTo(Mode.FROZEN_PARTLY);
        assertThat(guard.next(again, sight(7, five), at(1_300)).mode()).isEqualTo(Mode.THAWED);
    }

    @Test
    void doesNotThawWhileASurvivorIsOutOfReachOrSilent() {
        StormGuard.Sight calm = sight(5, lost(3, 0));
        GroupGuard frozen = guard.next(open(), calm, T);
        GroupGuard uneasy = guard.next(frozen, sight(calm, true, false, LONG_AGO), at(300));
        GroupGuard calmed = guard.next(uneasy, calm, at(310));

        assertThat(uneasy.calmSince()).isEqualTo(GroupGuard.NEVER);
        assertThat(guard.next(calmed, calm, at(909)).mode()).isEqualTo(Mode.FROZEN_PARTLY);
        assertThat(guard.next(calmed, calm, at(910)).mode()).isEqualTo(Mode.THAWED);
        assertThat(guard.next(calmed, sight(calm, false, false, LONG_AGO), at(910))
                        .mode())
                .isEqualTo(Mode.FROZEN_PARTLY);
    }

    @Test
    void neverThawsAWholeGroupButForAnOperator() {
        StormGuard.Sight sight = sight(2, lost(2, 0));
        GroupGuard frozen = guard.next(open(), sight, T);
        GroupGuard later = guard.next(frozen, sight, at(86_400));

        GroupGuard lifted = StormGuard.override(later, at(86_400));

        assertThat(later.mode()).isEqualTo(Mode.FROZEN_WHOLE);
        assertThat(guard.next(lifted, sight, at(86_444)).released()).isEmpty();
        assertThat(guard.next(lifted, sight, at(86_445)).released()).hasSize(1);
    }

    @Test
    void countsTheTenMinutesFromTheEndOfAnOutage() {
        StormGuard.Sight out = sight(sight(5, lost(3, 0)), false, true, at(500));
        GroupGuard partly = guard.next(open(), sight(5, lost(3, 0)), T);

        GroupGuard backend = guard.next(partly, out, at(500));
        GroupGuard again = guard.next(backend, out, at(530));

        assertThat(backend.mode()).isEqualTo(Mode.FROZEN_BACKEND);
        assertThat(again.mode()).isEqualTo(Mode.FROZEN_PARTLY);
        assertThat(guard.next(again, out, at(1_129)).mode()).isEqualTo(Mode.FROZEN_PARTLY);
        assertThat(guard.next(again, out, at(1_130)).mode()).isEqualTo(Mode.THAWED);
    }

    @Test
    void leavesAnOverrideInForceDuringAnOutage() {
        StormGuard.Sight out = sight(sight(5, lost(1, 0)), false, true, at(1_000));
        GroupGuard lifted = StormGuard.override(guard.next(open(), out, at(1_000)), at(1_000));

        GroupGuard after = guard.next(lifted, sight(out, false, true, at(1_045)), at(1_045));

        assertThat(after.mode()).isEqualTo(Mode.OVERRIDDEN);
        assertThat(after.released()).hasSize(1);
    }

    @Test
    void givesATurnOnlyToNodesThatSomethingIsAssignedTo() {
        SortedMap<NodeId, Instant> down = lost(2, 0);
        StormGuard.Sight sight = new StormGuard.Sight(
                9, down, java.util.Set.of(NodeId.of("n101"), NodeId.of("alive")), false, true, GroupGuard.NEVER);

        assertThat(guard.next(open(), sight, at(45)).released()).isEqualTo(List.of(NodeId.of("n101")));
    }

    @Test
    void settlesAtOnce() {
        for (int down = 1; down <= 6; down++) {
            for (int second = 0; second < 800; second += 7) {
                StormGuard.Sight sight = sight(6, lost(down, 9));
                GroupGuard once = guard.next(open(), sight, at(second));

                assertThat(guard.next(once, sight, at(second))).isEqualTo(once);
            }
        }
    }
}
