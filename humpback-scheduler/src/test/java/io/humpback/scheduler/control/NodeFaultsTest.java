package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Cause;
import io.humpback.core.Constraint;
import io.humpback.core.Group;
import io.humpback.core.Hook;
import io.humpback.core.HostedContainer;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.Placement;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.EngineConnector;
import io.humpback.core.spi.RefusedRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What must hold when nodes flap, die, return or announce nonsense: rows N1 to N8 and N10 to N13. */
class NodeFaultsTest {
    private static final Duration TTL = LoopFixture.SETTINGS.nodeTtl();
    private static final Duration DELAY = LoopFixture.SETTINGS.migrateDelay();

    private static void kill(LoopFixture fixture, String... nodes) {
        for (String node : nodes) {
            fixture.engines.get(node).die();
        }
    }

    private static void revive(LoopFixture fixture, String... nodes) {
        for (String node : nodes) {
            fixture.engines.get(node).comeBack();
        }
    }

    /** n1 dies, and its announcement ends one TTL later. */
    private static void killAnnounced(LoopFixture fixture, String... left) {
        kill(fixture, "n1");
        fixture.pass(TTL);
        fixture.announce(left);
    }

    @Test
    @DisplayName("N1: flap shorter than the delay -> no create, no remove")
    void n1_keepsInstancesWhenANodeFlapsForLessThanTheDelay() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        fixture.created(6, "app:1");
        List<String> calls = fixture.engines.get("n2").calls();

        killAnnounced(fixture, "n2", "n3");
        fixture.pass(DELAY.minusSeconds(1));
        revive(fixture, "n1");
        fixture.announce("n1", "n2", "n3");
        fixture.pass(DELAY.multipliedBy(2));

        assertThat(fixture.counts()).containsExactly(2, 2, 2);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
        assertThat(fixture.engines.get("n2").calls()).isEqualTo(calls);
        assertThat(fixture.shown("n1").status().downSince()).isNull();
    }

    @Test
    @DisplayName("N2: 20 flaps in 10 min -> no migration, marked unstable, not preferred")
    void n2_marksANodeThatFlapsAndPrefersTheOthers() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        fixture.created(3, "app:1");
        for (int i = 0; i < 20; i++) {
            kill(fixture, "n1");
            fixture.pass(Duration.ofSeconds(25));
            revive(fixture, "n1");
            fixture.pass(Duration.ofSeconds(5));
        }

        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
        assertThat(fixture.unstable).containsExactly("n1: true");
        assertThat(fixture.shown("n1").state()).isEqualTo(NodeState.HEALTHY);
        assertThat(fixture.shown("n1").stateReason()).contains("unstable");
        fixture.run(LoopFixture.create(4, LoopFixture.spec("late", "app:1")));
        assertThat(fixture.names().get("n1")).noneMatch(name -> name.contains("late"));

        fixture.pass(Duration.ofMinutes(10));
        assertThat(fixture.unstable).containsExactly("n1: true", "n1: false");
    }

    @Test
    @DisplayName("N2: an unstable node is not vetoed")
    void n2_usesAnUnstableNodeIfThereIsNoOther() {
        LoopFixture fixture = new LoopFixture("n1");
        for (int i = 0; i < 20; i++) {
            kill(fixture, "n1");
            fixture.settle();
            revive(fixture, "n1");
            fixture.pass(Duration.ofSeconds(10));
        }

        fixture.created(1, "app:1");

        assertThat(fixture.unstable).containsExactly("n1: true");
        assertThat(fixture.counts()).containsExactly(1);
    }

    @Test
    @DisplayName("N3: dead -> replacement within TTL + delay + 5 s, same index")
    void n3_replacesADeadNodesInstancesInTime() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        fixture.created(6, "app:1");
        List<String> names = fixture.allNames();
        killAnnounced(fixture, "n2", "n3");
        assertThat(fixture.shown("n1").state()).isEqualTo(NodeState.DOWN);

        fixture.pass(DELAY.minusSeconds(1));
        assertThat(fixture.counts()).containsExactly(2, 2, 2);
        fixture.pass(Duration.ofSeconds(6));

        List<String> moved = new java.util.ArrayList<>(fixture.names().get("n2"));
        moved.addAll(fixture.names().get("n3"));
        assertThat(moved).containsExactlyInAnyOrderElementsOf(names);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE, Cause.MIGRATE);
    }

    @Test
    @DisplayName("N3: the probe alone decides for a configured node")
    void n3_replacesAHungConfiguredNodesInstancesInTime() {
        LoopFixture fixture = new LoopFixture("n1", "n2", "n3");
        fixture.created(6, "app:1");
        fixture.engines.get("n1").hang(true);

        fixture.pass(TTL.plus(DELAY).plusSeconds(5));

        assertThat(fixture.counts()).containsExactly(2, 3, 3);
    }

    @Test
    @DisplayName("S8: an agent that reports its engine dead is the one exception")
    void s8_replacesTheInstancesOfANodeWhoseAgentReportsItsEngineDead() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        fixture.created(6, "app:1");
        fixture.engines.get("n1").reportDead(true);
        fixture.pass(Duration.ofSeconds(12));
        assertThat(fixture.shown("n1").state()).isEqualTo(NodeState.DOWN);

        fixture.pass(DELAY);

        assertThat(fixture.counts()).containsExactly(2, 3, 3);
    }

    @Test
    @DisplayName("N4: returns after migration -> exactly one per index within 15 s of the return")
    void n4_sweepsANodeThatReturnsAfterMigration() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        fixture.created(6, "app:1");
        List<String> names = fixture.allNames();
        killAnnounced(fixture, "n2", "n3");
        fixture.pass(DELAY.plusSeconds(5));
        assertThat(fixture.allNames()).hasSize(8);

        revive(fixture, "n1");
        fixture.announce("n1", "n2", "n3");
        fixture.pass(Duration.ofSeconds(15));

        assertThat(fixture.allNames()).isEqualTo(names);
        assertThat(fixture.counts()).containsExactly(0, 3, 3);
    }

    @Test
    @DisplayName("N5: returns during migration -> one survivor by R10")
    void n5_keepsTheOriginalOfANodeThatReturnsDuringMigration() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        fixture.created(3, "app:1");
        List<String> names = fixture.allNames();
        killAnnounced(fixture, "n2", "n3");
        fixture.pass(DELAY.minusSeconds(1));
        for (int i = 0; i < 10; i++) {
            fixture.engines.get("n2").loseCall("create");
            fixture.engines.get("n3").loseCall("create");
            fixture.pass(Duration.ofSeconds(1));
        }

        revive(fixture, "n1");
        fixture.announce("n1", "n2", "n3");
        fixture.pass(Duration.ofSeconds(30));

        assertThat(fixture.allNames()).isEqualTo(names);
        assertThat(fixture.counts()).containsExactly(1, 1, 1);
    }

    @Test
    @DisplayName("N6: center cannot reach it, backend can -> suspect, reason visible")
    void n6_keepsWhatIsOnANodeThatIsAnnouncedButOutOfReach() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        MetaId meta = fixture.created(3, "app:1");
        kill(fixture, "n1");
        fixture.settle();
        assertThat(fixture.shown("n1").state()).isEqualTo(NodeState.SUSPECT);
        assertThat(fixture.shown("n1").stateReason()).contains("connection refused");

        fixture.pass(Duration.ofMinutes(30));

        assertThat(fixture.shown("n1").state()).isEqualTo(NodeState.UNREACHABLE);
        assertThat(fixture.shown("n1").stateReason()).contains("announced, but out of reach");
        assertThat(fixture.shown("n1").status().downSince()).isNull();
        assertThat(fixture.counts()).containsExactly(1, 1, 1);
        fixture.submit(LoopFixture.scale(meta, 6));
        fixture.pass(Duration.ofSeconds(20));
        assertThat(fixture.counts().get(0)).isEqualTo(1);
    }

    @Test
    @DisplayName("N6: of configured and joined nodes in one view only the joined ones have a second signal")
    void n6_tellsConfiguredNodesFromJoinedOnes() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        fixture.created(3, "app:1");
        List<Node> nodes = List.of(
                fixture.shown("n1").node(),
                fixture.shown("n2").node(),
                fixture.shown("n3").node());
        fixture.directory.show(
                new DirectoryView(nodes, true, "", Set.of(nodes.get(0).id())));

        kill(fixture, "n1", "n2");
        fixture.pass(TTL);

        assertThat(fixture.shown("n1").state()).isEqualTo(NodeState.DOWN);
        assertThat(fixture.shown("n2").state()).isIn(NodeState.SUSPECT, NodeState.UNREACHABLE);
    }

    @Test
    @DisplayName("N7: node cut from the backend, center reaches it -> no migration")
    void n7_raisesAnAlarmForANodeThatOnlyLostItsAnnouncement() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        MetaId meta = fixture.created(3, "app:1");
        fixture.announce("n2", "n3");
        fixture.pass(Duration.ofMinutes(30));

        assertThat(fixture.alarms).containsExactly("n1: announced no more, but it answers");
        assertThat(fixture.shown("n1").state()).isEqualTo(NodeState.SUSPECT);
        assertThat(fixture.counts()).containsExactly(1, 1, 1);
        assertThat(fixture.loop.view().containers(meta)).hasSize(3);

        fixture.run(new Command.Operate(meta, io.humpback.core.Action.RESTART));
        assertThat(fixture.engines.get("n1").calls()).anyMatch(call -> call.startsWith("restart"));
        fixture.run(LoopFixture.scale(meta, 9));
        assertThat(fixture.counts().get(0)).isEqualTo(1);
    }

    @Test
    @DisplayName("N7: also under a new leader, who has never seen the node announced")
    void n7_asksANodeThatANewLeaderDoesNotFindAnnounced() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        fixture.created(3, "app:1");
        fixture.announce("n2", "n3");

        fixture.failOver();
        fixture.pass(Duration.ofMinutes(10));

        assertThat(fixture.shown("n1").state()).isEqualTo(NodeState.SUSPECT);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
    }

    @Test
    @DisplayName("O6: an empty node list moves nothing while nodes answer")
    void n7_movesNothingWhenTheDirectoryIsEmpty() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        fixture.created(6, "app:1");
        fixture.announce();

        fixture.pass(Duration.ofMinutes(30));
        fixture.failOver();
        fixture.pass(Duration.ofMinutes(30));

        assertThat(fixture.counts()).containsExactly(2, 2, 2);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
    }

    @Test
    @DisplayName("N8: both cut -> migrates; N4 on heal")
    void n8_movesInstancesOffANodeThatIsCutFromBothAndSweepsItOnHeal() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        fixture.created(6, "app:1");
        fixture.announce("n2", "n3");
        fixture.pass(Duration.ofSeconds(60));
        assertThat(fixture.counts()).containsExactly(2, 2, 2);

        kill(fixture, "n1");
        fixture.pass(Duration.ofSeconds(2).plus(DELAY).plusSeconds(5));
        assertThat(fixture.counts()).containsExactly(2, 3, 3);

        revive(fixture, "n1");
        fixture.announce("n1", "n2", "n3");
        fixture.pass(Duration.ofSeconds(15));
        assertThat(fixture.counts()).containsExactly(0, 3, 3);
    }

    @Test
    @DisplayName("N10: the same agent key or API address twice -> the second is refused and reported once")
    void n10_refusesASecondNodeOfAnIdOrAnEndpoint() {
        LoopFixture fixture = LoopFixture.leased("n2", "n3");
        MetaId meta = fixture.created(2, "app:1");
        Node first = LoopFixture.node("n2");
        Node thief = new Node(NodeId.of("a1"), "thief", "10.6.6.6", "mem://n2/", NodeFacts.UNKNOWN, "");
        Node twin = new Node(first.id(), "twin", "10.6.6.7", "mem://elsewhere", NodeFacts.UNKNOWN, "");

        for (int i = 0; i < 3; i++) {
            fixture.directory.show(List.of(twin, thief, first, LoopFixture.node("n3")));
            fixture.pass(Duration.ofMinutes(1));
        }

        assertThat(fixture.refused)
                .containsExactlyInAnyOrder("n2: its id is announced twice", "a1: its endpoint is that of node n2");
        assertThat(fixture.loop.view().refused())
                .containsExactly(
                        new RefusedRecord("a1", "its endpoint is that of node n2: endpoint=mem://n2/"),
                        new RefusedRecord("n2", "its id is announced twice: endpoint=mem://elsewhere"));
        assertThat(fixture.shown("n2").node().address()).isEqualTo("10.0.0.2");
        assertThat(fixture.loop.view().nodes()).hasSize(2);
        assertThat(fixture.loop.view().containers(meta)).hasSize(2);
        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
    }

    @Test
    @DisplayName("N10: configured engines: engine id twice -> the second is refused; agents only warn")
    void n10_refusesASecondWayToAConfiguredEngineAndOnlyWarnsOfAgents() {
        for (boolean leased : new boolean[] {false, true}) {
            LoopFixture fixture = leased ? LoopFixture.leased("n1") : new LoopFixture("n1");
            fixture.created(2, "app:1");
            fixture.engines.put("n0", fixture.engines.get("n1"));

            fixture.announce("n0", "n1");
            fixture.pass(Duration.ofMinutes(1));
            fixture.failOver();
            fixture.pass(Duration.ofMinutes(1));

            assertThat(fixture.loop.view().nodes()).hasSize(leased ? 2 : 1);
            assertThat(fixture.refused.isEmpty()).isEqualTo(leased);
            assertThat(fixture.alarms.isEmpty()).isEqualTo(!leased);
            assertThat(fixture.shown("n1").state()).isEqualTo(NodeState.HEALTHY);
            assertThat(fixture.causes()).containsExactly(Cause.CREATE);
        }
    }

    @Test
    @DisplayName("N11: address, name or labels change -> applied without restart")
    void n11_appliesAnotherAddressNameAndLabels() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2");
        MetaId meta = fixture.created(2, "app:1");
        List<String> calls = fixture.engines.get("n1").calls();
        Node moved = new Node(NodeId.of("n1"), "renamed", "10.9.9.9", "mem://n1", NodeFacts.UNKNOWN, "");
        fixture.engines.get("n1").label(Map.of("disk", "ssd"));

        fixture.directory.show(List.of(moved, LoopFixture.node("n2")));
        fixture.pass(LoopFixture.SETTINGS.heartbeat());

        assertThat(fixture.loop.view().containers(meta))
                .extracting(HostedContainer::nodeName, HostedContainer::nodeAddress)
                .contains(org.assertj.core.groups.Tuple.tuple("renamed", "10.9.9.9"));
        assertThat(fixture.shown("n1").status().name()).isEqualTo("renamed");
        assertThat(fixture.engines.get("n1").calls()).isEqualTo(calls);
        fixture.run(new Command.CreateMeta(
                Group.DEFAULT,
                2,
                LoopFixture.spec("fast", "app:1"),
                new Placement(List.of(Constraint.parse("engine.labels.disk==ssd")), List.of(), List.of()),
                List.of(new Hook("http://127.0.0.1/hook", "")),
                MetaOptions.DEFAULT));
        assertThat(fixture.names().get("n1"))
                .filteredOn(name -> name.contains("fast"))
                .hasSize(2);
    }

    @Test
    @DisplayName("N11: an agent of another kind at the same address -> connected to anew")
    void n11_connectsAnewToAnAgentOfAnotherKind() {
        LoopFixture fixture = LoopFixture.leased("n1");
        List<Integer> protocols = new ArrayList<>();
        EngineConnector before = fixture.connector;
        fixture.connector = node -> {
            protocols.add(node.agentProtocol());
            return before.connect(node);
        };

        for (int i = 0; i < 2; i++) {
            fixture.directory.show(List.of(LoopFixture.node("n1").withAgentProtocol(1)));
            fixture.pass(LoopFixture.SETTINGS.heartbeat());
        }

        assertThat(protocols).containsExactly(1);
        assertThat(fixture.shown("n1").state()).isEqualTo(NodeState.HEALTHY);
    }

    @Test
    @DisplayName("N12: no capacity or no match -> pending with the reason, retried on change")
    void n12_waitsWithTheReasonAndTriesAgainWhenANodeJoins() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2", "n3");
        fixture.engines.get("n1").label(Map.of("disk", "ssd"));
        fixture.pass(LoopFixture.SETTINGS.heartbeat());
        fixture.run(new Command.CreateMeta(
                Group.DEFAULT,
                1,
                LoopFixture.spec("fast", "app:1"),
                new Placement(List.of(Constraint.parse("engine.labels.disk==ssd")), List.of(), List.of()),
                List.of(),
                MetaOptions.DEFAULT));
        killAnnounced(fixture, "n2", "n3");
        fixture.pass(DELAY.plusSeconds(5));
        assertThat(fixture.pending).anyMatch(text -> text.contains("no node fits"));

        fixture.engines.get("n2").label(Map.of("disk", "ssd"));
        fixture.pass(LoopFixture.SETTINGS.heartbeat());

        assertThat(fixture.names().get("n2")).containsExactly("CLUSTER-default-fast-1");
    }

    @Test
    @DisplayName("N13: malformed or huge record -> the others unaffected")
    void n13_watchesTheOthersWhenARecordLeadsNowhere() {
        LoopFixture fixture = LoopFixture.leased("n1", "n2");
        fixture.created(2, "app:1");
        var known = fixture.connector;
        fixture.connector = node -> {
            if (node.id().value().equals("bad")) {
                throw new IllegalArgumentException("endpoint: nonsense");
            }
            return known.connect(node);
        };
        Node bad = new Node(NodeId.of("bad"), "x".repeat(1_000_000), "", "nonsense", NodeFacts.UNKNOWN, "");

        fixture.directory.show(List.of(bad, LoopFixture.node("n1"), LoopFixture.node("n2")));
        fixture.pass(Duration.ofMinutes(1));

        assertThat(fixture.shown("n1").state()).isEqualTo(NodeState.HEALTHY);
        assertThat(fixture.shown("bad").state()).isEqualTo(NodeState.UNREACHABLE);
        assertThat(fixture.shown("bad").stateReason()).contains("cannot be connected to");
        assertThat(fixture.causes()).containsExactly(Cause.CREATE);
        fixture.engines.put("bad", new io.humpback.scheduler.testing.TestingEngine("bad"));
        fixture.connector = known;
        fixture.pass(Duration.ofSeconds(10));
        assertThat(fixture.shown("bad").state()).isEqualTo(NodeState.HEALTHY);
    }
}
