package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Action;
import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.MetaId;
import io.humpback.core.RestartPolicy;
import io.humpback.core.RollOutPolicy;
import io.humpback.scheduler.reconcile.LoopSettings;
import io.humpback.scheduler.testing.TestingEngine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where two parts of the loop meet: what one remembers or has under way must not mislead the other. */
class InteractionTest {
    private static final Duration SECONDS = Duration.ofSeconds(1);

    private static ContainerSpec service(String image) {
        return LoopFixture.spec("web", image).toBuilder()
                .restartPolicy(new RestartPolicy("always", 0))
                .build();
    }

    private static MetaId created(LoopFixture fixture, ContainerSpec spec, int instances) {
        return fixture.run(LoopFixture.create(instances, spec)).meta().id();
    }

    @Test
    @DisplayName("R12 x operate: starts on request are no failures of the container")
    void starts_again_at_once_what_was_stopped_and_started_on_request() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = created(fixture, service("app:1"), 1);
        String node = fixture.names().get("n1").isEmpty() ? "n2" : "n1";
        for (int i = 0; i < 4; i++) {
            fixture.run(new Command.Operate(meta, Action.STOP));
            fixture.run(new Command.Operate(meta, Action.START));
        }
        fixture.pass(Duration.ofSeconds(15));

        fixture.engines.get(node).endByHand("CLUSTER-default-web-1", 1);
        fixture.pass(Duration.ofSeconds(3));

        assertThat(fixture.engines.get(node).containers())
                .hasSize(1)
                .allMatch(container -> container.state().isLive());
    }

    @Test
    @DisplayName("D13 x roll-out: an upgrade that was rolled back does not delay a recovery")
    void recovers_at_once_after_a_roll_back() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = created(fixture, service("app:1"), 1);
        for (int i = 0; i < 3; i++) {
            fixture.run(new Command.UpgradeMeta(meta, "broken:" + i));
        }
        fixture.pass(Duration.ofSeconds(15));
        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1");
        String node = fixture.names().get("n1").isEmpty() ? "n2" : "n1";

        fixture.engines.get(node).deleteByHand("CLUSTER-default-web-1");
        fixture.pass(Duration.ofSeconds(3));

        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1");
    }

    @Test
    @DisplayName("D2 x D7: a container that was created late and cannot be started gives way to one on another node")
    void leaves_a_node_where_a_late_container_cannot_be_started() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.engines.get("n2").setDiskFull(true);
        fixture.engines.get("n1").freeze("start");
        CompletableFuture<?> created = fixture.submit(LoopFixture.create(1, service("app:1")));
        for (int second = 0; second < 400 && !created.isDone(); second++) {
            fixture.pass(SECONDS);
        }
        assertThat(created).isDone();
        assertThat(fixture.allNames()).isNotEmpty();
        fixture.engines.get("n1").refuseStarts(container -> true);
        fixture.engines.get("n2").setDiskFull(false);
        fixture.engines.get("n1").thaw();

        fixture.pass(Duration.ofMinutes(5));

        assertThat(fixture.names().get("n1")).isEmpty();
        assertThat(fixture.engines.get("n2").containers())
                .hasSize(1)
                .allMatch(container -> container.state().isLive());
    }

    @Test
    @DisplayName("roll back x call under way: an original that a call is just replacing is not adopted")
    void does_not_adopt_what_a_call_under_way_takes_away() {
        LoopFixture fixture = new LoopFixture("n1");
        MetaId meta = created(
                fixture, service("app:1").toBuilder().networkMode("host").build(), 1);
        fixture.loop.submit(new Command.UpgradeMeta(meta, "app:2"));
        fixture.step();
        CompletableFuture<?> back = fixture.loop.submit(new Command.RollbackMeta(meta));
        fixture.step();
        fixture.pass(Duration.ofSeconds(30));

        assertThat(back).isDone();
        assertThat(fixture.engines.get("n1").containers())
                .singleElement()
                .matches(container -> container.state().isLive())
                .matches(container -> container.spec().image().equals("app:1"));
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.UPGRADE);
    }

    @Test
    @DisplayName("roll-out x remove delay: what a third configuration left behind goes as well")
    void replaces_a_roll_out_on_its_way_back_whose_configuration_is_known_no_more() {
        LoopFixture fixture = new LoopFixture(LoopSettings.DEFAULT, "n1", "n2");
        MetaId meta = created(fixture, service("app:1"), 2);
        fixture.submit(new Command.UpgradeMeta(meta, "app:2"));
        assertThat(fixture.allNames()).hasSize(4);
        CompletableFuture<?> back = fixture.loop.submit(new Command.RollbackMeta(meta));
        CompletableFuture<?> third = fixture.submit(new Command.UpgradeMeta(meta, "app:3"));

        fixture.pass(Duration.ofMinutes(12));

        assertThat(back).isCompleted();
        assertThat(third).isCompleted();
        assertThat(fixture.allNames()).hasSize(2);
        assertThat(fixture.engines.values())
                .flatExtracting(engine -> engine.containers())
                .allMatch(container -> container.spec().image().equals("app:3"));
    }

    @Test
    @DisplayName("recovery x operate: a stop stays a stop for what is restored after it")
    void restores_a_stopped_instance_as_a_stopped_one() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        MetaId meta = created(fixture, service("app:1"), 2);
        fixture.run(new Command.Operate(meta, Action.STOP));
        TestingEngine engine = fixture.engines.get("n1");
        String id = engine.containers().get(0).id();

        fixture.run(new Command.RemoveContainer(id));
        fixture.pass(Duration.ofMinutes(1));

        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1", "CLUSTER-default-web-2");
        assertThat(engine.containers()).noneMatch(container -> container.id().equals(id));
        assertThat(fixture.engines.values())
                .flatExtracting(TestingEngine::containers)
                .noneMatch(container -> container.state().isLive());
    }

    @Test
    @DisplayName("removal x roll-out: a way back that cannot end keeps nobody from removing the meta")
    void removes_a_meta_whose_roll_back_cannot_end() {
        LoopFixture fixture = new LoopFixture("n1");
        MetaId meta = created(
                fixture, service("app:1").toBuilder().networkMode("host").build(), 1);
        fixture.run(new Command.UpgradeMeta(meta, "app:2"));
        fixture.engines.get("n1").refuseStarts(container -> true);
        CompletableFuture<?> back = fixture.submit(new Command.RollbackMeta(meta));
        fixture.pass(Duration.ofMinutes(10));
        CompletableFuture<?> again = fixture.submit(new Command.RollbackMeta(meta));
        fixture.pass(Duration.ofMinutes(10));
        assertThat(back).isDone();

        fixture.run(new Command.RemoveMeta(meta));

        assertThat(again).isDone();
        assertThat(fixture.allNames()).isEmpty();
        assertThat(fixture.causes()).endsWith(Cause.REMOVE);
    }

    @Test
    void removes_a_meta_whose_roll_out_continues_without_success() {
        LoopFixture fixture = new LoopFixture(
                LoopFixture.SETTINGS.withRollOut(
                        RollOutPolicy.DEFAULT.withFailureAction(RollOutPolicy.FailureAction.CONTINUE)),
                "n1");
        MetaId meta = created(fixture, service("app:1"), 2);
        fixture.engines.get("n1").refuseStarts(container -> true);
        CompletableFuture<?> upgrade = fixture.submit(new Command.UpgradeMeta(meta, "app:2"));
        fixture.pass(Duration.ofMinutes(20));

        fixture.run(new Command.RemoveMeta(meta));

        assertThat(upgrade).isDone();
        assertThat(fixture.allNames()).isEmpty();
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.REMOVE);
    }
}
