package io.humpback.scheduler.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Assignment;
import io.humpback.core.Group;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.scheduler.Scheduler;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/**
 * Properties of the reconciler over random situations. A failure names its seed: give that to {@link RandomSituation} to
 * have it again.
 */
class ReconcilerPropertiesTest {
    private static final int SEEDS = 2_000;
    /** Of a minute: longer than an operation lasts, and than the longest wait before another try. */
    private static final int ROUNDS = 20;
    /** L5: five minutes without any call or commit. */
    private static final int SILENT_ROUNDS = 5;

    private static void forEachSeed(LongConsumer property) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                property.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void theSameSituationGivesTheSamePlanInAnyOrder() {
        Reconciler reconciler = new Reconciler(Scheduler.builder().build());
        forEachSeed(seed -> {
            RandomSituation random = new RandomSituation(seed);
            Situation situation = random.make();

            Plan plan = reconciler.reconcile(situation);

            assertThat(reconciler.reconcile(situation)).as("again").isEqualTo(plan);
            assertThat(reconciler.reconcile(RandomSituation.shuffled(situation, random.documents(), seed)))
                    .as("in another order")
                    .isEqualTo(plan);
        });
    }

    /** Each plan on the way is checked by {@link PlanChecks}, each commit for S2. */
    @Test
    void plansThatAreFollowedEndInSilenceWithEachInstanceInItsPlace() {
        forEachSeed(seed -> {
            SmallWorld world = new SmallWorld(new RandomSituation(seed).make());
            for (int round = 0; round < ROUNDS; round++) {
                world.round();
            }
            for (int round = 0; round < SILENT_ROUNDS; round++) {
                Plan plan = world.plan();
                assertThat(plan.changes()).as("L5: nothing left to commit").isEmpty();
                assertThat(plan.effects()).as("L5: nothing left to do").isEmpty();
                world.round();
            }
            checkEnd(world.situation(), world.plan());
        });
    }

    private static void checkEnd(Situation situation, Plan plan) {
        for (Meta meta : situation.committed().metas()) {
            Group group = situation.committed().group(meta.groupId());
            assertThat(group == null || group.clusterMode())
                    .as("%s left cluster mode", meta.id())
                    .isTrue();
            Map<Integer, Assignment> assigned =
                    new TreeMap<>(situation.committed().assignments(meta.id()).byIndex());
            assertThat(assigned.size())
                    .as("L1: no more than wanted of %s", meta.id())
                    .isLessThanOrEqualTo(Math.max(meta.instances(), 0));
            if (meta.options().recovery()) {
                checkMissing(meta, assigned, plan);
            }
            MetaView view = ContainerIndex.of(situation).views().get(meta.id());
            for (Instance instance : view.instances().values()) {
                checkInstance(situation, plan, meta, instance);
            }
        }
        checkDuplicates(situation, plan);
    }

    /** L4: what has no node stands in the plan with its reason. */
    private static void checkMissing(Meta meta, Map<Integer, Assignment> assigned, Plan plan) {
        for (int index = 1, free = 0; assigned.size() + free < meta.instances(); index++) {
            if (!assigned.containsKey(index)) {
                free++;
                assertThat(plan.pending()).as("L4: why it has no node").containsKey(meta.containerName(index));
            }
        }
    }

    private static void checkInstance(Situation situation, Plan plan, Meta meta, Instance instance) {
        String name = meta.containerName(instance.assignment().index());
        if (instance.isNodeUsable()) {
            boolean lost = instance.presence() == Instance.Presence.ABSENT
                    && (!meta.options().recovery() || plan.pending().containsKey(name));
            assertThat(lost || instance.isSatisfied())
                    .as("L1: %s is as wanted: %s", name, instance)
                    .isTrue();
        } else if (instance.isNodeDown() && isLonelyDeath(situation)) {
            assertThat(plan.pending()).as("L1: %s moved, or says why not", name).containsKey(name);
        }
    }

    /** One dead node of several is no storm, and not a whole group. */
    private static boolean isLonelyDeath(Situation situation) {
        long healthy = situation.observed().nodes().stream()
                .filter(node -> node.state() == NodeState.HEALTHY)
                .count();
        return healthy >= 3;
    }

    /** S3 in the end: one live container of an index on nodes that answer. */
    private static void checkDuplicates(Situation situation, Plan plan) {
        Map<String, ObservedContainer> live = new TreeMap<>();
        for (ObservedNode node : situation.observed().nodes()) {
            for (ObservedContainer container : node.containers()) {
                InstanceIdentity identity = container.identity();
                if (!node.isUsable() || !container.state().isLive() || !isKnown(situation, plan, node, container)) {
                    continue;
                }
                ObservedContainer other = live.put(identity.metaId() + "/" + identity.index(), container);
                assertThat(other).as("S3: beside %s", container).isNull();
            }
        }
    }

    /**
     * One that nothing committed explains is left alone, so it may stay beside the right one; and while an index waits
     * for a node nothing that is left of it is taken away.
     */
    private static boolean isKnown(Situation situation, Plan plan, ObservedNode node, ObservedContainer container) {
        InstanceIdentity identity = container.identity();
        String reported =
                "container " + container.name() + " on node " + node.node().name() + ":";
        return identity != null
                && identity.clusterId().equals(situation.clusterId())
                && situation.committed().meta(identity.metaId()) != null
                && !plan.pending().containsKey(container.name())
                && plan.quarantined().stream().noneMatch(line -> line.startsWith(reported));
    }
}
