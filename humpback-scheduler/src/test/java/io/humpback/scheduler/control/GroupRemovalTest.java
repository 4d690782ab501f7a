package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.Cause;
import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.Hook;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.OperationResult;
import io.humpback.core.Placement;
import io.humpback.scheduler.control.ClusterSetting.PutGroup;
import io.humpback.scheduler.control.ClusterSetting.RemoveGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Groups that enter and leave cluster mode, come and go. */
class GroupRemovalTest {
    private static final Duration DELAY = LoopFixture.SETTINGS.migrateDelay();
    private static final Duration DETECTION = Duration.ofSeconds(20);
    private static final GroupId RED = GroupId.of("red-group-of-many-letters");
    private static final GroupId SHORT = GroupId.of("g1");

    static Group group(GroupId id, String... nodes) {
        List<Group.Server> servers = java.util.Arrays.stream(nodes)
                .map(name -> new Group.Server(name, ""))
                .toList();
        return new Group(id, id.value(), true, false, servers, "", "");
    }

    static Command.CreateMeta create(GroupId group, String name, int instances) {
        return new Command.CreateMeta(
                group,
                instances,
                LoopFixture.spec(name, "app:1"),
                Placement.ANYWHERE,
                List.of(new Hook("http://127.0.0.1/hook", "")),
                MetaOptions.DEFAULT);
    }

    static boolean set(LoopFixture fixture, ClusterSetting setting) {
        CompletableFuture<Boolean> future = fixture.loop.set(setting);
        fixture.settle();
        return future.join();
    }

    private static LoopFixture withRed(String... nodes) {
        LoopFixture fixture = new LoopFixture(nodes);
        set(fixture, new PutGroup(group(RED, nodes)));
        return fixture;
    }

    @Test
    void schedulesForAGroupAsSoonAsItExists() {
        LoopFixture fixture = withRed("n1", "n2");

        OperationResult result = fixture.run(create(RED, "web", 2));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.allNames()).containsExactly("CLUSTER-red-grou-web-1", "CLUSTER-red-grou-web-2");
    }

    @Test
    void commitsNothingForAGroupThatIsAlreadyAsItIsPut() {
        LoopFixture fixture = withRed("n1");
        int commits = fixture.store.commits().size();

        boolean changed = set(fixture, new PutGroup(group(RED, "n1")));

        assertThat(changed).isFalse();
        assertThat(fixture.store.commits()).hasSize(commits);
    }

    @Test
    @DisplayName("Section 8: group removal leaves bridge containers running -> all of them go")
    void removesBridgeContainersWithTheirGroup() {
        LoopFixture fixture = withRed("n1", "n2");
        fixture.run(create(RED, "web", 3));
        fixture.run(create(RED, "db", 1));
        fixture.engines.get("n1").addForeign(LoopFixture.spec("mine", "other:1"));

        set(fixture, new RemoveGroup(RED));
        fixture.pass(Duration.ofSeconds(5));

        assertThat(fixture.allNames()).containsExactly("mine");
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.CREATE, Cause.REMOVE, Cause.REMOVE);
        assertThat(fixture.loop.view().group(RED)).isEmpty();
        assertThat(fixture.loop.view().metas(RED)).isEmpty();
        assertThat(fixture.store.load().documents())
                .noneMatch(document ->
                        document instanceof Group stored && stored.id().equals(RED));
    }

    @Test
    void tellsWhatWasThereBeforeItsGroupLeft() {
        LoopFixture fixture = withRed("n1", "n2");
        fixture.run(create(RED, "web", 3));

        set(fixture, new PutGroup(group(RED, "n1", "n2").withClusterMode(false)));
        fixture.pass(Duration.ofSeconds(5));

        MetaEvent event = fixture.store.allEvents().get(1);
        assertThat(event.cause()).isEqualTo(Cause.REMOVE);
        assertThat(event.containers())
                .extracting(hosted -> hosted.container().name())
                .containsExactly("CLUSTER-red-grou-web-1", "CLUSTER-red-grou-web-2", "CLUSTER-red-grou-web-3");
        assertThat(fixture.loop.view().group(RED)).isPresent();
    }

    @Test
    void schedulesAnewWhenTheGroupEntersAgain() {
        LoopFixture fixture = withRed("n1", "n2");
        fixture.run(create(RED, "web", 2));
        set(fixture, new PutGroup(group(RED, "n1", "n2").withClusterMode(false)));
        fixture.pass(Duration.ofSeconds(5));
        assertThatThrownBy(() -> fixture.run(create(RED, "web", 2))).hasMessageContaining("no healthy node");

        set(fixture, new PutGroup(group(RED, "n1", "n2")));
        OperationResult result = fixture.run(create(RED, "web", 2));
        fixture.pass(Duration.ofMinutes(3));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.counts()).containsExactly(1, 1);
    }

    @Test
    void schedulesAnewWhenTheGroupIsCreatedAgain() {
        LoopFixture fixture = withRed("n1");
        fixture.run(create(RED, "web", 1));
        set(fixture, new RemoveGroup(RED));
        set(fixture, new PutGroup(group(RED, "n1")));

        OperationResult result = fixture.run(create(RED, "web", 1));
        fixture.pass(Duration.ofMinutes(3));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.allNames()).containsExactly("CLUSTER-red-grou-web-1");
    }

    @Test
    @DisplayName("C8: group removed while a node is down -> tombstone, removed on its return")
    void c8_removesTheGroupsContainersFromANodeThatReturns() {
        LoopFixture fixture = withRed("n1", "n2");
        fixture.run(create(RED, "web", 2));
        fixture.engines.get("n1").die();
        fixture.pass(DETECTION);

        set(fixture, new RemoveGroup(RED));
        fixture.pass(Duration.ofSeconds(5));
        assertThat(fixture.counts()).containsExactly(1, 0);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.REMOVE);
        set(fixture, new PutGroup(group(RED, "n1", "n2")));
        fixture.failOver();
        fixture.engines.get("n1").comeBack();
        fixture.pass(DETECTION);

        assertThat(fixture.allNames()).isEmpty();
    }

    @Test
    @DisplayName("Section 8: a removal between a node's death and its migration crashes the center -> it just wins")
    void removalWinsBetweenANodesDeathAndItsMigration() {
        LoopFixture fixture = withRed("n1", "n2");
        fixture.run(create(RED, "web", 2));
        fixture.engines.get("n1").die();
        fixture.pass(DETECTION);

        set(fixture, new RemoveGroup(RED));
        fixture.pass(DELAY.multipliedBy(2));

        assertThat(fixture.counts()).containsExactly(1, 0);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.REMOVE);
    }

    @Test
    void removalWinsOverARunningMigration() {
        LoopFixture fixture = withRed("n1", "n2");
        fixture.run(create(RED, "web", 2));
        fixture.engines.get("n1").die();
        fixture.pass(DELAY.minusSeconds(1));
        for (int i = 0; i < 30; i++) {
            fixture.engines.get("n2").loseCall("create");
            fixture.pass(Duration.ofSeconds(1));
        }

        set(fixture, new RemoveGroup(RED));
        fixture.pass(DELAY.multipliedBy(2));
        fixture.engines.get("n1").comeBack();
        fixture.pass(DETECTION);

        assertThat(fixture.allNames()).isEmpty();
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.REMOVE);
    }

    @Test
    void removalWinsOverACommandThatIsUnderWay() {
        LoopFixture fixture = withRed("n1", "n2");
        CompletableFuture<OperationResult> creation = fixture.loop.submit(create(RED, "web", 4));
        fixture.step();
        fixture.runOneCall();
        fixture.runOneCall();

        set(fixture, new RemoveGroup(RED));
        fixture.pass(Duration.ofSeconds(5));

        assertThat(creation.join().isFailed()).isTrue();
        assertThat(creation.join().items().get(0).reason()).contains("removed meanwhile");
        assertThat(fixture.allNames()).isEmpty();
    }

    @Test
    void goesOnUnderAnotherLeaderWhereverTheLastOneDied() {
        for (int calls = 0; calls < 12; calls++) {
            LoopFixture fixture = withRed("n1", "n2");
            for (int meta = 0; meta < 4; meta++) {
                fixture.run(create(RED, "web" + meta, 2));
            }
            fixture.loop.set(new RemoveGroup(RED));
            fixture.step();
            for (int i = 0; i < calls; i++) {
                fixture.runOneCall();
                fixture.step();
            }

            fixture.failOver();
            fixture.pass(Duration.ofSeconds(5));

            assertThat(fixture.allNames()).as("died after %d calls", calls).isEmpty();
            assertThat(fixture.causes().stream().filter(cause -> cause == Cause.REMOVE))
                    .as("died after %d calls", calls)
                    .hasSize(4);
        }
    }

    @Test
    void removesAHundredMetasThoughOnlyTheIntentionWasCommitted() {
        LoopFixture fixture = withRed("n1", "n2");
        for (int meta = 0; meta < 100; meta++) {
            fixture.run(create(RED, "web" + meta, 1));
        }
        Group removed = group(RED, "n1", "n2").removed(fixture.clock.instant());
        fixture.store.commit(new io.humpback.core.spi.Commit(
                fixture.store.head(),
                fixture.store.head().next("intention"),
                List.of(io.humpback.core.spi.Write.put(removed))));

        fixture.failOver();
        fixture.pass(Duration.ofSeconds(30));

        assertThat(fixture.allNames()).isEmpty();
        assertThat(fixture.store.load().documents())
                .noneMatch(document ->
                        document instanceof Group stored && stored.id().equals(RED));
        assertThat(fixture.store.allEvents().subList(100, 200))
                .allMatch(event -> !event.containers().isEmpty());
    }

    @Test
    void removesNothingBecauseAGroupsDocumentIsMissing() {
        LoopFixture fixture = withRed("n1", "n2");
        MetaId meta = fixture.run(create(RED, "web", 2)).meta().id();
        fixture.store.commit(new io.humpback.core.spi.Commit(
                fixture.store.head(),
                fixture.store.head().next("lost"),
                List.of(io.humpback.core.spi.Write.delete(group(RED).key()))));

        fixture.failOver();
        fixture.pass(Duration.ofMinutes(5));

        assertThat(fixture.counts()).containsExactly(1, 1);
        assertThat(fixture.loop.view().meta(meta)).isPresent();
    }

    @Test
    void keepsTheGroupThatAlwaysExists() {
        LoopFixture fixture = new LoopFixture("n1");

        assertThatThrownBy(() -> set(fixture, new RemoveGroup(Group.DEFAULT)))
                .hasCauseInstanceOf(CommandRejectedException.class);
        assertThat(set(fixture, new RemoveGroup(GroupId.of("unknown")))).isFalse();
    }

    @Test
    @DisplayName("O14: a group id under 8 characters crashes the create -> it is used as it is")
    void o14_takesAGroupIdUnderEightCharacters() {
        LoopFixture fixture = new LoopFixture("n1");
        set(fixture, new PutGroup(group(SHORT, "N1", "n1", "N1")));

        OperationResult result = fixture.run(create(SHORT, "web", 1));

        assertThat(result.isComplete()).isTrue();
        assertThat(fixture.allNames()).containsExactly("CLUSTER-g1-web-1");
    }

    @Test
    void countsANodeOnceThatItsGroupNamesTwice() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        Group twice = new Group(
                RED,
                "red",
                true,
                false,
                List.of(
                        new Group.Server("N1", "10.0.0.1"),
                        new Group.Server("n1", ""),
                        new Group.Server("", "10.0.0.1"),
                        new Group.Server("N2", "")),
                "",
                "");
        set(fixture, new PutGroup(twice));

        fixture.run(create(RED, "web", 4));

        assertThat(fixture.counts()).containsExactly(2, 2);
    }
}
