package io.humpback.scheduler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.ClusterInfo;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.Document;
import io.humpback.core.Group;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.Placement;
import io.humpback.core.RestartPolicy;
import io.humpback.core.RunGoal;
import io.humpback.core.RunState;
import io.humpback.core.Tombstone;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.Scheduler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pure decisions as a table: what is the case, and the whole plan that follows. An instance reads
 * {@code index#incarnation@node}.
 */
class ReconcilerTest {
    private static final MetaId WEB = MetaId.of("web");
    private static final Instant NOW = RandomSituation.NOW;

    static Stream<Arguments> rows() {
        return Stream.of(
                arguments(
                        "create: what an open operation covers is created",
                        given(2).assigned(1, 1, "n1").assigned(2, 2, "n2").open(Cause.CREATE, 1, 2),
                        List.of("create 1#1@n1", "create 2#2@n2")),
                arguments(
                        "create: one that is wanted stopped is created all the same",
                        given(1).assigned(1, 1, "n1", RunState.STOPPED).open(Cause.CREATE, 1),
                        List.of("create 1#1@n1 stopped")),
                arguments(
                        "create: all run, so it closes with its event",
                        given(1).assigned(1, 1, "n1").runs("n1", 1, 1).open(Cause.CREATE, 1),
                        List.of("close CREATE event", "assign 1#1@n1")),
                arguments(
                        "scale up: the lowest free index goes to the node that has none",
                        given(3).assigned(1, 1, "n1")
                                .runs("n1", 1, 1)
                                .assigned(3, 2, "n2")
                                .runs("n2", 3, 2),
                        List.of("open RECOVER [2]", "assign 1#1@n1", "assign 2#3@n3", "assign 3#2@n2")),
                arguments(
                        "recover: one that is gone gets another incarnation",
                        given(1).assigned(1, 4, "n1"),
                        List.of("open RECOVER [1]", "assign 1#5@n1")),
                arguments(
                        "recover: not where that is switched off",
                        given(1).withoutRecovery().assigned(1, 4, "n1"),
                        List.of()),
                arguments(
                        "recover: not where nobody can know",
                        given(1).node("n1", NodeState.SUSPECT).assigned(1, 4, "n1"),
                        List.of()),
                arguments(
                        "recover: one that came to a fair end is left alone",
                        given(1).assigned(1, 4, "n1").holds("n1", 1, 4, Status.EXITED),
                        List.of()),
                arguments(
                        "recover: one that ended and may not is started",
                        given(1).always().assigned(1, 4, "n1").holds("n1", 1, 4, Status.EXITED),
                        List.of("START n1-1-4")),
                arguments(
                        "migrate: the countdown is committed first",
                        given(1).node("n1", NodeState.DOWN).assigned(1, 1, "n1").runs("n1", 1, 1),
                        List.of("down n1 0 s")),
                arguments(
                        "migrate: not before the delay is over",
                        given(1).down("n1", 44).assigned(1, 1, "n1").runs("n1", 1, 1),
                        List.of()),
                arguments(
                        "migrate: the same index elsewhere when it is",
                        given(1).down("n1", 45).assigned(1, 1, "n1").runs("n1", 1, 1),
                        List.of("open MIGRATE [1]", "assign 1#2@n2")),
                arguments(
                        "operate: stop",
                        given(1).assigned(1, 1, "n1", RunState.STOPPED).runs("n1", 1, 1),
                        List.of("STOP n1-1-1")),
                arguments(
                        "operate: pause",
                        given(1).assigned(1, 1, "n1", RunState.PAUSED).runs("n1", 1, 1),
                        List.of("PAUSE n1-1-1")),
                arguments(
                        "operate: unpause",
                        given(1).assigned(1, 1, "n1").holds("n1", 1, 1, Status.PAUSED),
                        List.of("UNPAUSE n1-1-1")),
                arguments(
                        "operate: a restart is due until the engine names another start",
                        given(1).assigned(Assignment.of(1, 1, NodeId.of("n1"), 1, RunGoal.RUNNING)
                                        .withRestartFrom("started"))
                                .runs("n1", 1, 1),
                        List.of("RESTART n1-1-1")),
                arguments(
                        "remove: a released index goes",
                        given(1).assigned(1, 1, "n1")
                                .runs("n1", 1, 1)
                                .lastIncarnation(2)
                                .runs("n2", 2, 2),
                        List.of("remove n2-2-2: its index was released")),
                arguments(
                        "remove: an earlier one goes when the newer one runs",
                        given(1).assigned(1, 2, "n1").runs("n1", 1, 2).runs("n2", 1, 1),
                        List.of("remove n2-1-1: a newer one runs in its place")),
                arguments(
                        "remove: and stays until then",
                        given(1).always()
                                .assigned(1, 2, "n1")
                                .holds("n1", 1, 2, Status.EXITED)
                                .runs("n2", 1, 1),
                        List.of("START n1-1-2")),
                arguments(
                        "remove: one of another configuration stays while its index has no node",
                        given(1).specVersion(2)
                                .down("n1", 0)
                                .paused("n2", "n3")
                                .lastIncarnation(1)
                                .runs("n2", 1, 1),
                        List.of("pending 1")),
                arguments(
                        "remove: one that was never committed is reported and stays",
                        given(1).assigned(1, 1, "n1").runs("n1", 1, 1).runs("n2", 1, 9),
                        List.of("quarantine")),
                arguments(
                        "remove: what is left of a removed meta goes, of an unknown one nothing",
                        given(0).tombstone("old").left("n1", "old").left("n2", "unknown"),
                        List.of("remove left-old: its meta was removed", "quarantine")),
                arguments(
                        "adopt: the original is back before its replacement exists",
                        given(1).assigned(1, 2, "n2").open(Cause.MIGRATE, 1).runs("n1", 1, 1),
                        List.of("assign 1#3@n1")),
                arguments(
                        "adopt: not while the replacement runs, though it is to be stopped by now",
                        given(1).assigned(1, 2, "n2", RunState.STOPPED)
                                .runs("n2", 1, 2)
                                .open(Cause.MIGRATE, 1)
                                .runs("n1", 1, 1),
                        List.of("STOP n2-1-2")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void followsFromWhatIsTheCase(String name, Given given, List<String> expected) {
        Reconciler reconciler = new Reconciler(Scheduler.builder().build());
        Situation situation = given.situation();
        Plan plan = reconciler.reconcile(situation);
        while (told(plan).isEmpty() && !plan.changes().isEmpty()) { // what is noted of nodes by the way comes first
            List<Write> writes = plan.changes().stream()
                    .flatMap(change -> change.writes().stream())
                    .toList();
            situation = situation.with(situation.committed().after(writes));
            plan = reconciler.reconcile(situation);
        }

        assertThat(told(plan)).as(name).isEqualTo(expected);
    }

    private static Given given(int instances) {
        return new Given(instances);
    }

    private static List<String> told(Plan plan) {
        List<String> told = new ArrayList<>();
        for (Change change : plan.changes()) {
            if (change.opened() != null) {
                told.add("open " + change.opened().cause() + " "
                        + change.opened().indexes());
            }
            if (change.closed() != null) {
                told.add("close "
                        + (change.event() == null ? "silently" : change.event().cause() + " event"));
            }
            change.writes().forEach(write -> tell(told, write));
        }
        plan.effects().forEach(effect -> told.add(told(effect)));
        plan.pending().keySet().forEach(name -> told.add("pending " + name.substring(name.lastIndexOf('-') + 1)));
        plan.quarantined().forEach(line -> told.add("quarantine"));
        return told;
    }

    private static void tell(List<String> told, Write write) {
        Document document = write instanceof Write.Put put ? put.document() : null;
        if (document instanceof MetaAssignments assignments) {
            for (Assignment one : assignments.assignments()) {
                told.add("assign " + one.index() + "#" + one.incarnation() + "@" + one.node());
            }
        } else if (document instanceof NodeStatus status && status.downSince() != null) {
            told.add("down " + status.node() + " "
                    + java.time.Duration.between(status.downSince(), NOW).toSeconds() + " s");
        }
    }

    private static String told(Effect effect) {
        if (effect instanceof Effect.Create create) {
            InstanceIdentity one = create.identity();
            return "create " + one.index() + "#" + one.incarnation() + "@" + create.node()
                    + (create.start() ? "" : " stopped");
        } else if (effect instanceof Effect.Run run) {
            return run.verb() + " " + run.containerId();
        }
        Effect.Remove remove = (Effect.Remove) effect;
        return "remove " + remove.containerId() + ": " + remove.reason();
    }

    /** Three healthy nodes, a meta, and what is said beside. */
    private static final class Given {
        private final int instances;
        private final Map<String, ObservedNode> nodes = new LinkedHashMap<>();
        private final Map<String, NodeStatus> statuses = new LinkedHashMap<>();
        private final List<Document> documents = new ArrayList<>();
        private final List<Assignment> assigned = new ArrayList<>();
        private final List<Operation> operations = new ArrayList<>();
        private String policy = "no";
        private boolean recovery = true;
        private long specVersion = 1;
        private long lastIncarnation;

        Given(int instances) {
            this.instances = instances;
            for (String name : List.of("n1", "n2", "n3")) {
                node(name, NodeState.HEALTHY);
                status(name, null);
            }
        }

        private Given status(String name, @org.jspecify.annotations.Nullable Instant downSince) {
            statuses.put(name, NodeStatus.fresh(RandomSituation.node(name)).withDownSince(downSince));
            return this;
        }

        Given node(String name, NodeState state) {
            nodes.put(name, new ObservedNode(RandomSituation.node(name), state, "", 1, List.of()));
            return this;
        }

        Given down(String name, int seconds) {
            return node(name, NodeState.DOWN).status(name, NOW.minusSeconds(seconds));
        }

        Given paused(String... names) {
            for (String name : names) {
                statuses.put(name, statuses.get(name).withAvailability(io.humpback.core.Availability.PAUSED));
            }
            return this;
        }

        Given always() {
            policy = "always";
            return this;
        }

        Given withoutRecovery() {
            recovery = false;
            return this;
        }

        Given specVersion(long version) {
            specVersion = version;
            return this;
        }

        Given lastIncarnation(long incarnation) {
            lastIncarnation = incarnation;
            return this;
        }

        Given assigned(int index, long incarnation, String node) {
            return assigned(index, incarnation, node, RunState.RUNNING);
        }

        Given assigned(int index, long incarnation, String node, RunState state) {
            return assigned(Assignment.of(index, incarnation, NodeId.of(node), specVersion, RunGoal.RUNNING.to(state)));
        }

        Given assigned(Assignment assignment) {
            assigned.add(assignment);
            lastIncarnation = Math.max(lastIncarnation, assignment.incarnation());
            return this;
        }

        Given runs(String node, int index, long incarnation) {
            return holds(node, index, incarnation, Status.RUNNING);
        }

        Given holds(String node, int index, long incarnation, Status status) {
            String id = node + "-" + index + "-" + incarnation;
            return container(node, id, WEB, index, incarnation, status);
        }

        Given left(String node, String meta) {
            return container(node, "left-" + meta, MetaId.of(meta), 1, 1, Status.RUNNING);
        }

        private Given container(String node, String id, MetaId meta, int index, long incarnation, Status status) {
            InstanceIdentity identity =
                    new InstanceIdentity(RandomSituation.CLUSTER, Group.DEFAULT, meta, index, incarnation, 1, 1);
            ContainerState state = new ContainerState(status, false, 0, 0, "", "", "started", ContainerState.NEVER);
            String name = InstanceIdentity.containerName(Group.DEFAULT, meta.value(), index);
            List<ObservedContainer> there = new ArrayList<>(nodes.get(node).containers());
            there.add(new ObservedContainer(id, name, state, spec(), "", identity));
            nodes.put(node, RandomSituation.holding(nodes.get(node), there));
            return this;
        }

        Given tombstone(String meta) {
            documents.add(new Tombstone(MetaId.of(meta), Set.of(), NOW));
            return this;
        }

        Given open(Cause cause, Integer... indexes) {
            operations.add(new Operation(
                    OperationId.of("op"), cause, meta(), List.of(indexes), "", NOW, NOW.plusSeconds(300), List.of()));
            return this;
        }

        private ContainerSpec spec() {
            return ContainerSpec.builder("web", "app:1")
                    .restartPolicy(new RestartPolicy(policy, 0))
                    .build();
        }

        private Meta meta() {
            return new Meta(
                    WEB,
                    Group.DEFAULT,
                    1,
                    specVersion,
                    instances,
                    spec(),
                    Placement.ANYWHERE,
                    List.of(),
                    new MetaOptions(true, recovery),
                    NOW,
                    Instant.EPOCH);
        }

        Situation situation() {
            documents.add(new ClusterInfo(RandomSituation.CLUSTER, ClusterInfo.SCHEMA_VERSION, NOW));
            documents.add(Group.everyNode());
            documents.add(meta());
            documents.add(new MetaAssignments(WEB, lastIncarnation, 0, assigned));
            documents.addAll(operations);
            documents.addAll(statuses.values());
            return new Situation(
                    CommittedState.of(documents),
                    Observation.of(nodes.values()),
                    new CallMemory(),
                    LoopSettings.DEFAULT,
                    1,
                    NOW);
        }
    }
}
