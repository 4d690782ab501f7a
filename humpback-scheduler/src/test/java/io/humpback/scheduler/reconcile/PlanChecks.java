package io.humpback.scheduler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.Document;
import io.humpback.core.Group;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Operation;
import io.humpback.core.RunState;
import io.humpback.core.spi.Write;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of every plan, said without the words of the code that makes plans. */
final class PlanChecks {
    private final Situation situation;
    private final Plan plan;
    private final Set<String> removed = new HashSet<>();

    private PlanChecks(Situation situation, Plan plan) {
        this.situation = situation;
        this.plan = plan;
    }

    static void check(Situation situation, Plan plan) {
        new PlanChecks(situation, plan).check();
    }

    private void check() {
        Set<String> keys = new HashSet<>();
        for (Effect effect : plan.effects()) {
            assertThat(keys.add(effect.key())).as("once in a plan: %s", effect).isTrue();
            ObservedNode node = situation.observed().node(effect.node());
            assertThat(node != null && node.isUsable())
                    .as("its node can be asked: %s", effect)
                    .isTrue();
            if (effect instanceof Effect.Remove remove) {
                removed.add(remove.containerId());
            }
        }
        for (Effect effect : plan.effects()) {
            if (effect instanceof Effect.Create create) {
                checkCreate(create);
            } else if (effect instanceof Effect.Run run) {
                checkRun(run);
            } else if (effect instanceof Effect.Remove remove) {
                checkRemoval(remove);
                checkLastOne(remove);
            }
        }
        checkApart();
    }

    private @Nullable Assignment assigned(MetaId meta, int index) {
        return situation.committed().assignments(meta).byIndex().get(index);
    }

    private boolean isOurs(@Nullable InstanceIdentity identity) {
        return identity != null && identity.clusterId().equals(situation.clusterId());
    }

    private void checkCreate(Effect.Create create) {
        Assignment assignment =
                assigned(create.identity().metaId(), create.identity().index());
        assertThat(situation.committed().meta(create.identity().metaId()))
                .as("S10: %s", create)
                .isNotNull();
        assertThat(assignment).as("intent first: %s", create).isNotNull();
        assertThat(assignment.incarnation()).isEqualTo(create.identity().incarnation());
        assertThat(assignment.node()).isEqualTo(create.node());
    }

    /** S1: only a committed assignment's own container is changed. */
    private void checkRun(Effect.Run run) {
        Assignment assignment = assigned(run.instance().meta(), run.instance().index());
        assertThat(assignment).as("S1: %s", run).isNotNull();
        ObservedContainer container = container(run.node(), run.containerId());
        assertThat(isContainerOf(run.instance().meta(), assignment, container))
                .as("S1: %s on %s", run, container)
                .isTrue();
        assertThat(assignment.node()).isEqualTo(run.node());
    }

    private boolean isContainerOf(MetaId meta, Assignment assignment, ObservedContainer container) {
        InstanceIdentity identity = container.identity();
        return assignment.containerId().isEmpty()
                ? isOurs(identity)
                        && identity.metaId().equals(meta)
                        && identity.index() == assignment.index()
                        && identity.incarnation() == assignment.incarnation()
                : assignment.containerId().equals(container.id());
    }

    private ObservedContainer container(io.humpback.core.NodeId node, String id) {
        return situation.observed().node(node).containers().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such container: " + id));
    }

    /** R9: a committed reason names it. */
    private void checkRemoval(Effect.Remove remove) {
        ObservedContainer container = container(remove.node(), remove.containerId());
        InstanceIdentity identity = container.identity();
        assertThat(isOurs(identity)).as("R9: ours: %s, %s", remove, container).isTrue();
        if (situation.committed().meta(identity.metaId()) == null) {
            assertThat(situation.committed().tombstone(identity.metaId()))
                    .as("R9: a tombstone for %s", remove)
                    .isNotNull();
            return;
        }
        MetaAssignments assignments = situation.committed().assignments(identity.metaId());
        assertThat(identity.incarnation())
                .as("R9: committed once: %s, %s", remove, container)
                .isLessThanOrEqualTo(assignments.lastIncarnation());
        for (Assignment assignment : assignments.assignments()) {
            boolean there = assignment.node().equals(remove.node());
            assertThat(there && isContainerOf(identity.metaId(), assignment, container))
                    .as("R9: not what is assigned: %s, %s", remove, assignment)
                    .isFalse();
        }
        Assignment assignment = assignments.byIndex().get(identity.index());
        assertThat(assignment == null || identity.incarnation() < assignment.incarnation())
                .as("R9: released or superseded: %s by %s", container, assignment)
                .isTrue();
    }

    /** S5: the last live one of a wanted index stays. */
    private void checkLastOne(Effect.Remove remove) {
        ObservedContainer container = container(remove.node(), remove.containerId());
        InstanceIdentity identity = container.identity();
        Meta meta = situation.committed().meta(identity.metaId());
        if (!container.state().isLive() || meta == null || !isWanted(meta, identity.index())) {
            return;
        }
        boolean stopFirst = situation.committed().operations(meta.id()).stream().anyMatch(PlanChecks::isStopFirst);
        assertThat(stopFirst || isSatisfied(meta, identity.index()) || isAnotherLive(identity))
                .as("S5: the last one of %s/%s: %s", meta.id(), identity.index(), remove)
                .isTrue();
    }

    private static boolean isStopFirst(Operation operation) {
        return (operation.cause() == Cause.UPGRADE || operation.cause() == Cause.UPDATE)
                && !operation.action().isEmpty();
    }

    private boolean isWanted(Meta meta, int index) {
        Group group = situation.committed().group(meta.groupId());
        if (group != null && !group.clusterMode()) {
            return false;
        }
        Map<Integer, Assignment> assigned =
                situation.committed().assignments(meta.id()).byIndex();
        Assignment assignment = assigned.get(index);
        if (assignment != null) {
            return assignment.goal().state() == RunState.RUNNING;
        }
        int free = 0;
        for (int lower = 1; lower < index; lower++) {
            free += assigned.containsKey(lower) ? 0 : 1;
        }
        return assigned.size() + free < meta.instances();
    }

    private boolean isSatisfied(Meta meta, int index) {
        Instance instance =
                ContainerIndex.of(situation).views().get(meta.id()).instances().get(index);
        return instance != null && instance.isNodeUsable() && instance.isSatisfied();
    }

    private boolean isAnotherLive(InstanceIdentity identity) {
        for (ObservedNode node : situation.observed().nodes()) {
            for (ObservedContainer other : node.containers()) {
                InstanceIdentity its = other.identity();
                if (node.isUsable()
                        && isOurs(its)
                        && other.state().isLive()
                        && !removed.contains(other.id())
                        && its.metaId().equals(identity.metaId())
                        && its.index() == identity.index()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What is to be done follows from what is committed, so a meta has the one or the other. */
    private void checkApart() {
        Set<MetaId> changing = new HashSet<>();
        for (Change change : plan.changes()) {
            change.writes().forEach(write -> addMeta(changing, write));
        }
        List<Effect> both = plan.effects().stream()
                .filter(effect -> !(effect instanceof Effect.Remove))
                .filter(effect -> changing.contains(effect.instance().meta()))
                .toList();
        assertThat(both).as("effects of metas that change").isEmpty();
    }

    private static void addMeta(Set<MetaId> metas, Write write) {
        Document document = write instanceof Write.Put put ? put.document() : null;
        if (document instanceof Meta meta) {
            metas.add(meta.id());
        } else if (document instanceof MetaAssignments assignments) {
            metas.add(assignments.metaId());
        } else if (document instanceof Operation operation) {
            metas.add(operation.metaId());
        }
    }
}
