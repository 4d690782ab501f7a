package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Action;
import io.humpback.core.ContainerSpec;
import io.humpback.core.MetaId;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.core.RestartPolicy;
import io.humpback.scheduler.testing.TestingEngine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the original gets wrong with single containers; each of these fails on its behaviour. */
class InstanceDefectsTest {
    private static final String WEB_1 = "CLUSTER-default-web-1";

    private static List<String> ids(LoopFixture fixture) {
        return fixture.engines.values().stream()
                .flatMap(engine -> engine.containers().stream())
                .map(ObservedContainer::id)
                .sorted()
                .toList();
    }

    @Test
    @DisplayName("O1: losing the data deletes nothing; an empty or lost cache deletes every container of the original")
    void o1_deletesNothingWhenTheDataIsLost() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(4, "app:1");
        List<String> before = ids(fixture);
        fixture.store.commit(new io.humpback.core.spi.Commit(
                fixture.store.head(),
                fixture.store.head().next("lost"),
                fixture.store.load().documents().stream()
                        .map(document -> io.humpback.core.spi.Write.delete(document.key()))
                        .toList()));

        fixture.failOver();
        fixture.pass(Duration.ofMinutes(10));

        assertThat(ids(fixture)).isEqualTo(before);
    }

    @Test
    @DisplayName("O3: one failed inspect recreates nothing")
    void o3_recreatesNothingAfterAFailedInspection() {
        LoopFixture fixture = new LoopFixture("n1");
        MetaId meta = fixture.created(1, "app:1");
        List<String> before = ids(fixture);
        fixture.engines.get("n1").refuse("inspect", 404, "No such container", 1);

        fixture.run(new Command.Operate(meta, Action.RESTART));
        fixture.pass(Duration.ofMinutes(3));

        assertThat(ids(fixture)).isEqualTo(before);
    }

    @Test
    @DisplayName("O4: a hung engine holds up no other node")
    void o4_noticesTheDeathOfANodeWhileAnotherHangs() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        fixture.created(3, "app:1");
        // full, so that nothing is to move to the node that hangs
        for (int i = 0; i < 5; i++) {
            fixture.engines.get("n1").addForeign(LoopFixture.spec("other-" + i, "other:1"));
        }
        fixture.pass(Duration.ofSeconds(3));
        fixture.hang("n1");

        fixture.engines.get("n2").die();
        fixture.pass(LoopFixture.SETTINGS.migrateDelay().plusSeconds(35));

        assertThat(fixture.engines.get("n3").containers()).hasSize(2);
    }

    @Test
    @DisplayName("O9: two creations of one name at once make one meta")
    void o9_takesANameOnce() {
        LoopFixture fixture = new LoopFixture("n1");
        CompletableFuture<?> first = fixture.loop.submit(LoopFixture.create(1, LoopFixture.spec("web", "app:1")));
        CompletableFuture<?> second = fixture.loop.submit(LoopFixture.create(1, LoopFixture.spec("WEB", "app:1")));

        fixture.pass(Duration.ofSeconds(5));

        assertThat(first).isCompleted();
        assertThat(second).isCompletedExceptionally();
        assertThat(fixture.allNames()).containsExactly(WEB_1);
    }

    @Test
    @DisplayName("O10: a lost create answer leaves no duplicate")
    void o10_leavesNoDuplicateWhenTheAnswerToACreationIsLost() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.engines.values().forEach(engine -> engine.swallowAnswer("create"));

        fixture.created(2, "app:1");
        fixture.pass(Duration.ofMinutes(3));

        assertThat(fixture.allNames()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("A container stopped by hand stays stopped for ever in the original")
    void startsAContainerThatWasStoppedByHand() {
        LoopFixture fixture = new LoopFixture("n1");
        fixture.run(LoopFixture.create(
                1,
                ContainerSpec.builder("web", "app:1")
                        .restartPolicy(new RestartPolicy("always", 0))
                        .build()));

        fixture.engines.get("n1").stopByHand(WEB_1, 0);
        fixture.pass(Duration.ofSeconds(3));

        assertThat(fixture.engines.get("n1").containers())
                .allMatch(one -> one.state().isLive());
    }

    @Test
    @DisplayName("Environment of instances shares memory in the original, so that indexes mix")
    void givesEachInstanceItsOwnEnvironment() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(6, "app:1");

        for (TestingEngine engine : fixture.engines.values()) {
            for (ObservedContainer container : engine.containers()) {
                String index = container.name().substring(container.name().lastIndexOf('-') + 1);
                assertThat(container.spec().env())
                        .filteredOn(line -> line.startsWith("HUMPBACK_CLUSTER_CONTAINER_"))
                        .containsExactly(
                                "HUMPBACK_CLUSTER_CONTAINER_INDEX=" + index,
                                "HUMPBACK_CLUSTER_CONTAINER_ORIGINALNAME=" + container.name());
            }
        }
    }

    @Test
    @DisplayName("Migrated instances are lost at the next recovery in the original")
    void keepsMigratedInstancesAtTheNextScans() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(4, "app:1");
        fixture.engines.get("n1").die();
        fixture.pass(LoopFixture.SETTINGS.migrateDelay().plusSeconds(35));
        List<String> migrated = fixture.engines.get("n2").containers().stream()
                .map(ObservedContainer::id)
                .toList();

        fixture.pass(Duration.ofMinutes(10));

        assertThat(fixture.engines.get("n2").containers())
                .hasSize(4)
                .extracting(ObservedContainer::id)
                .containsExactlyElementsOf(migrated);
    }

    @Test
    @DisplayName("A dead daemon behind a live agent counts as healthy in the original")
    void findsADeadDaemonThoughItsHostIsAnnounced() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        fixture.created(2, "app:1");

        fixture.engines.get("n1").freeze("info");
        fixture.pass(Duration.ofSeconds(30));

        assertThat(fixture.loop.view().nodes())
                .filteredOn(view -> view.node().name().equals("n1"))
                .noneMatch(view -> view.state() == NodeState.HEALTHY);
    }
}
