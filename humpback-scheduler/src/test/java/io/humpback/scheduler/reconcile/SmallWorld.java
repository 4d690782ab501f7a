package io.humpback.scheduler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.ContainerState;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaAssignments;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Operation;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.Write;
import io.humpback.scheduler.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster in which every call succeeds at once and every node stays as it is: what a plan says is committed and done,
 * time passes, and the next plan is made. Each plan is checked before it is followed.
 */
final class SmallWorld {
    private static final long LISTED = 1_000_000;
    private static final int MAX_COMMITS = 200;
    private static final Duration ROUND = Duration.ofMinutes(1);

    private final Reconciler reconciler = new Reconciler(Scheduler.builder().build());
    private Situation situation;
    private long sequence = 100;
    private int made;

    SmallWorld(Situation situation) {
        this.situation = situation;
    }

    Situation situation() {
        return situation;
    }

    Plan plan() {
        return reconciler.reconcile(situation);
    }

    /** Commits what follows until nothing more does, does what is then to be done, and returns that last plan. */
    Plan round() {
        Plan plan = checked(plan());
        boolean quiet = plan.isEmpty();
        for (int i = 0; i < MAX_COMMITS && !plan.changes().isEmpty(); i++) {
            plan.changes().forEach(this::commit);
            plan = checked(plan());
        }
        assertThat(plan.changes()).as("decisions settle").isEmpty();
        plan.effects().forEach(this::perform);
        pass();
        return quiet ? Plan.NOTHING : plan;
    }

    private Plan checked(Plan plan) {
        PlanChecks.check(situation, plan);
        return plan;
    }

    private void commit(Change change) {
        CommittedState before = situation.committed();
        List<Write> writes = change.writes(++sequence);
        CommittedState after = before.after(writes);
        for (MetaAssignments assignments : after.assignments()) {
            checkIncarnations(before.assignments(assignments.metaId()), assignments);
        }
        if (change.opened() != null) {
            checkEviction(change.opened());
        }
        situation = situation.with(after);
    }

    /** S8: nothing moves off a node but for one that is dead, and was for the whole delay. */
    private void checkEviction(Operation opened) {
        if (opened.cause() != Cause.MIGRATE || !opened.action().isEmpty()) {
            return; // a move off a live node leaves the original until its successor runs
        }
        Map<Integer, Assignment> assigned =
                situation.committed().assignments(opened.metaId()).byIndex();
        for (int index : opened.indexes()) {
            NodeId node = assigned.get(index).node();
            ObservedNode observed = situation.observed().node(node);
            NodeStatus status = situation.committed().status(node);
            assertThat(observed == null || observed.state() == NodeState.DOWN)
                    .as("S8: %s is dead", node)
                    .isTrue();
            assertThat(status == null ? null : status.downSince())
                    .as("S8: %s dead since", node)
                    .isNotNull()
                    .isBeforeOrEqualTo(
                            situation.now().minus(situation.settings().migrateDelay()));
        }
    }

    /** S2: incarnations only rise, and a new place or a new container is a new incarnation. */
    private static void checkIncarnations(MetaAssignments before, MetaAssignments after) {
        assertThat(after.lastIncarnation()).as("S2: last incarnation").isGreaterThanOrEqualTo(before.lastIncarnation());
        Map<Integer, Assignment> earlier = before.byIndex();
        for (Assignment assignment : after.assignments()) {
            Assignment old = earlier.get(assignment.index());
            boolean same = old != null
                    && old.node().equals(assignment.node())
                    && old.containerId().equals(assignment.containerId())
                    && old.incarnation() == assignment.incarnation();
            assertThat(same || assignment.incarnation() > before.lastIncarnation())
                    .as("S2: %s follows %s", assignment, old)
                    .isTrue();
        }
    }

    private void perform(Effect effect) {
        situation.calls().began(effect);
        ObservedContainer left = null;
        if (effect instanceof Effect.Create create) {
            left = create(create);
        } else if (effect instanceof Effect.Run run) {
            left = run(run);
        } else if (effect instanceof Effect.Remove remove) {
            replace(remove.node(), remove.containerId(), null);
        }
        situation.calls().ended(effect, EffectOutcome.done(left), situation.now());
    }

    /** As an engine and whoever calls it do: a name is taken once, and an earlier incarnation makes room. */
    private ObservedContainer create(Effect.Create create) {
        ContainerRequest request = create.request();
        for (ObservedContainer other : containers(create.node())) {
            if (other.name().equals(request.name())) {
                replace(create.node(), other.id(), null);
            }
        }
        ContainerState state = create.start() ? running() : ContainerState.of(Status.CREATED);
        ObservedContainer container = new ObservedContainer(
                "new" + ++made,
                request.name(),
                state,
                request.spec(),
                "",
                InstanceIdentity.of(request.ourLabels()).orElseThrow());
        replace(create.node(), container.id(), container);
        return container;
    }

    private ObservedContainer run(Effect.Run run) {
        ObservedContainer before = containers(run.node()).stream()
                .filter(container -> container.id().equals(run.containerId()))
                .findFirst()
                .orElseThrow();
        ContainerState old = before.state();
        ContainerState state = switch (run.verb()) {
            case START, RESTART -> running();
            case STOP, KILL -> with(old, Status.EXITED);
            case PAUSE -> with(old, Status.PAUSED);
            case UNPAUSE -> with(old, Status.RUNNING);
        };
        ObservedContainer after = before.withState(state);
        replace(run.node(), after.id(), after);
        return after;
    }

    private ContainerState running() {
        return new ContainerState(Status.RUNNING, false, 0, 0, "", "", "start " + ++made, ContainerState.NEVER);
    }

    private static ContainerState with(ContainerState old, Status status) {
        return new ContainerState(status, false, 0, 0, "", "", old.startedAt(), ContainerState.NEVER);
    }

    private List<ObservedContainer> containers(NodeId node) {
        ObservedNode observed = situation.observed().node(node);
        assertThat(observed != null && observed.isUsable())
                .as("%s can be asked", node)
                .isTrue();
        return List.copyOf(observed.containers());
    }

    private void replace(NodeId node, String id, @org.jspecify.annotations.Nullable ObservedContainer by) {
        List<ObservedContainer> changed = new ArrayList<>(containers(node));
        changed.removeIf(container -> container.id().equals(id));
        if (by != null) {
            changed.add(by);
        }
        TreeMap<NodeId, ObservedNode> nodes = new TreeMap<>(situation.observed().byId());
        nodes.put(node, RandomSituation.holding(nodes.get(node), changed));
        observe(new Observation(situation.observed().complete(), nodes));
    }

    private void observe(Observation observed) {
        situation = new Situation(
                situation.committed(),
                observed,
                situation.calls(),
                situation.settings(),
                situation.epoch(),
                situation.now());
    }

    /** What was seen of healthy nodes is up to date again, and what engines do by themselves has been done. */
    private void pass() {
        TreeMap<NodeId, ObservedNode> nodes = new TreeMap<>();
        for (ObservedNode node : situation.observed().nodes()) {
            boolean healthy = node.state() == NodeState.HEALTHY;
            List<ObservedContainer> later = new ArrayList<>();
            for (ObservedContainer container : node.containers()) {
                if (container.state().status() == Status.RESTARTING) {
                    later.add(container.withState(running()));
                } else if (container.state().status() != Status.REMOVING) {
                    later.add(container);
                }
            }
            nodes.put(
                    node.node().id(),
                    healthy
                            ? RandomSituation.holding(
                                    new ObservedNode(node.node(), node.state(), "", LISTED, List.of()), later)
                            : node);
        }
        observe(new Observation(true, nodes));
        situation = new Situation(
                situation.committed(),
                situation.observed(),
                situation.calls(),
                situation.settings(),
                situation.epoch(),
                situation.now().plus(ROUND));
    }
}
