package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.Action;
import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.DocumentKind;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationResult;
import io.humpback.core.RollOutPolicy;
import io.humpback.core.RollOutPolicy.FailureAction;
import io.humpback.core.RollOutProgress.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Back to the configuration before: by itself after a failure, and by command at any time. */
class RollbackTest {
    private static final RollOutPolicy ONE_BY_ONE = RollOutPolicy.DEFAULT.withParallelism(1);
    private static final RollOutPolicy SLOW = ONE_BY_ONE.withDelay(Duration.ofMinutes(10));
    private static final RollOutPolicy PAUSING = ONE_BY_ONE.withFailureAction(FailureAction.PAUSE);

    static Stream<ContainerSpec> specs() {
        return Stream.of(RollOutWorld.BRIDGED, RollOutWorld.HOST);
    }

    /** The image works until the first {@code good} of its containers were created. */
    private static void breakAfter(RollOutWorld world, int good) {
        int[] starts = {0};
        world.fixture
                .engines
                .values()
                .forEach(engine -> engine.refuseStarts(
                        container -> container.spec().image().equals("app:2") && ++starts[0] > good));
    }

    @ParameterizedTest
    @MethodSource("specs")
    @DisplayName("C7: upgrade fails at instance k -> all old instances run again")
    void c7_runsAllOldInstancesAgainWhereverItFails(ContainerSpec spec) {
        for (int parallelism : List.of(1, 2, 0)) {
            for (int k = 0; k < 4; k++) {
                RollOutWorld world = new RollOutWorld(spec, 4, RollOutPolicy.DEFAULT.withParallelism(parallelism));
                breakAfter(world, k);

                OperationResult result = world.upgrade("app:2");
                world.pass(Duration.ofMinutes(2));

                assertThat(result.isFailed()).isTrue();
                assertThat(result.items().get(0).reason()).contains("no such file");
                assertThat(world.images())
                        .as("%s %d at %d", spec.networkMode(), parallelism, k)
                        .isEqualTo(Map.of("app:1", 4));
                assertThat(world.running()).isEqualTo(4);
                assertThat(world.isRollingOut()).isFalse();
                assertThat(world.meta().spec().image()).isEqualTo("app:1");
                int down = spec.usesHostNetwork() ? Math.max(1, parallelism) : 0;
                assertThat(world.fewest()).isGreaterThanOrEqualTo(4 - down);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    @DisplayName("S14: an upgrade ends all new or all old, also if the leader dies between any two calls")
    void s14_endsAllNewOrAllOldAfterADeathBetweenAnyTwoCalls(ContainerSpec spec) {
        for (int parallelism : List.of(0, 1, 2)) {
            for (int good : List.of(0, 1, 3)) {
                for (int calls = 0; calls < 26; calls++) {
                    RollOutWorld world = new RollOutWorld(spec, 3, RollOutPolicy.DEFAULT.withParallelism(parallelism));
                    breakAfter(world, good);
                    world.fixture.loop.submit(new Command.UpgradeMeta(world.meta, "app:2"));
                    world.fixture.step();
                    for (int i = 0; i < calls; i++) {
                        world.fixture.runOneCall();
                        world.fixture.clock.advance(Duration.ofMillis(300));
                        world.fixture.step();
                    }

                    world.fixture.failOver();
                    world.pass(Duration.ofSeconds(100));

                    assertThat(world.images())
                            .as("%s %d, %d good, death after %d calls", spec.networkMode(), parallelism, good, calls)
                            .isEqualTo(Map.of(good == 3 ? "app:2" : "app:1", 3));
                    assertThat(world.running()).isEqualTo(3);
                    assertThat(world.isRollingOut()).isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void goesBackInTheMiddleByCommand(ContainerSpec spec) {
        RollOutWorld world = new RollOutWorld(spec, 3, SLOW);
        CompletableFuture<OperationResult> upgrade = world.submit(new Command.UpgradeMeta(world.meta, "app:2"));
        world.pass(Duration.ofSeconds(30));
        assertThat(world.images()).isEqualTo(Map.of("app:1", 2, "app:2", 1));

        OperationResult result = world.fixture.run(new Command.RollbackMeta(world.meta));

        assertThat(result.isComplete()).isTrue();
        assertThat(upgrade.join().isFailed()).isTrue();
        assertThat(world.images()).isEqualTo(Map.of("app:1", 3));
        assertThat(world.isRollingOut()).isFalse();
        assertThat(world.fixture.causes()).containsExactly(Cause.CREATE, Cause.UPGRADE);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void goesBackAfterItsEndAndForthAgain(ContainerSpec spec) {
        RollOutWorld world = new RollOutWorld(spec, 3, RollOutPolicy.DEFAULT);
        world.upgrade("app:2");

        world.fixture.run(new Command.RollbackMeta(world.meta));
        assertThat(world.images()).isEqualTo(Map.of("app:1", 3));
        world.fixture.run(new Command.RollbackMeta(world.meta));
        assertThat(world.images()).isEqualTo(Map.of("app:2", 3));
        world.upgrade("app:3");
        world.fixture.run(new Command.RollbackMeta(world.meta));

        assertThat(world.images()).isEqualTo(Map.of("app:2", 3));
        assertThat(world.fixture.causes())
                .containsExactly(
                        Cause.CREATE, Cause.UPGRADE, Cause.UPGRADE, Cause.UPGRADE, Cause.UPGRADE, Cause.UPGRADE);
    }

    @Test
    void hasNothingToGoBackToAtFirst() {
        RollOutWorld world = new RollOutWorld(RollOutWorld.BRIDGED, 1, RollOutPolicy.DEFAULT);

        assertThatThrownBy(() -> world.fixture.run(new Command.RollbackMeta(world.meta)))
                .hasMessageContaining("meta has no previous configuration");
        assertThatThrownBy(() -> world.fixture.run(new Command.ResumeRollOut(world.meta)))
                .hasMessageContaining("meta has no held roll-out");
    }

    @ParameterizedTest
    @MethodSource("specs")
    void isHeldWithAReasonWhenItPauses(ContainerSpec spec) {
        RollOutWorld world = new RollOutWorld(spec, 3, PAUSING);
        breakAfter(world, 1);

        OperationResult result = world.upgrade("app:2");
        world.pass(Duration.ofMinutes(20));

        assertThat(result.isFailed()).isTrue();
        assertThat(world.images()).isEqualTo(Map.of("app:1", 2, "app:2", 1));
        assertThat(world.running()).isEqualTo(3);
        assertThat(world.status().isHeld()).isTrue();
        assertThat(world.status().reason()).contains("no such file");
        assertThat(world.status().failedContainer()).startsWith("CLUSTER-default-web-");
        assertThat(world.status().fresh()).isEqualTo(1);
        assertThat(world.fixture.causes()).containsExactly(Cause.CREATE);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void goesOnFromWhereItWasHeld(ContainerSpec spec) {
        RollOutWorld world = new RollOutWorld(spec, 3, PAUSING);
        breakAfter(world, 1);
        world.upgrade("app:2");
        breakAfter(world, 100);

        OperationResult result = world.fixture.run(new Command.ResumeRollOut(world.meta));

        assertThat(result.isComplete()).isTrue();
        assertThat(world.images()).isEqualTo(Map.of("app:2", 3));
        assertThat(world.fixture.causes()).containsExactly(Cause.CREATE, Cause.UPGRADE);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void goesBackFromWhereItWasHeld(ContainerSpec spec) {
        RollOutWorld world = new RollOutWorld(spec, 3, PAUSING);
        breakAfter(world, 2);
        world.upgrade("app:2");

        OperationResult result = world.fixture.run(new Command.RollbackMeta(world.meta));

        assertThat(result.isComplete()).isTrue();
        assertThat(world.images()).isEqualTo(Map.of("app:1", 3));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void takesAnotherConfigurationWhileItIsHeld(ContainerSpec spec) {
        RollOutWorld world = new RollOutWorld(spec, 3, PAUSING);
        breakAfter(world, 1);
        world.upgrade("app:2");

        OperationResult result = world.upgrade("app:3");

        assertThat(result.isComplete()).isTrue();
        assertThat(world.images()).isEqualTo(Map.of("app:3", 3));
        assertThat(world.meta().previousSpec()).extracting(ContainerSpec::image).isEqualTo("app:1");
    }

    @ParameterizedTest
    @MethodSource("specs")
    void goesBackToTheLastThatRanEverywhereAfterASecondFailure(ContainerSpec spec) {
        RollOutWorld world = new RollOutWorld(spec, 3, PAUSING);
        breakAfter(world, 1);
        world.upgrade("app:2");
        world.upgrade("broken:3");
        assertThat(world.status().isHeld()).isTrue();

        world.fixture.run(new Command.RollbackMeta(world.meta));

        assertThat(world.images()).isEqualTo(Map.of("app:1", 3));
        assertThat(world.running()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void restoresAndMovesBothKindsWhileItIsHeld(ContainerSpec spec) {
        RollOutWorld world = new RollOutWorld(spec, 3, PAUSING);
        breakAfter(world, 1);
        world.upgrade("app:2");
        breakAfter(world, 100);
        for (String image : List.of("app:1", "app:2")) {
            ObservedContainer one = world.one(image);
            world.engineOf(one).deleteByHand(one.name());
        }
        world.pass(Duration.ofSeconds(10));
        assertThat(world.images()).isEqualTo(Map.of("app:1", 2, "app:2", 1));

        world.fixture.engines.get("n2").die();
        world.pass(Duration.ofSeconds(90));
        world.fixture.engines.get("n2").comeBack();
        world.pass(Duration.ofSeconds(60));

        assertThat(world.images()).isEqualTo(Map.of("app:1", 2, "app:2", 1));
        assertThat(world.running()).isEqualTo(3);
        assertThat(world.status().isHeld()).isTrue();
    }

    @Test
    void operatesAndRemovesWhileItIsHeldButScalesNot() {
        RollOutWorld world = new RollOutWorld(RollOutWorld.BRIDGED, 3, PAUSING);
        breakAfter(world, 1);
        world.upgrade("app:2");

        assertThatThrownBy(() -> world.fixture.run(LoopFixture.scale(world.meta, 5)))
                .hasMessageContaining("an operation is not finished");
        assertThat(world.fixture
                        .run(new Command.Operate(world.meta, Action.RESTART))
                        .isComplete())
                .isTrue();
        world.fixture.run(new Command.RemoveMeta(world.meta));

        assertThat(world.all()).isEmpty();
        assertThat(world.fixture.store.load().documents())
                .noneMatch(document -> document.key().kind() == DocumentKind.OPERATION);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void staysHeldUnderAnotherLeader(boolean host) {
        RollOutWorld world = new RollOutWorld(host ? RollOutWorld.HOST : RollOutWorld.BRIDGED, 3, PAUSING);
        breakAfter(world, 1);
        world.upgrade("app:2");
        Set<String> before = world.ids();

        world.fixture.failOver();
        world.pass(Duration.ofMinutes(3));

        assertThat(world.ids()).isEqualTo(before);
        assertThat(world.status().stage()).isEqualTo(Stage.HELD);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void triesAgainEverLaterUntilAllAreNewWhereItContinues(ContainerSpec spec) {
        RollOutWorld world = new RollOutWorld(spec, 3, ONE_BY_ONE.withFailureAction(FailureAction.CONTINUE));
        breakAfter(world, 1);
        CompletableFuture<OperationResult> future = world.submit(new Command.UpgradeMeta(world.meta, "app:2"));
        world.pass(Duration.ofMinutes(4));
        assertThat(future).isNotDone();
        assertThat(world.status().reason()).contains("no such file");
        assertThat(world.running()).isGreaterThanOrEqualTo(2);
        int tries = world.fixture.engines.values().stream()
                .mapToInt(engine -> engine.calls().size())
                .sum();

        breakAfter(world, 100);
        world.pass(Duration.ofMinutes(11));

        assertThat(future.join().isComplete()).isTrue();
        assertThat(world.images()).isEqualTo(Map.of("app:2", 3));
        assertThat(tries).isLessThan(60);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void neverTakesAContainerForAnotherConfigurationThanItRuns(ContainerSpec spec) {
        RollOutWorld world = new RollOutWorld(spec, 2, ONE_BY_ONE);
        for (int round = 2; round < 8; round++) {
            switch (round % 3) {
                case 0 -> world.upgrade("broken:" + round);
                case 1 -> world.fixture.run(new Command.RollbackMeta(world.meta));
                default -> world.upgrade("app:" + round);
            }
            for (ObservedContainer container : world.all()) {
                long version = container.findIdentity().orElseThrow().specVersion();
                assertThat(world.meta().specOf(version).image())
                        .isEqualTo(container.spec().image());
                assertThat(container.spec().image())
                        .isEqualTo(world.meta().spec().image());
            }
        }
    }
}
