package io.humpback.scheduler.reconcile;

import io.humpback.core.Action;
import io.humpback.core.Assignment;
import io.humpback.core.Availability;
import io.humpback.core.Cause;
import io.humpback.core.ClusterInfo;
import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.Document;
import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.HostedContainer;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Operation;
import io.humpback.core.OperationId;
import io.humpback.core.Placement;
import io.humpback.core.Platform;
import io.humpback.core.PortMapping;
import io.humpback.core.RestartPolicy;
import io.humpback.core.RunGoal;
import io.humpback.core.RunState;
import io.humpback.core.Tombstone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a situation out of a seed: any that a store and engines can be in, however unlikely. The same seed makes the same
 * situation.
 */
final class RandomSituation {
    static final String CLUSTER = "cluster-1";
    static final Instant NOW = Instant.parse("2026-01-10T12:00:00Z");
    static final long EPOCH = 5;

    private static final long LISTED = 1_000_000;
    private static final NodeFacts FACTS =
            new NodeFacts("", "", 8, 16L << 30, new Platform("linux", "x86_64"), "", "", "", "", Map.of());

    private final Random random;
    private final List<Document> documents = new ArrayList<>();
    private final Map<NodeId, ObservedNode> nodes = new TreeMap<>();
    private final Map<NodeId, List<ObservedContainer>> containers = new TreeMap<>();
    private final List<NodeId> places = new ArrayList<>();
    private final CallMemory calls = new CallMemory();
    private int ids;

    RandomSituation(long seed) {
        random = new Random(seed);
    }

    Situation make() {
        documents.add(new ClusterInfo(CLUSTER, ClusterInfo.SCHEMA_VERSION, NOW));
        documents.add(Group.everyNode());
        documents.add(new Group(
                GroupId.of("g2"),
                "g2",
                chance(0.8),
                false,
                List.of(new Group.Server("n1", ""), new Group.Server("n2", "")),
                "",
                ""));
        nodes();
        int metas = random.nextInt(4);
        for (int i = 1; i <= metas; i++) {
            meta("m" + i);
        }
        removed("gone");
        stray();
        Map<NodeId, ObservedNode> observed = new TreeMap<>();
        nodes.forEach((id, node) -> observed.put(id, holding(node, containers.getOrDefault(id, List.of()))));
        return new Situation(
                CommittedState.of(documents),
                new Observation(chance(0.97), new TreeMap<>(observed)),
                calls,
                LoopSettings.DEFAULT,
                EPOCH,
                NOW);
    }

    private boolean chance(double p) {
        return random.nextDouble() < p;
    }

    @SafeVarargs
    private <T> T any(T... values) {
        return values[random.nextInt(values.length)];
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    static ObservedNode holding(ObservedNode node, List<ObservedContainer> containers) {
        List<ObservedContainer> ordered = new ArrayList<>(containers);
        ordered.sort((a, b) -> a.id().compareTo(b.id()));
        return new ObservedNode(node.node(), node.state(), node.reason(), node.listTicket(), ordered);
    }

    static Node node(String name) {
        return new Node(NodeId.of(name), name, "10.0.0." + name.charAt(name.length() - 1), "mem://" + name, FACTS, "");
    }

    private void nodes() {
        int count = 1 + random.nextInt(5);
        for (int i = 1; i <= count; i++) {
            Node node = node("n" + i);
            places.add(node.id());
            NodeState state = chance(0.75) ? NodeState.HEALTHY : any(NodeState.values());
            nodes.put(node.id(), new ObservedNode(node, state, "", chance(0.9) ? LISTED : 0, List.of()));
            if (chance(0.6)) {
                documents.add(status(node.id(), state == NodeState.DOWN || chance(0.1)));
            }
        }
        NodeId absent = NodeId.of("n9");
        if (chance(0.4)) {
            places.add(absent);
            if (chance(0.7)) {
                documents.add(status(absent, chance(0.7)));
            }
        }
    }

    private NodeStatus status(NodeId node, boolean down) {
        Instant since = down ? NOW.minusSeconds(any(0, 10, 100, 10_000)) : null;
        Availability availability = chance(0.85) ? Availability.ACTIVE : any(Availability.values());
        return new NodeStatus(node, node.value(), availability, Map.of(), since);
    }

    private ContainerSpec spec(String name, String image) {
        return ContainerSpec.builder(name, image)
                .restartPolicy(new RestartPolicy(any("", "no", "always", "on-failure"), 0))
                .memoryBytes(any(0L, 1L << 30, 7L << 30))
                .ports(chance(0.15) ? List.of(new PortMapping(80, 8080, "tcp", "")) : List.of())
                .build();
    }

    private void meta(String id) {
        ContainerSpec spec = spec("web-" + id, "app:2");
        boolean changed = chance(0.5);
        Meta meta = new Meta(
                MetaId.of(id),
                chance(0.75) ? Group.DEFAULT : GroupId.of("g2"),
                3,
                changed ? 2 : 1,
                random.nextInt(5),
                spec,
                Placement.ANYWHERE,
                List.of(),
                new MetaOptions(chance(0.5), chance(0.8)),
                NOW.minusSeconds(5_000),
                NOW.minusSeconds(500),
                changed ? spec.toBuilder().image("app:1").build() : null,
                changed ? 1 : 0);
        documents.add(meta);
        List<HostedContainer> hosted = new ArrayList<>();
        MetaAssignments assignments = containers(meta, assignments(meta), hosted);
        documents.add(assignments);
        operations(meta, assignments, hosted);
        memory(meta, assignments);
    }

    private MetaAssignments assignments(Meta meta) {
        List<Assignment> assigned = new ArrayList<>();
        Set<Integer> indexes = new TreeSet<>();
        for (int i = 0; i < meta.instances(); i++) {
            if (chance(0.9)) {
                indexes.add(chance(0.85) ? i + 1 : 1 + random.nextInt(meta.instances() + 2));
            }
        }
        long incarnation = random.nextInt(4);
        for (int index : indexes) {
            incarnation += 1 + random.nextInt(3);
            RunState state = chance(0.85) ? RunState.RUNNING : any(RunState.values());
            Assignment made = Assignment.of(
                    index, incarnation, any(places), meta.specVersion(), new RunGoal(state, chance(0.05), 0));
            assigned.add(chance(0.05) ? made.withRestartFrom(any(Reconciler.NEVER_SEEN, "start of old")) : made);
        }
        return new MetaAssignments(meta.id(), incarnation + random.nextInt(3), 0, assigned);
    }

    /**
     * Puts containers of the meta on nodes: the right ones, and ones that should not be there. Returns the assignments
     * with those that stand for a container of an earlier incarnation, which was adopted.
     */
    private MetaAssignments containers(Meta meta, MetaAssignments assignments, List<HostedContainer> hosted) {
        List<Assignment> adopted = new ArrayList<>();
        for (Assignment assignment : assignments.assignments()) {
            long earlier = assignment.incarnation() - 1;
            boolean adopts = chance(0.1) && earlier > 0 && isPossible(assignments, assignment.index(), earlier);
            long incarnation = adopts ? earlier : assignment.incarnation();
            ObservedContainer container = own(meta, assignment.index(), incarnation, meta.specVersion());
            if (adopts) {
                adopted.add(new Assignment(
                        assignment.index(),
                        assignment.incarnation(),
                        assignment.node(),
                        assignment.specVersion(),
                        assignment.goal(),
                        container.id(),
                        assignment.restartFrom()));
            }
            if (chance(0.8)) {
                add(hosted, assignment.node(), container);
            }
        }
        int others = chance(0.5) ? random.nextInt(4) : 0;
        for (int i = 0; i < others; i++) {
            int index = 1 + random.nextInt(meta.instances() + 2);
            long incarnation = 1L + random.nextInt((int) assignments.lastIncarnation() + 2);
            if (isPossible(assignments, index, incarnation)) {
                long version = chance(0.8) ? meta.specVersion() : 1;
                add(hosted, any(places), own(meta, index, incarnation, version));
            }
        }
        return assignments.with(adopted);
    }

    /** An incarnation was given to one index, and what is assigned has the highest that its index ever had. */
    private static boolean isPossible(MetaAssignments assignments, int index, long incarnation) {
        Assignment assigned = assignments.byIndex().get(index);
        boolean future = incarnation > assignments.lastIncarnation();
        return future
                || (assignments.assignments().stream().noneMatch(one -> one.incarnation() == incarnation)
                        && (assigned == null || incarnation < assigned.incarnation()));
    }

    /** A name is taken once on a node, and what is on a node that is not announced is not seen. */
    private void add(List<HostedContainer> hosted, NodeId place, ObservedContainer container) {
        ObservedNode node = nodes.get(place);
        if (node == null) {
            return;
        }
        List<ObservedContainer> there = containers.computeIfAbsent(place, id -> new ArrayList<>());
        if (there.stream().noneMatch(other -> other.name().equals(container.name()))) {
            there.add(container);
            hosted.add(Instance.hosted(node, container));
        }
    }

    private ObservedContainer own(Meta meta, int index, long incarnation, long version) {
        InstanceIdentity identity = new InstanceIdentity(
                CLUSTER, meta.groupId(), meta.id(), index, incarnation, Math.min(version, meta.specVersion()), EPOCH);
        return new ObservedContainer(newId(), meta.containerName(index), state(), meta.specOf(version), "", identity);
    }

    private String newId() {
        return "c" + ++ids;
    }

    private ContainerState state() {
        Status status = chance(0.75) ? Status.RUNNING : any(Status.values());
        boolean started = status != Status.CREATED;
        return new ContainerState(
                status,
                false,
                0,
                0,
                "",
                "",
                started ? (chance(0.7) ? "start of " + ids : "start of old") : ContainerState.NEVER,
                ContainerState.NEVER);
    }

    /** At most one of a user's, and at most one of the loop's own, which concern different instances. */
    private void operations(Meta meta, MetaAssignments assignments, List<HostedContainer> hosted) {
        List<Integer> users = new ArrayList<>();
        List<Integer> own = new ArrayList<>();
        for (int index = 1; index <= meta.instances() + 1; index++) {
            (chance(0.5) ? users : own).add(index);
        }
        if (chance(0.4)) {
            Cause cause = any(Cause.CREATE, Cause.UPDATE, Cause.OPERATE);
            String action = cause == Cause.OPERATE ? any(Action.values()).word() : "";
            List<HostedContainer> leaving = cause == Cause.UPDATE
                    ? hosted.stream()
                            .filter(one -> isReleased(one, assignments, meta))
                            .toList()
                    : List.of();
            documents.add(operation(cause, meta, users, action, leaving));
        }
        if (chance(0.3)) {
            documents.add(operation(any(Cause.MIGRATE, Cause.RECOVER), meta, own, "", List.of()));
        }
    }

    private static boolean isReleased(HostedContainer one, MetaAssignments assignments, Meta meta) {
        InstanceIdentity identity = one.container().identity();
        return identity != null
                && !assignments.byIndex().containsKey(identity.index())
                && identity.index() > meta.instances();
    }

    private Operation operation(
            Cause cause, Meta meta, List<Integer> indexes, String action, List<HostedContainer> leaving) {
        Duration left = chance(0.85) ? Duration.ofSeconds(random.nextInt(300)) : Duration.ofSeconds(-5);
        Instant deadline = NOW.plus(left);
        return new Operation(
                OperationId.of(cause + "-" + meta.id()),
                cause,
                meta,
                indexes,
                action,
                deadline.minusSeconds(300),
                deadline,
                leaving);
    }

    private void memory(Meta meta, MetaAssignments assignments) {
        for (Assignment assignment : assignments.assignments()) {
            if (chance(0.1)) {
                Effect effect = new Effect.Run(
                        assignment.node(),
                        new InstanceKey(meta.id(), assignment.index()),
                        assignment.incarnation(),
                        "c0",
                        Effect.Verb.START);
                calls.began(effect);
                calls.ended(
                        effect,
                        any(
                                EffectOutcome.refused("no"),
                                EffectOutcome.unknown("hm"),
                                EffectOutcome.unreachable("gone"),
                                EffectOutcome.done(null)),
                        NOW.minusSeconds(random.nextInt(20)));
            }
        }
    }

    /** A meta that was removed, with what is left of it. */
    private void removed(String id) {
        if (!chance(0.4)) {
            return;
        }
        Meta meta = new Meta(
                MetaId.of(id),
                Group.DEFAULT,
                3,
                1,
                2,
                spec(id, "app:1"),
                Placement.ANYWHERE,
                List.of(),
                MetaOptions.DEFAULT,
                NOW.minusSeconds(5_000),
                Instant.EPOCH);
        List<HostedContainer> left = new ArrayList<>();
        for (int index = 1; index <= random.nextInt(3); index++) {
            add(left, any(places), own(meta, index, index, 1));
        }
        boolean known = chance(0.8);
        if (known) {
            documents.add(new Tombstone(meta.id(), Set.of(), NOW.minusSeconds(random.nextInt(1_000))));
        }
        if (known && chance(0.5)) {
            documents.add(new MetaAssignments(meta.id(), 2, 0, List.of()));
            documents.add(operation(Cause.REMOVE, meta, List.of(1, 2), "", left));
        }
    }

    /** What is not ours: other people's containers, and those of another cluster. */
    private void stray() {
        for (NodeId place : List.copyOf(nodes.keySet())) {
            if (chance(0.3)) {
                String name = any("web-1", "CLUSTER-default-mine-1", "db");
                InstanceIdentity other = chance(0.5)
                        ? new InstanceIdentity("cluster-2", Group.DEFAULT, MetaId.of("m1"), 1, 1, 1, 1)
                        : null;
                add(new ArrayList<>(), place, stranger(name, other));
            }
        }
    }

    private ObservedContainer stranger(String name, @Nullable InstanceIdentity identity) {
        return new ObservedContainer(
                newId(), name, state(), ContainerSpec.builder(name, "other:1").build(), "", identity);
    }

    /** Returns {@code situation} with everything in another order. */
    static Situation shuffled(Situation situation, List<Document> documents, long seed) {
        Random order = new Random(seed);
        List<Document> mixed = new ArrayList<>(documents);
        Collections.shuffle(mixed, order);
        List<ObservedNode> nodes = new ArrayList<>(situation.observed().nodes());
        Collections.shuffle(nodes, order);
        TreeMap<NodeId, ObservedNode> byId = new TreeMap<>();
        for (ObservedNode node : nodes) {
            List<ObservedContainer> there = new ArrayList<>(node.containers());
            Collections.shuffle(there, order);
            byId.put(
                    node.node().id(),
                    new ObservedNode(node.node(), node.state(), node.reason(), node.listTicket(), there));
        }
        return new Situation(
                CommittedState.of(mixed),
                new Observation(situation.observed().complete(), byId),
                situation.calls(),
                situation.settings(),
                situation.epoch(),
                situation.now());
    }

    List<Document> documents() {
        return List.copyOf(documents);
    }
}
