package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Action;
import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Group;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationResult;
import io.humpback.core.Placement;
import io.humpback.core.RestartPolicy;
import io.humpback.scheduler.testing.TestingEngine;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows D9 to D14 of the catalogue of faults: what happens to containers behind our back. */
class DockerEventsTest {
    private static final String WEB_1 = "CLUSTER-default-web-1";
    private static final Duration BY_EVENTS = Duration.ofSeconds(3);
    private static final Duration SCAN = LoopFixture.SETTINGS.recoveryInterval().plusSeconds(3);

    private final LoopFixture fixture = new LoopFixture("n1");
    private final TestingEngine engine = fixture.engines.get("n1");

    private static ContainerSpec spec(String image, String policy) {
        return ContainerSpec.builder("web", image)
                .restartPolicy(new RestartPolicy(policy, 0))
                .build();
    }

    private MetaId created(String image, String policy) {
        return fixture.run(LoopFixture.create(1, spec(image, policy))).meta().id();
    }

    private boolean runs() {
        return engine.containers().stream()
                .anyMatch(one -> one.name().equals(WEB_1) && one.state().isLive());
    }

    private static long calls(TestingEngine engine, String verb) {
        return engine.calls().stream().filter(call -> call.startsWith(verb)).count();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("D9: daemon restart with and without live-restore -> no double creation")
    void d9_createsNothingTwiceWhenADaemonRestarts(boolean liveRestore) {
        created("app:1", "unless-stopped");
        engine.die();
        engine.restartDaemon(liveRestore);
        fixture.pass(Duration.ofSeconds(5));
        engine.comeBack();

        fixture.pass(Duration.ofSeconds(30));

        assertThat(runs()).isTrue();
        assertThat(calls(engine, "create")).isOne();
        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
    }

    @Test
    @DisplayName("D10: one inspect fails -> not lost")
    void d10_doesNotTakeAContainerForLostWhoseInspectionFails() {
        MetaId meta = created("app:1", "always");
        engine.refuse("inspect", 500, "inspect failed", 1);
        fixture.run(new Command.Operate(meta, Action.RESTART));
        engine.refuse("inspect", 404, "inspect failed", 1);
        fixture.run(new Command.Operate(meta, Action.RESTART));
        fixture.pass(Duration.ofMinutes(3));

        assertThat(runs()).isTrue();
        assertThat(calls(engine, "create")).isOne();
        assertThat(calls(engine, "remove")).isZero();
    }

    @Test
    @DisplayName("D11: concurrent deletes -> success")
    void d11_removesWhatSomebodyElseRemovesAtTheSameTime() {
        MetaId meta = created("app:1", "always");
        fixture.beforeCall = call -> {
            if (call.equals("remove") && !engine.containers().isEmpty()) {
                engine.deleteByHand(WEB_1);
            }
        };

        OperationResult result = fixture.run(new Command.RemoveMeta(meta));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.allNames()).isEmpty();
    }

    @Test
    @DisplayName("D12: event gap -> list")
    void d12_listsAfterEachReconnect() {
        created("app:1", "always");
        engine.setMute(true);
        engine.deleteByHand(WEB_1);
        fixture.pass(Duration.ofSeconds(5));
        assertThat(runs()).as("nobody has told of it").isFalse();

        engine.breakStreams();
        engine.setMute(false);
        fixture.pass(BY_EVENTS);

        assertThat(runs()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("D13: a user deletes -> recovered within 3 s by events, within the scan at worst")
    void d13_restoresWhatAUserDeleted(boolean heard) {
        created("app:1", "no");
        engine.setMute(!heard);

        engine.deleteByHand(WEB_1);
        fixture.pass(heard ? BY_EVENTS : SCAN);

        assertThat(runs()).isTrue();
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.RECOVER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"always", "unless-stopped", "on-failure"})
    @DisplayName("D13: a user stops, under a RestartPolicy other than no -> recovered within 3 s by events")
    void d13_startsWhatAUserStopped(String policy) {
        created("app:1", policy);

        engine.stopByHand(WEB_1, 0);
        fixture.pass(BY_EVENTS);

        assertThat(runs()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"always", "unless-stopped", "on-failure"})
    @DisplayName("D13: a user stops and no event tells of it -> recovered within the scan")
    void d13_startsWhatAUserStoppedAtTheScan(String policy) {
        created("app:1", policy);
        engine.setMute(true);

        engine.stopByHand(WEB_1, 143);
        fixture.pass(SCAN);

        assertThat(runs()).isTrue();
    }

    @Test
    @DisplayName("D13: under RestartPolicy no what was stopped stays")
    void d13_leavesWhatMayEnd() {
        created("app:1", "no");

        engine.stopByHand(WEB_1, 143);
        fixture.pass(SCAN);

        assertThat(runs()).isFalse();
        assertThat(fixture.allNames()).containsExactly(WEB_1);
    }

    @Test
    @DisplayName("D13: under on-failure an end of its own with 0 is a fair one")
    void d13_doesNotRunAJobTwiceThatHasDoneItsWork() {
        created("app:1", "on-failure");

        engine.endByHand(WEB_1, 0);
        fixture.pass(SCAN);

        assertThat(runs()).isFalse();
        assertThat(calls(engine, "start")).isOne();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("D13: a user renames -> recovered within 3 s by events, within the scan at worst")
    void d13_givesARenamedContainerItsNameAgain(boolean heard) {
        created("app:1", "always");
        String id = engine.containers().get(0).id();
        engine.setMute(!heard);

        engine.renameByHand(WEB_1, "mine");
        fixture.pass(heard ? BY_EVENTS : SCAN);

        assertThat(fixture.allNames()).containsExactly(WEB_1);
        assertThat(engine.containers().get(0).id()).isEqualTo(id);
    }

    @Test
    @DisplayName("D13: a user renames, and a foreign container takes the name -> told, neither is touched")
    void d13_leavesAForeignContainerTheNameThatItTook() {
        created("app:1", "always");
        engine.renameByHand(WEB_1, "mine");
        engine.addForeign(LoopFixture.spec(WEB_1, "foreign:1"));
        List<String> before = engine.calls();

        fixture.pass(SCAN);

        assertThat(engine.calls()).isEqualTo(before);
        assertThat(fixture.pending).anyMatch(line -> line.contains("renamed to mine"));
    }

    @Test
    @DisplayName("D13: with recovery off nothing is restored")
    void d13_restoresNothingWithRecoveryOff() {
        fixture.run(new Command.CreateMeta(
                Group.DEFAULT,
                1,
                spec("app:1", "always"),
                Placement.ANYWHERE,
                List.of(),
                new MetaOptions(true, false)));

        engine.deleteByHand(WEB_1);
        fixture.pass(SCAN);

        assertThat(fixture.allNames()).isEmpty();
    }

    @Test
    @DisplayName("D14: crash loop -> 10 s doubled up to 10 min")
    void d14_startsACrashingContainerEverLater() {
        created("crashes:1", "always");

        fixture.pass(Duration.ofMinutes(10));

        // one at its creation, then at 0, 10, 30, 70, 150 and 310 s
        assertThat(calls(engine, "start")).isBetween(6L, 8L);
        assertThat(fixture.allNames()).containsExactly(WEB_1);
        assertThat(calls(engine, "create"))
                .as("no other node fits, so it stays")
                .isOne();
    }

    @Test
    @DisplayName("D14: crash loop -> after 3 failures another node is tried")
    void d14_triesAnotherNodeAfterThreeFailures() {
        LoopFixture two = new LoopFixture("n1", "n2");
        two.run(LoopFixture.create(1, spec("app:1", "always")));
        String first = two.counts().get(0) == 1 ? "n1" : "n2";
        String second = first.equals("n1") ? "n2" : "n1";

        for (int second2 = 0; second2 < 90; second2++) {
            two.engines.get(first).containers().stream()
                    .filter(one -> one.state().isLive())
                    .map(ObservedContainer::name)
                    .forEach(name -> two.engines.get(first).endByHand(name, 1));
            two.pass(Duration.ofSeconds(1));
        }

        assertThat(two.engines.get(first).containers()).isEmpty();
        assertThat(two.engines.get(second).containers())
                .singleElement()
                .matches(one -> one.state().isLive() && one.name().equals(WEB_1));
        assertThat(calls(two.engines.get(first), "start")).isEqualTo(4);
        assertThat(two.causes()).containsExactly(Cause.CREATE, Cause.RECOVER);
    }

    @Test
    @DisplayName("D14: crash loop under a new leader -> backed off as before, never hammered")
    void d14_doesNotHammerUnderANewLeader() {
        created("crashes:1", "always");
        fixture.pass(Duration.ofMinutes(1));
        long before = calls(engine, "start");

        fixture.failOver();
        fixture.pass(Duration.ofSeconds(25));

        assertThat(calls(engine, "start") - before).isLessThanOrEqualTo(2);
    }
}
