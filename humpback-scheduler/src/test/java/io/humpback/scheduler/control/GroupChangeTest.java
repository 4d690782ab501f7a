package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.MetaOptions;
import io.humpback.core.OperationResult;
import io.humpback.core.Placement;
import io.humpback.scheduler.control.ClusterSetting.PutGroup;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Nodes that enter and leave groups, and nodes in two of them. */
class GroupChangeTest {
    private static final GroupId RED = GroupId.of("red");
    private static final GroupId BLUE = GroupId.of("blue");
    private static final long GB = 1L << 30;

    private static void put(LoopFixture fixture, GroupId group, String... nodes) {
        GroupRemovalTest.set(fixture, new PutGroup(GroupRemovalTest.group(group, nodes)));
    }

    private static OperationResult create(LoopFixture fixture, GroupId group, String name, int instances, long memory) {
        ContainerSpec spec =
                LoopFixture.spec(name, "app:1").toBuilder().memoryBytes(memory).build();
        return fixture.run(
                new Command.CreateMeta(group, instances, spec, Placement.ANYWHERE, List.of(), MetaOptions.DEFAULT));
    }

    private static long live(LoopFixture fixture, String node) {
        return fixture.engines.get(node).containers().size();
    }

    @Test
    void movesOnlyThatGroupsInstancesOffANodeThatLeavesIt() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        put(fixture, RED, "n1", "n2");
        put(fixture, BLUE, "n1", "n2");
        create(fixture, RED, "web", 2, 0);
        create(fixture, BLUE, "db", 2, 0);
        fixture.engines.get("n1").addForeign(LoopFixture.spec("mine", "other:1"));
        LiveInvariants invariants = LiveInvariants.watch(fixture);

        put(fixture, RED, "n2");
        fixture.pass(Duration.ofSeconds(30));
        invariants.end();

        assertThat(fixture.names().get("n1")).hasSize(2).contains("mine").noneMatch(name -> name.contains("web"));
        assertThat(fixture.names().get("n2")).contains("CLUSTER-red-web-1", "CLUSTER-red-web-2");
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.CREATE, Cause.MIGRATE);
    }

    @Test
    void removesOnlyThatGroupsInstancesFromANodeInTwoGroups() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        put(fixture, RED, "n1", "n2");
        put(fixture, BLUE, "n1");
        create(fixture, RED, "web", 2, 0);
        create(fixture, BLUE, "db", 1, 0);

        GroupRemovalTest.set(fixture, new ClusterSetting.RemoveGroup(RED));
        fixture.pass(Duration.ofSeconds(10));

        assertThat(fixture.allNames()).containsExactly("CLUSTER-blue-db-1");
    }

    @Test
    void keepsEverythingWhenAGroupLosesAllItsServers() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        put(fixture, RED, "n1", "n2");
        create(fixture, RED, "web", 2, 0);

        put(fixture, RED);
        fixture.pass(Duration.ofMinutes(3));

        assertThat(fixture.counts()).containsExactly(1, 1);
        assertThat(fixture.pending).hasSize(2);
    }

    @Test
    void usesANodeThatEntersAtOnce() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        put(fixture, RED, "n1");
        create(fixture, RED, "web", 2, 0);

        put(fixture, RED, "n2");
        fixture.pass(Duration.ofSeconds(20));

        assertThat(fixture.counts()).containsExactly(0, 2);
    }

    @Test
    void countsTheCapacityOfANodeInTwoGroupsOnce() {
        LoopFixture fixture = new LoopFixture("n1");
        put(fixture, RED, "n1");
        put(fixture, BLUE, "n1");
        OperationResult red = create(fixture, RED, "web", 1, 6 * GB);

        OperationResult blue = create(fixture, BLUE, "db", 1, 6 * GB);

        assertThat(red.isComplete()).isTrue();
        assertThat(blue.isFailed()).isTrue();
        assertThat(blue.items().get(0).reason()).contains("memory");
    }

    @Test
    void countsAllContainersOfANodeForeignOnesToo() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        put(fixture, RED, "n1", "n2");
        put(fixture, BLUE, "n1");
        create(fixture, BLUE, "db", 1, 0);
        fixture.engines.get("n1").addForeign(LoopFixture.spec("mine", "other:1"));
        fixture.pass(Duration.ofSeconds(1));

        create(fixture, RED, "web", 1, 0);

        assertThat(live(fixture, "n2")).isEqualTo(1);
    }

    @Test
    @DisplayName("Section 8: memory is honoured for the first instance of a node only -> for each of them")
    void memoryIsHonouredForEveryInstanceOfANode() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        put(fixture, RED, "n1", "n2");

        OperationResult result = create(fixture, RED, "web", 6, 3 * GB);

        assertThat(fixture.counts()).containsExactly(2, 2);
        assertThat(result.items())
                .filteredOn(item -> item.reason().contains("memory"))
                .hasSize(2);
    }

    @Test
    @DisplayName("Section 8: placement beyond the first round is random -> 50 instances on 3 nodes are 17, 17 and 16")
    void placementBeyondTheFirstRoundIsEven() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        put(fixture, RED, "n1", "n2", "n3");

        create(fixture, RED, "web", 50, 0);

        assertThat(fixture.counts()).containsExactlyInAnyOrder(17, 17, 16);
    }

    @Test
    void movesOffANodeWhoseAddressItsGroupNamesNoMore() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        GroupRemovalTest.set(
                fixture,
                new PutGroup(new Group(
                        RED,
                        "red",
                        true,
                        false,
                        List.of(new Group.Server("", "10.0.0.1"), new Group.Server("N2", "")),
                        "",
                        "")));
        create(fixture, RED, "web", 2, 0);

        GroupRemovalTest.set(
                fixture,
                new PutGroup(new Group(
                        RED,
                        "red",
                        true,
                        false,
                        List.of(new Group.Server("", "10.0.0.9"), new Group.Server("N2", "")),
                        "",
                        "")));
        fixture.pass(Duration.ofSeconds(20));

        assertThat(fixture.counts()).containsExactly(0, 2);
    }
}
