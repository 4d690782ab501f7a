package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.Action;
import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Hook;
import io.humpback.core.MetaOptions;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationResult;
import io.humpback.core.Placement;
import io.humpback.core.Platform;
import io.humpback.core.RollOutPolicy;
import io.humpback.core.RollOutPolicy.Order;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Another configuration for running instances: how many at a time, in which order, and what is no other one. */
class RollingUpdateTest {
    private static final RollOutPolicy DEFAULT = RollOutPolicy.DEFAULT;

    private static ContainerSpec changed(ContainerSpec spec) {
        return spec.toBuilder().env(List.of("X=1")).build();
    }

    @ParameterizedTest
    @CsvSource({"1, 7", "2, 8", "3, 9", "0, 12", "50, 12"})
    void neverRunsFewerThanAllWhereNewOnesStartFirst(int parallelism, int most) {
        RollOutWorld world = new RollOutWorld(RollOutWorld.BRIDGED, 6, DEFAULT.withParallelism(parallelism));

        OperationResult result = world.upgrade("app:2");

        assertThat(result.isComplete()).isTrue();
        assertThat(world.images()).containsExactly(Map.entry("app:2", 6));
        assertThat(world.fewest()).isEqualTo(6);
        assertThat(world.most()).isEqualTo(most);
        assertThat(world.isRollingOut()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 4", "0, 5", "6, 0"})
    void neverRunsFewerThanAllButABatchWhereOldOnesStopFirst(int parallelism, int fewest) {
        RollOutWorld world = new RollOutWorld(RollOutWorld.HOST, 6, DEFAULT.withParallelism(parallelism));

        OperationResult result = world.upgrade("app:2");

        assertThat(result.isComplete()).isTrue();
        assertThat(world.images()).containsExactly(Map.entry("app:2", 6));
        assertThat(world.indexes()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(world.fewest()).isGreaterThanOrEqualTo(fewest);
        assertThat(world.most()).isEqualTo(6);
    }

    @Test
    void waitsBetweenBatchesForTheDelay() {
        RollOutWorld world = new RollOutWorld(
                RollOutWorld.BRIDGED, 3, DEFAULT.withParallelism(1).withDelay(Duration.ofSeconds(60)));
        CompletableFuture<OperationResult> future = world.submit(new Command.UpgradeMeta(world.meta, "app:2"));

        world.pass(Duration.ofSeconds(50));
        assertThat(world.images()).isEqualTo(Map.of("app:1", 2, "app:2", 1));
        world.pass(Duration.ofSeconds(60));
        assertThat(world.images()).isEqualTo(Map.of("app:1", 1, "app:2", 2));
        assertThat(future).isNotDone();
        world.pass(Duration.ofSeconds(60));

        assertThat(world.images()).isEqualTo(Map.of("app:2", 3));
        assertThat(future.join().isComplete()).isTrue();
        assertThat(world.fixture.causes()).containsExactly(Cause.CREATE, Cause.UPGRADE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void restoresAnOldOneThatIsDeletedDuringALongRollOut(boolean host) {
        ContainerSpec spec = host ? RollOutWorld.HOST : RollOutWorld.BRIDGED;
        RollOutWorld world =
                new RollOutWorld(spec, 3, DEFAULT.withParallelism(1).withDelay(Duration.ofMinutes(10)));
        world.submit(new Command.UpgradeMeta(world.meta, "app:2"));
        world.pass(Duration.ofSeconds(30));
        ObservedContainer old = world.one("app:1");

        world.engineOf(old).deleteByHand(old.name());
        world.pass(Duration.ofSeconds(5));

        assertThat(world.images()).isEqualTo(Map.of("app:1", 2, "app:2", 1));
        assertThat(world.running()).isEqualTo(3);
        assertThat(world.fixture.causes()).containsExactly(Cause.CREATE, Cause.RECOVER);
        world.pass(Duration.ofMinutes(22));
        assertThat(world.images()).isEqualTo(Map.of("app:2", 3));
    }

    @ParameterizedTest
    @CsvSource({"false, 0", "false, 1", "true, 1", "true, 2"})
    void endsAllNewThoughANodeDiesInTheMiddle(boolean host, int parallelism) {
        ContainerSpec spec = host ? RollOutWorld.HOST : RollOutWorld.BRIDGED;
        for (int calls = 0; calls < 30; calls++) {
            RollOutWorld world = new RollOutWorld(spec, 3, DEFAULT.withParallelism(parallelism));
            world.fixture.loop.submit(new Command.UpgradeMeta(world.meta, "app:2"));
            world.fixture.step();
            for (int i = 0; i < calls; i++) {
                world.fixture.runOneCall();
                world.fixture.clock.advance(Duration.ofMillis(200));
                world.fixture.step();
            }

            world.fixture.engines.get("n2").die();
            world.pass(Duration.ofMinutes(6));
            world.fixture.engines.get("n2").comeBack();
            world.pass(Duration.ofSeconds(40));

            assertThat(world.images()).as("after %d calls", calls).isEqualTo(Map.of("app:2", 3));
            assertThat(world.running()).isEqualTo(3);
            assertThat(world.isRollingOut()).isFalse();
        }
    }

    @Test
    void updatesConfigurationAndNumberInOne() {
        for (ContainerSpec spec : List.of(RollOutWorld.BRIDGED, RollOutWorld.HOST)) {
            for (int parallelism : List.of(0, 1, 2)) {
                for (int instances : List.of(0, 1, 3, 5)) {
                    RollOutWorld world = new RollOutWorld(spec, 3, DEFAULT.withParallelism(parallelism));

                    OperationResult result = world.fixture.run(
                            new Command.UpdateMeta(world.meta, instances, null, null, null, changed(spec)));

                    assertThat(result.isComplete()).isTrue();
                    assertThat(world.all())
                            .as("%s %d to %d", spec.networkMode(), parallelism, instances)
                            .hasSize(instances)
                            .allMatch(container -> container.spec().env().contains("X=1"));
                    assertThat(world.fewest())
                            .isGreaterThanOrEqualTo(
                                    Math.min(instances, 3) - (spec.usesHostNetwork() ? Math.max(1, parallelism) : 0));
                    assertThat(world.fixture.causes()).containsExactly(Cause.CREATE, Cause.UPDATE);
                }
            }
        }
    }

    @Test
    void undoesTheWholeUpdateIfItsConfigurationCannotRun() {
        RollOutWorld world = new RollOutWorld(RollOutWorld.BRIDGED, 3, DEFAULT);
        ContainerSpec broken =
                RollOutWorld.BRIDGED.toBuilder().image("broken:2").build();

        OperationResult result = world.fixture.run(
                new Command.UpdateMeta(world.meta, 5, null, List.of(new Hook("http://other/", "")), null, broken));

        assertThat(result.isFailed()).isTrue();
        assertThat(world.meta().instances()).isEqualTo(3);
        assertThat(world.meta().hooks()).extracting(Hook::url).containsExactly("http://127.0.0.1/hook");
        assertThat(world.images()).isEqualTo(Map.of("app:1", 3));
    }

    @Test
    @DisplayName("null against [] re-creates everything -> what is empty, absent or the default changes nothing")
    void recreatesNothingForTheSameInOtherWords() {
        RollOutWorld world = new RollOutWorld(RollOutWorld.BRIDGED, 3, DEFAULT);
        Set<String> before = world.ids();
        ContainerSpec same = ContainerSpec.builder("web", "app:1")
                .env(null)
                .ports(null)
                .volumes(List.of())
                .labels(null)
                .networkMode("default")
                .build();

        world.fixture.run(world.update(same));

        assertThat(world.ids()).isEqualTo(before);
        assertThat(world.fixture.causes()).containsExactly(Cause.CREATE);
    }

    @Test
    void recreatesNothingForHooksOptionsOrPlacement() {
        RollOutWorld world = new RollOutWorld(RollOutWorld.BRIDGED, 3, DEFAULT);
        Set<String> before = world.ids();

        world.fixture.run(new Command.UpdateMeta(
                world.meta,
                3,
                new Placement(List.of(), List.of(), List.of(new Platform("linux", "x86_64"))),
                List.of(),
                new MetaOptions(false, true),
                RollOutWorld.BRIDGED));
        world.pass(Duration.ofSeconds(10));

        assertThat(world.ids()).isEqualTo(before);
    }

    @Test
    @DisplayName("An update removes before it knows that it can create -> one without room removes nothing")
    void removesNothingForAnUpdateThatFindsNoRoom() {
        for (Order order : List.of(Order.START_FIRST, Order.STOP_FIRST)) {
            RollOutWorld world = new RollOutWorld(RollOutWorld.BRIDGED, 3, DEFAULT.withOrder(order));
            Set<String> before = world.ids();

            OperationResult result = world.fixture.run(world.update(
                    RollOutWorld.BRIDGED.toBuilder().memoryBytes(1L << 40).build()));
            world.pass(Duration.ofMinutes(1));

            assertThat(result.isFailed()).isTrue();
            assertThat(result.items().get(0).reason()).contains("lack memory");
            assertThat(world.ids()).isEqualTo(before);
            assertThat(world.meta().spec()).isEqualTo(RollOutWorld.BRIDGED);
        }
    }

    @ParameterizedTest
    @DisplayName("A bad image leaves nothing -> all old ones run on, and nothing is told")
    @ValueSource(booleans = {true, false})
    void leavesAllOldOnesForAnImageThatCannotBeFetched(boolean host) {
        RollOutWorld world = new RollOutWorld(host ? RollOutWorld.HOST : RollOutWorld.BRIDGED, 3, DEFAULT);
        Set<String> before = world.ids();

        OperationResult result = world.upgrade("missing:2");
        world.pass(Duration.ofMinutes(2));

        assertThat(result.isFailed()).isTrue();
        assertThat(result.items().get(0).reason()).contains("pull access denied");
        assertThat(world.ids()).isEqualTo(before);
        assertThat(world.fewest()).isEqualTo(3);
        assertThat(world.fixture.causes()).containsExactly(Cause.CREATE);
    }

    @Test
    @DisplayName("Images with a registry port are corrupted by any PUT -> an update leaves the image as it is")
    void keepsARegistrysPort() {
        ContainerSpec spec = LoopFixture.spec("web", "registry:5000/app:1");
        RollOutWorld world = new RollOutWorld(spec, 1, DEFAULT);

        world.fixture.run(LoopFixture.scale(world.meta, 2));
        world.fixture.run(world.update(changed(spec)));

        assertThat(world.images()).isEqualTo(Map.of("registry:5000/app:1", 2));
    }

    @Test
    void refusesAnotherNameAndABadImage() {
        RollOutWorld world = new RollOutWorld(RollOutWorld.BRIDGED, 1, DEFAULT);

        assertThatThrownBy(() -> world.fixture.run(world.update(LoopFixture.spec("other", "app:1"))))
                .hasMessageContaining("name: other (expected: web, which stays)");
        assertThatThrownBy(() -> world.upgrade("NOT an image")).hasMessageContaining("image: NOT an image");
    }

    @Test
    void keepsStoppedOnesStopped() {
        for (ContainerSpec spec : List.of(RollOutWorld.BRIDGED, RollOutWorld.HOST)) {
            RollOutWorld world = new RollOutWorld(spec, 3, DEFAULT);
            world.fixture.run(new Command.Operate(world.meta, Action.STOP));

            OperationResult result = world.upgrade("app:2");

            assertThat(result.isComplete()).isTrue();
            assertThat(world.images()).isEqualTo(Map.of("app:2", 3));
            assertThat(world.running()).isZero();
        }
    }

    @Test
    void startsNewOnesElsewhereFirstWhereThatIsAskedForUnderHostNetworking() {
        RollOutWorld world = new RollOutWorld(
                RollOutWorld.HOST, 2, DEFAULT.withOrder(Order.START_FIRST).withParallelism(1));

        world.upgrade("app:2");

        assertThat(world.images()).isEqualTo(Map.of("app:2", 2));
        assertThat(world.fewest()).isEqualTo(2);
    }
}
