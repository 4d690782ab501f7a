package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Group;
import io.humpback.core.HostedContainer;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.ObservedContainer;
import io.humpback.core.OperationResult;
import io.humpback.core.Placement;
import io.humpback.core.PortMapping;
import io.humpback.scheduler.reconcile.LoopSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What leaves by a scale-down or a roll-out goes on for the remove delay where it binds no port. */
class RemoveDelayTest {
    private static final LoopSettings SETTINGS = LoopSettings.DEFAULT.withRemoveDelay(Duration.ofSeconds(100));
    private static final String EXPELLED = "CLUSTER-default-web-\\d-[0-9a-f]{8}-expel";

    private static List<ObservedContainer> expelled(LoopFixture fixture) {
        return fixture.engines.values().stream()
                .flatMap(engine -> engine.containers().stream())
                .filter(container -> container.name().matches(EXPELLED))
                .toList();
    }

    private static MetaId created(LoopFixture fixture, int instances, ContainerSpec spec) {
        return fixture.run(LoopFixture.create(instances, spec)).meta().id();
    }

    @Test
    void renamesWhatLeavesAndLetsItRunUntilTheDelayIsOver() {
        LoopFixture fixture = new LoopFixture(SETTINGS, "n1", "n2");
        MetaId meta = fixture.created(2, "app:1");

        OperationResult result = fixture.run(LoopFixture.scale(meta, 1));

        assertThat(result.isComplete()).isTrue();
        assertThat(expelled(fixture)).singleElement().matches(one -> one.state().isLive());
        fixture.pass(Duration.ofSeconds(90));
        assertThat(expelled(fixture)).hasSize(1);
        fixture.pass(Duration.ofSeconds(15));
        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1");
        assertThat(fixture.store.load().documents())
                .noneMatch(document -> document.key().path().startsWith("expulsions"));
    }

    @Test
    void takesAwayAnExpelledContainerUnderAnotherLeaderToo() {
        LoopFixture fixture = new LoopFixture(SETTINGS, "n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        fixture.run(LoopFixture.scale(meta, 1));

        fixture.failOver();
        fixture.pass(Duration.ofSeconds(90));
        assertThat(expelled(fixture)).hasSize(1);
        fixture.pass(Duration.ofSeconds(15));

        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1");
        assertThat(fixture.quarantined).isEmpty();
    }

    @Test
    void doesNotCountAnExpelledContainerAndFreesItsIndexAtOnce() {
        LoopFixture fixture = new LoopFixture(SETTINGS, "n1");
        MetaId meta = fixture.created(2, "app:1");
        fixture.run(LoopFixture.scale(meta, 1));

        assertThat(fixture.loop.view().containers(meta)).hasSize(1);
        fixture.run(LoopFixture.scale(meta, 2));

        assertThat(fixture.loop.view().containers(meta))
                .extracting(hosted -> hosted.container().name())
                .containsExactly("CLUSTER-default-web-1", "CLUSTER-default-web-2");
        assertThat(expelled(fixture)).hasSize(1);
    }

    @Test
    void usesTheFreedNameOnlyAfterTheRename() {
        LoopFixture fixture = new LoopFixture(SETTINGS, "n1");
        MetaId meta = fixture.created(2, "app:1");
        for (int i = 0; i < 3; i++) {
            fixture.engines.get("n1").loseCall("rename");
            fixture.submit(LoopFixture.scale(meta, 1));
            fixture.submit(LoopFixture.scale(meta, 2));
        }

        fixture.pass(Duration.ofSeconds(10));

        assertThat(expelled(fixture)).isNotEmpty().allMatch(one -> one.state().isLive());
        assertThat(fixture.engines.get("n1").calls()).noneMatch(call -> call.startsWith("remove"));
    }

    @Test
    void letsTheOldInstancesOfAnUpgradeGoOnAndTellsOfTheNewOnes() {
        LoopFixture fixture = new LoopFixture(SETTINGS, "n1", "n2");
        MetaId meta = fixture.created(2, "app:1");

        OperationResult result = fixture.run(new Command.UpgradeMeta(meta, "app:2"));

        assertThat(result.isComplete()).isTrue();
        assertThat(expelled(fixture))
                .hasSize(2)
                .allMatch(one -> one.spec().image().equals("app:1"));
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.UPGRADE);
        assertThat(fixture.store.allEvents().get(1).containers())
                .extracting(HostedContainer::container)
                .extracting(ObservedContainer::name)
                .containsExactly("CLUSTER-default-web-3", "CLUSTER-default-web-4");
    }

    @Test
    void takesAwayAtOnceWhatBindsAPortOfItsHost() {
        LoopFixture fixture = new LoopFixture(SETTINGS, "n1", "n2");
        MetaId meta = created(
                fixture,
                2,
                ContainerSpec.builder("web", "app:1")
                        .ports(List.of(new PortMapping(80, 8080, "tcp", "")))
                        .build());

        fixture.run(LoopFixture.scale(meta, 1));

        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1");
    }

    @Test
    void takesAwayAtOnceWhatUsesTheNetworkOfItsHost() {
        LoopFixture fixture = new LoopFixture(SETTINGS, "n1", "n2");
        MetaId meta = created(
                fixture,
                2,
                ContainerSpec.builder("web", "app:1").networkMode("host").build());

        fixture.run(LoopFixture.scale(meta, 1));

        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1");
    }

    @Test
    void takesAwayAtOnceWhereTheMetaSaysSo() {
        LoopFixture fixture = new LoopFixture(SETTINGS, "n1", "n2");
        MetaId meta = fixture.run(new Command.CreateMeta(
                        Group.DEFAULT,
                        2,
                        LoopFixture.spec("web", "app:1"),
                        Placement.ANYWHERE,
                        List.of(),
                        new MetaOptions(false, true)))
                .meta()
                .id();

        fixture.run(LoopFixture.scale(meta, 1));

        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1");
    }

    @Test
    void removesExpelledContainersWithTheirMeta() {
        LoopFixture fixture = new LoopFixture(SETTINGS, "n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        fixture.run(LoopFixture.scale(meta, 1));

        fixture.run(new Command.RemoveMeta(meta));

        assertThat(fixture.allNames()).isEmpty();
        assertThat(fixture.store.allEvents().get(2).containers()).hasSize(1);
    }

    @Test
    void keepsNoStaleDuplicateForTheDelay() {
        LoopFixture fixture = new LoopFixture(SETTINGS, "n1", "n2");
        fixture.created(2, "app:1");
        fixture.engines.get("n1").die();
        fixture.pass(SETTINGS.migrateDelay().plusSeconds(20));
        assertThat(fixture.counts()).containsExactly(1, 2);

        fixture.engines.get("n1").comeBack();
        fixture.pass(Duration.ofSeconds(15));

        assertThat(fixture.counts()).containsExactly(0, 2);
    }

    @Test
    void removesAnExpelledContainerWhenItsNodeReturnsAfterItsTime() {
        LoopFixture fixture = new LoopFixture(SETTINGS, "n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        fixture.run(LoopFixture.scale(meta, 1));
        fixture.engines.get("n2").die();
        fixture.pass(Duration.ofSeconds(150));

        fixture.engines.get("n2").comeBack();
        fixture.pass(Duration.ofSeconds(15));

        assertThat(fixture.allNames()).containsExactly("CLUSTER-default-web-1");
    }
}
