package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationResult;
import io.humpback.core.RestartPolicy;
import io.humpback.core.RollOutPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a new instance counts as good. */
class HealthGateTest {
    private static final RollOutPolicy POLICY = RollOutPolicy.DEFAULT.withMonitor(Duration.ofSeconds(20));

    private final RollOutWorld world = new RollOutWorld(RollOutWorld.BRIDGED, 3, POLICY);

    private CompletableFuture<OperationResult> begin(String image) {
        return world.submit(new Command.UpgradeMeta(world.meta, image));
    }

    @Test
    void waitsForAnImagesOwnCheck() {
        CompletableFuture<OperationResult> future = begin("checked:2");

        world.pass(Duration.ofMinutes(3));
        assertThat(world.images()).isEqualTo(Map.of("app:1", 3, "checked:2", 3));
        world.sayHealth("checked:2", "healthy");
        world.pass(Duration.ofSeconds(19));
        assertThat(future).isNotDone();
        world.pass(Duration.ofSeconds(3));

        assertThat(future.join().isComplete()).isTrue();
        assertThat(world.images()).isEqualTo(Map.of("checked:2", 3));
    }

    @Test
    void takesAnUnhealthyOneForFailed() {
        CompletableFuture<OperationResult> future = begin("checked:2");
        world.pass(Duration.ofSeconds(5));

        world.sayHealth("checked:2", "unhealthy");
        world.pass(Duration.ofSeconds(5));

        assertThat(future.join().isFailed()).isTrue();
        assertThat(future.join().items().get(0).reason()).isEqualTo("the container is unhealthy");
        assertThat(world.images()).isEqualTo(Map.of("app:1", 3));
        assertThat(world.fewest()).isEqualTo(3);
    }

    @Test
    void takesOneThatBecomesUnhealthyDuringTheMonitorTimeForFailed() {
        CompletableFuture<OperationResult> future = begin("checked:2");
        world.sayHealth("checked:2", "healthy");
        world.pass(Duration.ofSeconds(10));

        ObservedContainer one = world.one("checked:2");
        world.engineOf(one).sayHealth(one.name(), "unhealthy");
        world.pass(Duration.ofSeconds(5));

        assertThat(future.join().isFailed()).isTrue();
        assertThat(world.images()).isEqualTo(Map.of("app:1", 3));
    }

    @Test
    void losesPatienceWithAnImageThatNeverBecomesHealthy() {
        CompletableFuture<OperationResult> future = begin("checked:2");

        world.pass(Duration.ofMinutes(6));

        assertThat(future.join().isFailed()).isTrue();
        assertThat(future.join().items().get(0).reason()).isEqualTo("the container is not healthy yet");
        assertThat(world.images()).isEqualTo(Map.of("app:1", 3));
    }

    @ParameterizedTest
    @CsvSource({"always, 0", "always, 1", "unless-stopped, 3"})
    void takesOneThatEndsDuringTheMonitorTimeForFailed(String restartPolicy, int exitCode) {
        ContainerSpec spec = RollOutWorld.BRIDGED.toBuilder()
                .restartPolicy(new RestartPolicy(restartPolicy, 0))
                .build();
        RollOutWorld restarting = new RollOutWorld(spec, 3, POLICY);
        CompletableFuture<OperationResult> future =
                restarting.submit(new Command.UpgradeMeta(restarting.meta, "app:2"));
        restarting.pass(Duration.ofSeconds(10));

        ObservedContainer one = restarting.one("app:2");
        restarting.engineOf(one).endByHand(one.name(), exitCode);
        restarting.pass(Duration.ofSeconds(5));

        assertThat(future.join().isFailed()).isTrue();
        assertThat(future.join().items().get(0).reason()).contains("exit code " + exitCode);
        assertThat(restarting.images()).isEqualTo(Map.of("app:1", 3));
    }

    @Test
    void takesOneThatItsEngineStartedAgainDuringTheMonitorTimeForFailed() {
        CompletableFuture<OperationResult> future = begin("app:2");
        world.pass(Duration.ofSeconds(10));

        ObservedContainer one = world.one("app:2");
        world.engineOf(one).restart(one.id(), Duration.ZERO, Duration.ZERO);
        world.pass(Duration.ofSeconds(5));

        assertThat(future.join().isFailed()).isTrue();
        assertThat(future.join().items().get(0).reason()).contains("was started again");
    }

    @Test
    void takesOneThatIsMeantToEndForGoodIfItEndsWell() {
        OperationResult result = world.upgrade("exits:2");

        assertThat(result.isComplete()).isTrue();
        assertThat(world.images()).isEqualTo(Map.of("exits:2", 3));
    }

    @Test
    void takesOneThatIsMeantToEndForFailedIfItEndsBadly() {
        CompletableFuture<OperationResult> future = begin("app:2");
        world.pass(Duration.ofSeconds(5));

        ObservedContainer one = world.one("app:2");
        world.engineOf(one).endByHand(one.name(), 2);
        world.pass(Duration.ofSeconds(5));

        assertThat(future.join().items().get(0).reason()).isEqualTo("the container has ended with exit code 2");
        assertThat(world.images()).isEqualTo(Map.of("app:1", 3));
    }
}
