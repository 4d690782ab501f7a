package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.Cause;
import io.humpback.core.ClusterInfo;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the loop remembers of its own calls; losing it costs time, never correctness. Owned by the loop's thread.
 *
 * <p>Tickets order calls without a clock: each call and each list takes the next one. A list that was begun after a
 * call had ended shows what that call has left; an earlier one proves nothing.
 */
public final class CallMemory {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(10);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    private final Map<String, Effect> underWay = new HashMap<>();
    private final Map<String, Long> settled = new HashMap<>();
    private final Map<InstanceKey, Long> created = new HashMap<>();
    private final Map<InstanceKey, Failures> failures = new HashMap<>();
    private final Map<String, Retry> retries = new HashMap<>();
    private final CrashMemory crashes = new CrashMemory();
    private final RestartWatch restarts = new RestartWatch();
    private final NodeTroubles troubles = new NodeTroubles();
    private final Set<String> stoppedByHand = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private long ticket;

    private record Failures(int refusals, int rounds, String reason, Set<NodeId> nodes, Instant notBefore) {
        private static final Failures NONE = new Failures(0, 0, "", Set.of(), Instant.MIN);
    }

    private record Retry(int count, Instant notBefore) {}

    /** Returns the next ticket. */
    public long nextTicket() {
        return ++ticket;
    }

    /** Notes that a call was begun. */
    public void began(Effect effect) {
        underWay.put(effect.key(), effect);
    }

    /** Notes how a call ended. */
    public void ended(Effect effect, EffectOutcome outcome, Instant now) {
        underWay.remove(effect.key());
        if (isOfInstance(effect)) {
            settled.put(effect.key(), nextTicket());
        }
        if (effect instanceof Effect.Create && outcome.kind() != EffectOutcome.Kind.REFUSED) {
            created.put(effect.instance(), nextTicket());
        }
        switch (outcome.kind()) {
            case DONE -> {
                retries.remove(effect.key());
                troubles.done(effect);
                if (isStart(effect)) {
                    crashes.started(effect.instance(), effect.node(), now);
                    failures.remove(effect.instance());
                } else if (isOfInstance(effect)) {
                    failures.remove(effect.instance());
                }
            }
            case REFUSED -> refused(effect, outcome.reason(), now);
            case UNREACHABLE, UNKNOWN -> retryLater(effect.key(), now);
        }
    }

    private static boolean isOfInstance(Effect effect) {
        return effect instanceof Effect.Create || effect instanceof Effect.Run;
    }

    private static boolean isStart(Effect effect) {
        return effect instanceof Effect.Run run && run.verb() == Effect.Verb.START;
    }

    private void refused(Effect effect, String reason, Instant now) {
        retryLater(effect.key(), now);
        troubles.refused(effect, reason, now);
        if (isStart(effect)) {
            crashes.started(effect.instance(), effect.node(), now);
        }
        if (isOfInstance(effect)) {
            refused.add(effect.key());
            Failures before = failures.getOrDefault(effect.instance(), Failures.NONE);
            Set<NodeId> nodes = new HashSet<>(before.nodes());
            nodes.add(effect.node());
            failures.put(
                    effect.instance(),
                    new Failures(before.refusals() + 1, before.rounds(), reason, nodes, before.notBefore()));
        }
    }

    private void retryLater(String key, Instant now) {
        Retry before = retries.get(key);
        int count = before == null ? 0 : before.count();
        retries.put(key, new Retry(count + 1, now.plus(doubled(FIRST_RETRY, count, LONGEST_RETRY))));
    }

    /** Returns how often containers that had ended were started again. */
    CrashMemory crashes() {
        return crashes;
    }

    /** Returns what nodes have refused that concerns every meta. */
    NodeTroubles troubles() {
        return troubles;
    }

    /** Notes what a list of a node shows: how often its engine started instances again by itself. */
    public void listed(NodeId node, Collection<ObservedContainer> containers, CommittedState committed, Instant now) {
        ClusterInfo cluster = committed.clusterInfo();
        List<ObservedContainer> ours = containers.stream()
                .filter(container -> container
                        .findIdentity()
                        .filter(identity ->
                                cluster != null && identity.clusterId().equals(cluster.clusterId()))
                        .isPresent())
                .toList();
        Map<String, Integer> again = restarts.listed(node, ours);
        for (ObservedContainer container : ours) {
            Integer times = again.get(container.id());
            InstanceIdentity identity = container.identity();
            if (times != null && identity != null && isAssigned(node, container, identity, committed)) {
                crashes.restarted(new InstanceKey(identity.metaId(), identity.index()), node, times, now);
            }
        }
    }

    /** What was superseded or expelled may crash as it likes. */
    private static boolean isAssigned(
            NodeId node, ObservedContainer container, InstanceIdentity identity, CommittedState committed) {
        Assignment assignment =
                committed.assignments(identity.metaId()).byIndex().get(identity.index());
        if (assignment == null || !assignment.node().equals(node)) {
            return false;
        }
        return assignment.containerId().isEmpty()
                ? assignment.incarnation() == identity.incarnation()
                : assignment.containerId().equals(container.id());
    }

    /** Notes what an engine's event says of a container: only that tells a stop on request from an end of its own. */
    public void heard(String containerId, String action) {
        if (action.equals("stop")) {
            stoppedByHand.add(containerId);
        } else if (action.equals("start") || action.equals("destroy")) {
            stoppedByHand.remove(containerId);
        }
    }

    /** Returns whether somebody was heard to stop this container since it was started last. */
    public boolean wasStoppedByHand(String containerId) {
        return stoppedByHand.contains(containerId);
    }

    /** Notes that an operation on an instance begins: refusals of earlier ones do not count any more. */
    public void beginOperation(InstanceKey instance) {
        Failures before = failures.get(instance);
        if (before != null) {
            failures.put(
                    instance, new Failures(0, before.rounds(), before.reason(), before.nodes(), before.notBefore()));
        }
    }

    /**
     * Notes that {@code operation} was opened. How often a container was started in vain counts no more once a user has
     * asked for something else: starts on request are no failures, and another configuration may be a better one.
     */
    public void opened(Operation operation) {
        for (int index : operation.indexes()) {
            InstanceKey instance = new InstanceKey(operation.metaId(), index);
            beginOperation(instance);
            if (operation.cause() == Cause.OPERATE) {
                crashes.forget(instance);
            }
        }
        if (operation.rollOut() != null) {
            crashes.forget(operation.metaId());
        }
    }

    /** Notes that all tries to create an instance were used up: the next round of tries waits, ever longer. */
    public void gaveUp(InstanceKey instance, Instant now) {
        Failures before = failures.getOrDefault(instance, Failures.NONE);
        failures.put(
                instance,
                new Failures(
                        0,
                        before.rounds() + 1,
                        before.reason(),
                        before.nodes(),
                        now.plus(doubled(FIRST_BACKOFF, before.rounds(), LONGEST_BACKOFF))));
    }

    static Duration doubled(Duration first, int times, Duration longest) {
        Duration backoff = first.multipliedBy(1L << Math.min(times, 20));
        return backoff.compareTo(longest) < 0 ? backoff : longest;
    }

    /** Returns whether a call with this key is under way. */
    public boolean isUnderWay(String key) {
        return underWay.containsKey(key);
    }

    /** Returns whether any call for {@code meta} is under way. */
    public boolean isUnderWay(MetaId meta) {
        return underWay.values().stream()
                .anyMatch(effect -> effect.instance().meta().equals(meta));
    }

    /** Returns the ticket at which the last call with this key ended, 0 if there was none. */
    public long settledAt(String key) {
        return settled.getOrDefault(key, 0L);
    }

    /**
     * Returns whether a list that was begun at {@code listTicket} is older than the end of the last creation of this
     * instance that was not refused, whatever its incarnation: that may have taken away an earlier container which had
     * its name.
     */
    boolean isCreatedSince(InstanceKey instance, long listTicket) {
        boolean underWayNow = underWay.values().stream()
                .anyMatch(effect ->
                        effect instanceof Effect.Create && effect.instance().equals(instance));
        return underWayNow || created.getOrDefault(instance, 0L) > listTicket;
    }

    /** Returns whether a call with this key may be sent now. */
    public boolean mayCall(String key, Instant now) {
        Retry retry = retries.get(key);
        return !isUnderWay(key) && (retry == null || !now.isBefore(retry.notBefore()));
    }

    /** Returns whether a call with this key was refused. */
    public boolean wasRefused(String key) {
        return refused.contains(key);
    }

    /** Returns how often calls for this instance were refused since it last succeeded or was given up. */
    public int refusals(InstanceKey instance) {
        return failures.getOrDefault(instance, Failures.NONE).refusals();
    }

    /** Notes why an instance found no node, for those who ask. */
    public void noteReason(InstanceKey instance, String reason) {
        Failures before = failures.getOrDefault(instance, Failures.NONE);
        failures.put(
                instance, new Failures(before.refusals(), before.rounds(), reason, before.nodes(), before.notBefore()));
    }

    /** Returns why the last call for this instance was refused, empty if none was. */
    public String lastReason(InstanceKey instance) {
        return failures.getOrDefault(instance, Failures.NONE).reason();
    }

    /** Returns the nodes that refused this instance since it last succeeded, or where it does not keep running. */
    public Set<NodeId> failedNodes(InstanceKey instance) {
        Set<NodeId> nodes =
                new HashSet<>(failures.getOrDefault(instance, Failures.NONE).nodes());
        nodes.addAll(crashes.tiredNodes(instance));
        return nodes;
    }

    /** Returns whether an instance that was given up may be tried anew. */
    public boolean mayTryAnew(InstanceKey instance, Instant now) {
        return !now.isBefore(failures.getOrDefault(instance, Failures.NONE).notBefore());
    }

    /** Forgets a meta that is gone. */
    public void forget(MetaId meta) {
        failures.keySet().removeIf(instance -> instance.meta().equals(meta));
        created.keySet().removeIf(instance -> instance.meta().equals(meta));
        crashes.forget(meta);
        String prefix = "instance " + meta + "/";
        settled.keySet().removeIf(key -> key.startsWith(prefix));
        refused.removeIf(key -> key.startsWith(prefix));
        retries.keySet().removeIf(key -> key.startsWith(prefix));
    }

    /** Forgets what no decision can ask for any more: incarnations that are assigned no more, retries that are over. */
    public void forgetAllBut(CommittedState committed, Instant now) {
        Set<String> assigned = new HashSet<>(underWay.keySet());
        Set<NodeId> nodes = new HashSet<>();
        for (MetaAssignments assignments : committed.assignments()) {
            for (Assignment assignment : assignments.assignments()) {
                nodes.add(assignment.node());
                assigned.add(Effect.keyOf(
                        new InstanceKey(assignments.metaId(), assignment.index()), assignment.incarnation()));
            }
        }
        settled.keySet().retainAll(assigned);
        refused.retainAll(assigned);
        troubles.forgetOver(now);
        restarts.forgetAllBut(nodes);
        crashes.forgetSettled(now);
        retries.entrySet()
                .removeIf(entry -> !assigned.contains(entry.getKey())
                        && now.isAfter(entry.getValue().notBefore().plus(LONGEST_RETRY)));
    }
}
