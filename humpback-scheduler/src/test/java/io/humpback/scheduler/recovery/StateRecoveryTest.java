package io.humpback.scheduler.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Assignment;
import io.humpback.core.ClusterInfo;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.Document;
import io.humpback.core.Fence;
import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.Hook;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Placement;
import io.humpback.core.PortMapping;
import io.humpback.core.Recovered;
import io.humpback.core.RestartPolicy;
import io.humpback.core.RunGoal;
import io.humpback.core.RunState;
import io.humpback.core.Tombstone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateRecoveryTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final String CLUSTER = "c-1";
    private static final ClusterInfo INFO = new ClusterInfo(CLUSTER, ClusterInfo.SCHEMA_VERSION, NOW);
    private static final MetaId WEB = MetaId.of("m-web");
    private static final ContainerSpec SPEC = ContainerSpec.builder("web", "app:1")
            .command("sh -c 'sleep 9'")
            .networkMode("host")
            .restartPolicy(new RestartPolicy("always", 0))
            .env(List.of("A=1"))
            .build();

    private static Node node(int number) {
        return new Node(
                NodeId.of("n" + number),
                "node" + number,
                "10.0.0." + number,
                "tcp://10.0.0." + number + ":2375",
                NodeFacts.UNKNOWN,
                "",
                0);
    }

    private static Meta meta(MetaId id, ContainerSpec spec, int instances, long specVersion) {
        return new Meta(
                id,
                Group.DEFAULT,
                1,
                specVersion,
                instances,
                spec,
                Placement.ANYWHERE,
                List.of(),
                MetaOptions.DEFAULT,
                NOW,
                Instant.EPOCH);
    }

    /** What an engine shows of the container that such an assignment leads to. */
    private static ObservedContainer container(Meta meta, Assignment assignment, Status status) {
        String name = meta.containerName(assignment.index());
        ContainerSpec spec = meta.specOf(assignment.specVersion());
        List<String> env = new ArrayList<>(spec.env());
        env.add("HUMPBACK_CLUSTER_METAID=" + meta.id());
        env.add("HUMPBACK_CLUSTER_CONTAINER_ORIGINALNAME=" + name);
        return new ObservedContainer(
                "id-" + meta.id() + "-" + assignment.index() + "-" + assignment.incarnation(),
                name,
                ContainerState.of(status),
                spec.toBuilder().name(name).env(env).hostName("node").build(),
                "",
                new InstanceIdentity(
                        CLUSTER,
                        meta.groupId(),
                        meta.id(),
                        assignment.index(),
                        assignment.incarnation(),
                        assignment.specVersion(),
                        7));
    }

    private static Assignment assignment(int index, long incarnation, int node) {
        return Assignment.of(index, incarnation, NodeId.of("n" + node), 1, RunGoal.RUNNING);
    }

    private static ListedNode listed(int node, ObservedContainer... containers) {
        return new ListedNode(node(node), List.of(containers));
    }

    private static Recovery plan(List<Document> committed, ListedNode... nodes) {
        return StateRecovery.plan(committed, List.of(nodes), CLUSTER, NOW);
    }

    @Test
    void rebuildsAMetaOfWhichNothingIsLeft() {
        Meta lost = meta(WEB, SPEC, 2, 1);

        Recovery recovery = plan(
                List.of(),
                listed(1, container(lost, assignment(1, 4, 1), Status.RUNNING)),
                listed(2, container(lost, assignment(2, 5, 2), Status.PAUSED)));

        assertThat(recovery.newCluster()).isTrue();
        assertThat(recovery.cluster().clusterId()).isEqualTo(CLUSTER);
        assertThat(recovery.groups()).containsExactly(Group.everyNode());
        assertThat(recovery.highestEpoch()).isEqualTo(7);
        RecoveredMeta web = recovery.metas().get(0);
        assertThat(web.known()).isFalse();
        assertThat(web.meta()).isEqualTo(lost);
        assertThat(web.assignments())
                .isEqualTo(new MetaAssignments(
                                WEB,
                                5,
                                0,
                                List.of(
                                        assignment(1, 4, 1),
                                        assignment(2, 5, 2).withGoal(RunGoal.RUNNING.to(RunState.PAUSED))))
                        .recovered(new Recovered(0, 5, Set.of(1, 2))));
        assertThat(recovery.notes()).singleElement().asString().contains("webhooks");
    }

    @Test
    void keepsWhatARolledBackStateKnowsAndAddsWhatWasMadeSince() {
        Meta known = meta(WEB, SPEC, 2, 1).withHooks(List.of(new Hook("http://h/", "")), NOW);
        MetaAssignments behind = new MetaAssignments(WEB, 2, 9, List.of(assignment(1, 1, 1), assignment(2, 2, 2)));

        Recovery recovery = plan(
                List.of(INFO, Group.everyNode(), known, behind),
                listed(1, container(known, assignment(1, 1, 1), Status.RUNNING)),
                listed(
                        3,
                        container(known, assignment(2, 3, 3), Status.RUNNING),
                        container(known, assignment(3, 4, 3), Status.RUNNING)));

        assertThat(recovery.newCluster()).isFalse();
        RecoveredMeta web = recovery.metas().get(0);
        assertThat(web.adopted()).isEqualTo(2);
        assertThat(web.meta().hooks()).isEqualTo(known.hooks());
        assertThat(web.meta().instances()).as("no surplus").isEqualTo(3);
        assertThat(web.assignments())
                .isEqualTo(new MetaAssignments(
                                WEB, 4, 9, List.of(assignment(1, 1, 1), assignment(2, 3, 3), assignment(3, 4, 3)))
                        .recovered(new Recovered(2, 4, Set.of(1, 2, 3))));
    }

    /** An index that is not assigned any more was released by a commit that the state has seen. */
    @Test
    void bringsNothingBackThatTheStateHasReleasedOrRemoved() {
        Meta known = meta(WEB, SPEC, 1, 1);
        MetaAssignments scaledDown = new MetaAssignments(WEB, 2, 0, List.of(assignment(1, 1, 1)));
        Meta removed = meta(MetaId.of("m-old"), SPEC, 1, 1);

        Recovery recovery = plan(
                List.of(INFO, Group.everyNode(), known, scaledDown, new Tombstone(removed.id(), Set.of(), NOW)),
                listed(
                        1,
                        container(known, assignment(1, 1, 1), Status.RUNNING),
                        container(known, assignment(2, 2, 1), Status.RUNNING),
                        container(removed, assignment(1, 9, 1), Status.RUNNING)));

        assertThat(recovery.isEmpty()).isTrue();
        assertThat(recovery.notes()).singleElement().asString().contains("it was removed");
    }

    @Test
    void takesTheHighestIncarnationAndTellsOfAContradiction() {
        Meta lost = meta(WEB, SPEC, 1, 1);

        Recovery recovery = plan(
                List.of(),
                listed(1, container(lost, assignment(1, 3, 1), Status.RUNNING)),
                listed(2, container(lost, assignment(1, 8, 2), Status.EXITED)),
                listed(3, container(lost, assignment(2, 4, 3), Status.RUNNING)),
                listed(4, renamed(container(lost, assignment(2, 4, 4), Status.EXITED))));

        assertThat(recovery.metas().get(0).assignments().assignments())
                .as("one that Docker would have started again was stopped")
                .containsExactly(
                        assignment(1, 8, 2).withGoal(RunGoal.RUNNING.to(RunState.STOPPED)), assignment(2, 4, 3));
        assertThat(recovery.notes()).anyMatch(note -> note.contains("it was stopped"));
        assertThat(recovery.notes()).anyMatch(note -> note.contains("two containers of one incarnation"));
    }

    private static ObservedContainer renamed(ObservedContainer container) {
        return new ObservedContainer(
                "other-" + container.id(), "renamed", container.state(), container.spec(), "", container.identity());
    }

    @Test
    void leavesOutWhatWasTakenAwayAndWaitsForItsEnd() {
        Meta lost = meta(WEB, SPEC, 1, 1);
        ObservedContainer leaving = container(lost, assignment(2, 2, 1), Status.RUNNING);
        ObservedContainer expelled = new ObservedContainer(
                leaving.id(),
                leaving.name() + "-0a1b2c3d-expel",
                leaving.state(),
                leaving.spec(),
                "",
                leaving.identity());

        Recovery recovery = plan(List.of(), listed(1, container(lost, assignment(1, 1, 1), Status.RUNNING), expelled));

        assertThat(recovery.metas().get(0).assignments().assignments()).containsExactly(assignment(1, 1, 1));
        assertThat(recovery.metas().get(0).assignments().lastIncarnation())
                .as("no number is given again while a container has it")
                .isEqualTo(2);
    }

    @Test
    void takesAJobThatHasEndedForOneThatHasDoneItsWork() {
        Meta job =
                meta(WEB, SPEC.toBuilder().restartPolicy(RestartPolicy.DEFAULT).build(), 1, 1);

        Recovery recovery = plan(List.of(), listed(1, container(job, assignment(1, 1, 1), Status.EXITED)));

        assertThat(recovery.metas().get(0).assignments().assignments()).containsExactly(assignment(1, 1, 1));
    }

    @Test
    void leavesOpenWhatWasOnANodeThatDidNotAnswer() {
        Meta lost = meta(WEB, SPEC, 3, 1);

        Recovery recovery = plan(
                List.of(),
                listed(
                        1,
                        container(lost, assignment(1, 1, 1), Status.RUNNING),
                        container(lost, assignment(3, 3, 1), Status.RUNNING)));

        Recovered recovered = recovery.metas().get(0).assignments().recovered();
        assertThat(recovered).isNotNull();
        assertThat(recovered.leavesOpen(2, 2)).isTrue();
        assertThat(recovered.leavesOpen(3, 3)).isFalse();
    }

    @Test
    void takesAPortThatDiffersForOneThatWasChosen() {
        PortMapping first = new PortMapping(80, 8001, "tcp", "");
        PortMapping second = new PortMapping(80, 8002, "tcp", "");
        Meta one = meta(WEB, SPEC.toBuilder().ports(List.of(first)).build(), 2, 1);
        Meta other = meta(WEB, SPEC.toBuilder().ports(List.of(second)).build(), 2, 1);

        Recovery recovery = plan(
                List.of(),
                listed(1, container(one, assignment(1, 1, 1), Status.RUNNING)),
                listed(2, container(other, assignment(2, 2, 2), Status.RUNNING)));

        assertThat(recovery.metas().get(0).meta().spec().ports()).containsExactly(new PortMapping(80, 0, "tcp", ""));
    }

    @Test
    void rebuildsBothConfigurationsOfARollOut() {
        Meta rolling =
                meta(WEB, SPEC, 2, 1).withSpec(SPEC.toBuilder().image("app:2").build(), NOW);
        Assignment old = assignment(1, 1, 1);
        Assignment replaced = Assignment.of(2, 3, NodeId.of("n2"), 2, RunGoal.RUNNING);

        RecoveredMeta web = plan(
                        List.of(),
                        listed(1, container(rolling, old, Status.RUNNING)),
                        listed(2, container(rolling, replaced, Status.RUNNING)))
                .metas()
                .get(0);

        assertThat(web.meta().specOf(2).image()).isEqualTo("app:2");
        assertThat(web.meta().specOf(1).image()).isEqualTo("app:1");
        assertThat(web.assignments().assignments()).containsExactly(old, replaced);
    }

    @Test
    void takesAConfigurationFromContainersThatARolledBackStateDoesNotKnow() {
        Meta known = meta(WEB, SPEC, 1, 1);
        Meta upgraded = known.withSpec(SPEC.toBuilder().image("app:2").build(), NOW);
        Assignment replaced = Assignment.of(1, 2, NodeId.of("n1"), 2, RunGoal.RUNNING);

        RecoveredMeta web = plan(
                        List.of(
                                INFO,
                                Group.everyNode(),
                                known,
                                new MetaAssignments(WEB, 1, 0, List.of(assignment(1, 1, 1)))),
                        listed(1, container(upgraded, replaced, Status.RUNNING)))
                .metas()
                .get(0);

        assertThat(web.meta().spec().image()).isEqualTo("app:2");
        assertThat(web.meta().previousSpec()).isEqualTo(SPEC);
        assertThat(web.assignments().assignments()).containsExactly(replaced);
    }

    @Test
    void leavesOtherClustersAloneAndCountsThem() {
        Meta lost = meta(WEB, SPEC, 1, 1);
        ObservedContainer ours = container(lost, assignment(1, 1, 1), Status.RUNNING);
        ObservedContainer theirs = new ObservedContainer(
                "x", "x", ours.state(), ours.spec(), "", new InstanceIdentity("c-2", Group.DEFAULT, WEB, 1, 99, 1, 99));
        ObservedContainer foreign = new ObservedContainer("y", "y", ours.state(), SPEC, "", null);

        ListedNode node = listed(1, ours, theirs, foreign);
        Recovery recovery = plan(List.of(), node);

        assertThat(StateRecovery.clusters(List.of(node))).containsOnlyKeys("c-1", "c-2");
        assertThat(recovery.metas().get(0).assignments().assignments()).containsExactly(assignment(1, 1, 1));
        assertThat(recovery.highestEpoch()).isEqualTo(7);
        assertThat(recovery.notes()).contains("cluster c-2: its containers are left alone");
    }

    /** The newest leader may have made no container, and still its agents refuse whoever comes under an older epoch. */
    @Test
    void goesAboveTheEpochsThatAgentsHaveSeen() {
        ObservedContainer ours = container(meta(WEB, SPEC, 1, 1), assignment(1, 1, 1), Status.RUNNING);

        Recovery recovery = plan(
                List.of(),
                new ListedNode(node(1), List.of(ours), new Fence(CLUSTER, 57)),
                new ListedNode(node(2), List.of(), new Fence("c-2", 99)));

        assertThat(recovery.highestEpoch()).isEqualTo(57);
        assertThat(recovery.notes()).anyMatch(note -> note.startsWith("node node2: its agent obeys cluster c-2"));
    }

    @Test
    void makesAGroupAnewOfTheNodesThatHaveItsContainers() {
        Meta lost = new Meta(
                WEB,
                GroupId.of("g-1"),
                1,
                1,
                1,
                SPEC,
                Placement.ANYWHERE,
                List.of(),
                MetaOptions.DEFAULT,
                NOW,
                Instant.EPOCH);

        Recovery recovery = plan(List.of(), listed(3, container(lost, assignment(1, 1, 3), Status.RUNNING)));

        assertThat(recovery.groups()).singleElement().satisfies(group -> {
            assertThat(group.id()).isEqualTo(GroupId.of("g-1"));
            assertThat(group.servers()).containsExactly(new Group.Server("node3", "10.0.0.3"));
        });
    }

    /** Whatever is lost, what runs is known again, and a second time there is nothing to do. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void knowsAgainWhatRuns(long seed) {
        Random random = new Random(seed);
        List<Document> whole = new ArrayList<>(List.of(INFO, Group.everyNode()));
        List<List<ObservedContainer>> onNodes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            onNodes.add(new ArrayList<>());
        }
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            addMeta(MetaId.of("m-" + i), random, whole, onNodes);
        }
        List<ListedNode> nodes = new ArrayList<>();
        for (int i = 0; i < onNodes.size(); i++) {
            nodes.add(new ListedNode(node(i), onNodes.get(i)));
        }
        List<Document> left = new ArrayList<>(whole);
        left.removeIf(document -> !(document instanceof Tombstone) && random.nextInt(3) == 0);

        Recovery recovery = StateRecovery.plan(left, nodes, CLUSTER, NOW);
        List<Document> after = applied(left, recovery);

        for (Document document : whole) {
            if (document instanceof MetaAssignments wanted) {
                assertThat(after)
                        .as("seed %d", seed)
                        .anySatisfy(found -> assertThat(found)
                                .isInstanceOfSatisfying(MetaAssignments.class, recovered -> {
                                    assertThat(recovered.metaId()).isEqualTo(wanted.metaId());
                                    assertThat(recovered.assignments()).isEqualTo(wanted.assignments());
                                }));
            }
        }
        assertThat(StateRecovery.plan(after, nodes, CLUSTER, NOW).isEmpty())
                .as("seed %d", seed)
                .isTrue();
    }

    private static void addMeta(MetaId id, Random random, List<Document> whole, List<List<ObservedContainer>> onNodes) {
        int instances = 1 + random.nextInt(5);
        Meta meta = meta(id, SPEC.toBuilder().image("app:" + id).build(), instances, 1 + random.nextInt(3));
        List<Assignment> assignments = new ArrayList<>();
        long incarnation = 0;
        for (int index = 1; index <= instances; index++) {
            incarnation += 1 + random.nextInt(3);
            int number = random.nextInt(onNodes.size());
            Assignment assignment =
                    Assignment.of(index, incarnation, NodeId.of("n" + number), meta.specVersion(), RunGoal.RUNNING);
            assignments.add(assignment);
            onNodes.get(number).add(container(meta, assignment, Status.RUNNING));
        }
        whole.add(meta);
        whole.add(new MetaAssignments(id, incarnation, 0, assignments));
    }

    private static List<Document> applied(List<Document> documents, Recovery recovery) {
        List<Document> after = new ArrayList<>(documents);
        List<Document> changed = new ArrayList<>(recovery.groups());
        changed.add(recovery.cluster());
        recovery.metas().forEach(meta -> changed.addAll(meta.documents()));
        changed.forEach(document -> after.removeIf(old -> old.key().equals(document.key())));
        after.addAll(changed);
        return after;
    }
}
