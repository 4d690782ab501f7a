package io.humpback.scheduler.recovery;

import io.humpback.core.Assignment;
import io.humpback.core.ClusterInfo;
import io.humpback.core.ContainerSpec;
import io.humpback.core.Document;
import io.humpback.core.Fence;
import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Placement;
import io.humpback.core.Recovered;
import io.humpback.core.RunGoal;
import io.humpback.core.RunState;
import io.humpback.core.Tombstone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans how a state gets to know the containers that it has lost: all of them after the loss of everything, those made
 * since after a roll-back. Of several containers of one index the highest incarnation is the instance. What the state
 * knows better is left as it is: an index that was released, a meta that was removed. Nothing is ever planned for removal,
 * and a meta never wants fewer instances than there are, so that a leader finds no surplus. Stateless.
 */
public final class StateRecovery {
    private final String clusterId;
    private final Instant now;
    private final Map<MetaId, Meta> metas = new HashMap<>();
    private final Map<MetaId, MetaAssignments> assignments = new HashMap<>();
    private final Set<MetaId> removed = new HashSet<>();
    private final Map<GroupId, Group> groups = new HashMap<>();
    private final SortedMap<GroupId, Set<Group.Server>> missingGroups = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();
    /** Over all containers, also those that are no instances any more: no number is given twice. */
    private final Map<MetaId, Long> lastIncarnations = new HashMap<>();

    private @Nullable ClusterInfo info;
    private long highestEpoch;

    private StateRecovery(List<Document> committed, String clusterId, Instant now) {
        this.clusterId = clusterId;
        this.now = now;
        for (Document document : committed) {
            if (document instanceof ClusterInfo cluster) {
                info = cluster;
            } else if (document instanceof Meta meta) {
                metas.put(meta.id(), meta);
            } else if (document instanceof MetaAssignments assigned) {
                assignments.put(assigned.metaId(), assigned);
            } else if (document instanceof Tombstone tombstone) {
                removed.add(tombstone.metaId());
            } else if (document instanceof Group group) {
                groups.put(group.id(), group);
            }
        }
    }

    /** Returns how many containers there are of each cluster whose label any of them carries. */
    public static SortedMap<String, Integer> clusters(List<ListedNode> nodes) {
        SortedMap<String, Integer> clusters = new TreeMap<>();
        for (ListedNode node : nodes) {
            for (ObservedContainer container : node.containers()) {
                container.findIdentity().ifPresent(identity -> clusters.merge(identity.clusterId(), 1, Integer::sum));
            }
        }
        return clusters;
    }

    /**
     * Plans the recovery of {@code clusterId}'s state.
     *
     * @param committed all documents that are there, but for the events
     * @param nodes all nodes that were listed
     * @param now when what is made anew was made
     */
    public static Recovery plan(List<Document> committed, List<ListedNode> nodes, String clusterId, Instant now) {
        return new StateRecovery(List.copyOf(committed), clusterId, now).plan(nodes);
    }

    private Recovery plan(List<ListedNode> nodes) {
        List<RecoveredMeta> recovered = new ArrayList<>();
        claims(nodes).forEach((meta, claims) -> {
            RecoveredMeta found = recover(meta, claims);
            if (found != null) {
                recovered.add(found);
            }
        });
        boolean newCluster = info == null || !info.clusterId().equals(clusterId);
        ClusterInfo cluster =
                info != null && !newCluster ? info : new ClusterInfo(clusterId, ClusterInfo.SCHEMA_VERSION, now);
        return new Recovery(cluster, newCluster, newGroups(), recovered, notes, highestEpoch);
    }

    private SortedMap<MetaId, List<Claim>> claims(List<ListedNode> nodes) {
        SortedMap<MetaId, List<Claim>> claims = new TreeMap<>();
        Set<String> others = new TreeSet<>();
        for (ListedNode node : nodes) {
            noteEpoch(node);
            for (ObservedContainer container : node.containers()) {
                InstanceIdentity identity = container.identity();
                if (identity == null) {
                    continue;
                }
                if (!identity.clusterId().equals(clusterId)) {
                    others.add(identity.clusterId());
                    continue;
                }
                highestEpoch = Math.max(highestEpoch, identity.epoch());
                lastIncarnations.merge(identity.metaId(), identity.incarnation(), Math::max);
                Claim claim = new Claim(node.node(), container, identity);
                if (claim.counts()) {
                    claims.computeIfAbsent(identity.metaId(), meta -> new ArrayList<>())
                            .add(claim);
                }
            }
        }
        others.forEach(other -> notes.add("cluster " + other + ": its containers are left alone"));
        claims.values().forEach(list -> list.sort(Claim.BY_STRENGTH));
        return claims;
    }

    /** Containers know only the leader that made them; later ones may have come to the node since. */
    private void noteEpoch(ListedNode node) {
        Fence obeys = node.obeys();
        if (obeys == null) {
            return;
        }
        if (obeys.clusterId().equals(clusterId)) {
            highestEpoch = Math.max(highestEpoch, obeys.epoch());
        } else {
            notes.add("node " + node.node().name() + ": its agent obeys cluster " + obeys.clusterId()
                    + " and will refuse every change of this one");
        }
    }

    private @Nullable RecoveredMeta recover(MetaId id, List<Claim> claims) {
        if (removed.contains(id)) {
            notes.add("meta " + id + ": it was removed, so its containers go when a center leads");
            return null;
        }
        MetaAssignments before = assignments.getOrDefault(id, MetaAssignments.none(id));
        Map<Integer, Claim> strongest = new TreeMap<>();
        for (Claim claim : claims) {
            Claim weaker = strongest.put(claim.identity().index(), claim);
            if (weaker != null && weaker.contradicts(claim)) {
                notes.add("meta " + id + ", index " + claim.identity().index() + ": two containers of one incarnation, "
                        + weaker.container().name() + " on " + weaker.node().name() + " and "
                        + claim.container().name() + " on " + claim.node().name() + "; the latter is taken");
            }
        }
        List<Claim> unknown = strongest.values().stream()
                .filter(claim -> claim.identity().incarnation() > before.lastIncarnation())
                .toList();
        Meta meta = metas.get(id);
        if (unknown.isEmpty() && meta != null) {
            return null;
        }
        Recovered found = new Recovered(
                before.lastIncarnation(),
                Math.max(before.lastIncarnation(), lastIncarnations.getOrDefault(id, 0L)),
                strongest.keySet());
        return meta == null
                ? rebuilt(id, List.copyOf(strongest.values()), before, found)
                : amended(meta, unknown, before, found);
    }

    private RecoveredMeta rebuilt(MetaId id, List<Claim> claims, MetaAssignments before, Recovered found) {
        GroupId group = claims.get(0).identity().groupId();
        noteGroup(group, claims);
        Versions versions = Versions.of(claims);
        MetaAssignments after = assigned(before, claims, versions).recovered(found);
        Meta meta = new Meta(
                id,
                group,
                1,
                versions.newest(),
                after.assignments().size(),
                versions.newestSpec(),
                Placement.ANYWHERE,
                List.of(),
                MetaOptions.DEFAULT,
                now,
                Instant.EPOCH,
                versions.olderSpec(),
                versions.older());
        notes.add("meta " + id + ", " + meta.spec().name()
                + ": made anew from its containers; webhooks, placement and options are not in them, set them again");
        return new RecoveredMeta(meta, after, false, claims.size());
    }

    private RecoveredMeta amended(Meta meta, List<Claim> unknown, MetaAssignments before, Recovered found) {
        noteGroup(meta.groupId(), unknown);
        Meta after = meta;
        Versions versions = Versions.of(unknown);
        if (versions.newest() > Math.max(meta.specVersion(), meta.previousSpecVersion())) {
            after = new Meta(
                    meta.id(),
                    meta.groupId(),
                    meta.version() + 1,
                    versions.newest(),
                    meta.instances(),
                    versions.newestSpec(),
                    meta.placement(),
                    meta.hooks(),
                    meta.options(),
                    meta.createdAt(),
                    now,
                    meta.spec(),
                    meta.specVersion());
            notes.add("meta " + meta.id() + ", " + after.spec().name()
                    + ": its containers run a configuration that the state does not know; it is taken from them");
        }
        MetaAssignments assigned =
                assigned(before, unknown, Versions.knownTo(after)).recovered(found);
        int there = assigned.assignments().size();
        if (there > after.instances()) {
            after = after.withInstances(there, now);
        }
        return new RecoveredMeta(after, assigned, true, unknown.size());
    }

    private MetaAssignments assigned(MetaAssignments before, List<Claim> claims, Versions versions) {
        List<Assignment> found = new ArrayList<>();
        Map<Integer, Assignment> known = before.byIndex();
        for (Claim claim : claims) {
            InstanceIdentity identity = claim.identity();
            Assignment old = known.get(identity.index());
            RunGoal goal = old == null ? claim.goal() : old.goal();
            if (old == null && goal.state() == RunState.STOPPED) {
                notes.add("meta " + identity.metaId() + ", index " + identity.index()
                        + ": it was stopped, as its restart policy shows, and stays so until somebody starts it");
            }
            found.add(Assignment.of(
                    identity.index(),
                    identity.incarnation(),
                    claim.node().id(),
                    versions.nearest(identity.specVersion()),
                    goal));
        }
        return before.with(found);
    }

    private void noteGroup(GroupId group, List<Claim> claims) {
        if (groups.containsKey(group)) {
            return;
        }
        Set<Group.Server> servers = missingGroups.computeIfAbsent(group, id -> new HashSet<>());
        claims.forEach(claim ->
                servers.add(new Group.Server(claim.node().name(), claim.node().address())));
    }

    private List<Group> newGroups() {
        List<Group> made = new ArrayList<>();
        missingGroups.forEach((id, servers) -> {
            if (id.equals(Group.DEFAULT)) {
                made.add(Group.everyNode());
                return;
            }
            List<Group.Server> sorted = servers.stream()
                    .sorted(Comparator.comparing(Group.Server::name).thenComparing(Group.Server::address))
                    .toList();
            made.add(new Group(id, id.value(), true, false, sorted, "", ""));
            notes.add("group " + id + ": made anew of the nodes that have its containers");
        });
        return made;
    }

    /** The one or two configurations that a meta can have at a time, by their numbers. */
    private record Versions(
            long newest,
            ContainerSpec newestSpec,
            long older,
            @Nullable ContainerSpec olderSpec) {
        static Versions of(List<Claim> claims) {
            long newest = newest(claims, Long.MAX_VALUE);
            ContainerSpec newestSpec = RecoveredSpec.of(ofVersion(claims, newest));
            long older = newest(claims, newest);
            return older < 0
                    ? new Versions(newest, newestSpec, 0, null)
                    : new Versions(newest, newestSpec, older, RecoveredSpec.of(ofVersion(claims, older)));
        }

        /** Returns the newest version below {@code limit}, -1 for none. */
        private static long newest(List<Claim> claims, long limit) {
            return claims.stream()
                    .mapToLong(claim -> claim.identity().specVersion())
                    .filter(version -> version < limit)
                    .max()
                    .orElse(-1);
        }

        private static List<Claim> ofVersion(List<Claim> claims, long version) {
            return claims.stream()
                    .filter(claim -> claim.identity().specVersion() == version)
                    .toList();
        }

        static Versions knownTo(Meta meta) {
            return new Versions(meta.specVersion(), meta.spec(), meta.previousSpecVersion(), meta.previousSpec());
        }

        /** A third one is an older one that is replaced like the second. */
        long nearest(long version) {
            return version == newest || olderSpec == null ? newest : older;
        }
    }
}
