package io.humpback.scheduler.control;

import static io.humpback.scheduler.control.LoopFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Group;
import io.humpback.core.Hook;
import io.humpback.core.Meta;
import io.humpback.core.MetaOptions;
import io.humpback.core.OperationResult;
import io.humpback.core.Placement;
import io.humpback.core.RollOutPolicy;
import io.humpback.scheduler.control.CommandRejectedException.Reason;
import io.humpback.scheduler.reconcile.LoopSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A creation that may replace what has its name: nothing goes before what takes its place runs. */
class ReCreateTest {
    private final RollOutWorld world = new RollOutWorld(spec("web", "app:1"), 2, RollOutPolicy.DEFAULT);

    private static Command.CreateMeta reCreate(int instances, ContainerSpec spec, boolean force) {
        return new Command.CreateMeta(
                Group.DEFAULT,
                instances,
                spec,
                Placement.ANYWHERE,
                List.of(new Hook("http://127.0.0.1/other", "")),
                new MetaOptions(true, false),
                true,
                force);
    }

    private OperationResult run(int instances, String image) {
        return world.fixture.run(reCreate(instances, spec("web", image), false));
    }

    @Test
    void becomesWhatIsAskedForAndKeepsItsId() {
        OperationResult result = run(3, "app:2");

        assertThat(result.isComplete()).isTrue();
        assertThat(result.containers()).hasSize(3);
        assertThat(world.images()).isEqualTo(Map.of("app:2", 3));
        Meta meta = world.meta();
        assertThat(result.meta().id()).isEqualTo(world.meta);
        assertThat(meta.instances()).isEqualTo(3);
        assertThat(meta.hooks()).containsExactly(new Hook("http://127.0.0.1/other", ""));
        assertThat(meta.options().recovery()).isFalse();
        assertThat(meta.options().rollOut()).isEqualTo(RollOutPolicy.DEFAULT);
        assertThat(world.fixture.loop.view().metas(Group.DEFAULT)).hasSize(1);
        assertThat(world.fixture.causes()).containsExactly(Cause.CREATE, Cause.UPDATE);
    }

    @Test
    void neverHasLessRunningThanBefore() {
        run(2, "app:2");

        assertThat(world.fewest()).isEqualTo(2);
    }

    @Test
    void replacesInstancesOfTheSameConfiguration() {
        Set<String> before = world.ids();

        assertThat(run(2, "app:1").isComplete()).isTrue();

        assertThat(world.ids()).hasSize(2).doesNotContainAnyElementsOf(before);
    }

    @Test
    @DisplayName("C7: a bad image -> every old instance goes on, untouched")
    void c7_leavesTheOldOnesRunningWhereTheImageIsBad() {
        for (String image : List.of("missing:2", "broken:2", "crashes:2")) {
            Set<String> before = world.ids();

            OperationResult result = run(2, image);

            assertThat(result.isFailed()).as(image).isTrue();
            assertThat(world.ids()).as(image).isEqualTo(before);
            assertThat(world.running()).as(image).isEqualTo(2);
            assertThat(world.fewest()).as(image).isEqualTo(2);
            assertThat(world.meta().spec().image()).isEqualTo("app:1");
            assertThat(world.meta().options().recovery()).isTrue();
        }
    }

    @Test
    @DisplayName("C1: the leader dies in the middle -> the next one finishes it")
    void c1_isFinishedByTheNextLeader() {
        world.submit(reCreate(2, spec("web", "app:2"), false));

        world.fixture.failOver();
        world.pass(Duration.ofMinutes(1));

        assertThat(world.images()).isEqualTo(Map.of("app:2", 2));
        assertThat(world.fewest()).isEqualTo(2);
    }

    @Test
    void runsWhatWasScaledToNothing() {
        world.fixture.run(LoopFixture.scale(world.meta, 0));

        assertThat(run(2, "app:2").isComplete()).isTrue();

        assertThat(world.images()).isEqualTo(Map.of("app:2", 2));
    }

    @Test
    void createsWhereNothingHasTheName() {
        OperationResult result = world.fixture.run(reCreate(1, spec("other", "app:1"), false));

        assertThat(result.meta().id()).isNotEqualTo(world.meta);
        assertThat(world.fixture.causes()).containsExactly(Cause.CREATE, Cause.CREATE);
    }

    @Test
    void refusesANameThatDiffersInItsCaseOnly() {
        assertRejected(reCreate(1, spec("WEB", "app:2"), false), Reason.NAME_TAKEN);
    }

    @Test
    void waitsForNoOtherOperation() {
        world.submit(LoopFixture.scale(world.meta, 3));
        CompletableFuture<OperationResult> first = world.fixture.loop.submit(world.update(spec("web", "app:2")));
        world.fixture.step();

        assertRejected(reCreate(2, spec("web", "app:3"), false), Reason.SETTING);
        assertThat(first).isNotCompletedExceptionally();
    }

    private void assertRejected(Command command, Reason reason) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> world.submit(command).join())
                .havingCause()
                .isInstanceOfSatisfying(
                        CommandRejectedException.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(reason));
    }

    @Test
    void letsTheOldOnesFinishUnlessForced() {
        for (boolean force : new boolean[] {false, true}) {
            LoopSettings settings = LoopSettings.DEFAULT.withRemoveDelay(Duration.ofMinutes(5));
            RollOutWorld slow = new RollOutWorld(
                    new LoopFixture(settings, "n1", "n2"), spec("web", "app:1"), 1, RollOutPolicy.DEFAULT);

            slow.fixture.run(reCreate(1, spec("web", "app:2"), force));
            slow.pass(Duration.ofSeconds(30));

            assertThat(slow.images()).isEqualTo(force ? Map.of("app:2", 1) : Map.of("app:1", 1, "app:2", 1));
        }
    }

    @Test
    void refusesOurLabelsInEveryConfiguration() {
        ContainerSpec labelled = spec("web", "app:2").toBuilder()
                .labels(Map.of("Humpback.meta", "x"))
                .build();

        assertRejected(world.update(labelled), Reason.INVALID);
        assertRejected(reCreate(2, labelled, false), Reason.INVALID);
        assertThat(world.images()).isEqualTo(Map.of("app:1", 2));
    }
}
