package io.humpback.scheduler.reconcile;

import io.humpback.core.ClusterInfo;
import io.humpback.core.Document;
import io.humpback.core.DocumentKey;
import io.humpback.core.DocumentKind;
import io.humpback.core.Expulsions;
import io.humpback.core.Group;
import io.humpback.core.GroupGuard;
import io.humpback.core.GroupId;
import io.humpback.core.HookPosition;
import io.humpback.core.Meta;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.Node;
import io.humpback.core.NodeId;
import io.humpback.core.NodeStatus;
import io.humpback.core.Operation;
import io.humpback.core.Tombstone;
import io.humpback.core.spi.Write;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All committed documents but the events, as one immutable value. A commit makes a new one that shares the rest. */
public final class CommittedState {
    private final Map<DocumentKind, SortedMap<String, Document>> documents;

    private CommittedState(Map<DocumentKind, SortedMap<String, Document>> documents) {
        this.documents = documents;
    }

    /** Returns the state that consists of {@code documents}. */
    public static CommittedState of(Collection<? extends Document> documents) {
        Map<DocumentKind, SortedMap<String, Document>> byKind = new EnumMap<>(DocumentKind.class);
        for (Document document : documents) {
            byKind.computeIfAbsent(document.key().kind(), kind -> new TreeMap<>())
                    .put(name(document.key()), document);
        }
        return new CommittedState(byKind);
    }

    /** Returns the state after {@code writes}. Writes of events change nothing here. */
    public CommittedState after(List<Write> writes) {
        Map<DocumentKind, SortedMap<String, Document>> changed = new EnumMap<>(DocumentKind.class);
        for (Write write : writes) {
            DocumentKind kind = write.key().kind();
            if (kind == DocumentKind.EVENT) {
                continue;
            }
            SortedMap<String, Document> folder = changed.computeIfAbsent(kind, k -> new TreeMap<>(folder(k)));
            if (write instanceof Write.Put put) {
                folder.put(name(put.key()), put.document());
            } else {
                folder.remove(name(write.key()));
            }
        }
        Map<DocumentKind, SortedMap<String, Document>> all = new EnumMap<>(DocumentKind.class);
        all.putAll(documents);
        all.putAll(changed);
        return new CommittedState(all);
    }

    /** Returns what is true of the cluster as a whole, null in an empty state. */
    public @Nullable ClusterInfo clusterInfo() {
        List<ClusterInfo> infos = all(DocumentKind.CLUSTER, ClusterInfo.class);
        return infos.isEmpty() ? null : infos.get(0);
    }

    /** Returns the groups, ordered by id. */
    public List<Group> groups() {
        return all(DocumentKind.GROUP, Group.class);
    }

    /** Returns the group with this id, or null. */
    public @Nullable Group group(GroupId id) {
        return one(DocumentKind.GROUP, Group.class, id.value());
    }

    /** Returns the metas, ordered by id. */
    public List<Meta> metas() {
        return all(DocumentKind.META, Meta.class);
    }

    /** Returns the meta with this id, or null. */
    public @Nullable Meta meta(MetaId id) {
        return one(DocumentKind.META, Meta.class, id.value());
    }

    /** Returns the assignments of a meta, none if nothing was committed. */
    public MetaAssignments assignments(MetaId id) {
        MetaAssignments assignments = one(DocumentKind.ASSIGNMENTS, MetaAssignments.class, id.value());
        return assignments == null ? MetaAssignments.none(id) : assignments;
    }

    /** Returns the assignments of all metas, ordered by meta. */
    public List<MetaAssignments> assignments() {
        return all(DocumentKind.ASSIGNMENTS, MetaAssignments.class);
    }

    /** Returns the open operations, the oldest first. */
    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>(all(DocumentKind.OPERATION, Operation.class));
        operations.sort(null);
        return operations;
    }

    /** Returns the open operations of a meta, the oldest first. */
    public List<Operation> operations(MetaId meta) {
        List<Operation> operations = new ArrayList<>();
        for (Operation operation : operations()) {
            if (operation.metaId().equals(meta)) {
                operations.add(operation);
            }
        }
        return operations;
    }

    /** Returns what is committed of {@code node}. */
    public NodeStatus status(Node node) {
        NodeStatus status = one(DocumentKind.NODE, NodeStatus.class, node.id().value());
        return status == null ? NodeStatus.fresh(node) : status;
    }

    /** Returns what is committed of the node with this id, or null. */
    public @Nullable NodeStatus status(NodeId node) {
        return one(DocumentKind.NODE, NodeStatus.class, node.value());
    }

    /** Returns what is committed of nodes, ordered by their ids. */
    public List<NodeStatus> nodeStatuses() {
        return all(DocumentKind.NODE, NodeStatus.class);
    }

    /** Returns what the storm guard has settled, ordered by group; nothing for a group without a dead node. */
    public List<GroupGuard> guards() {
        return all(DocumentKind.GUARD, GroupGuard.class);
    }

    /** Returns what the storm guard has settled for a group. */
    public GroupGuard guard(GroupId group) {
        GroupGuard guard = one(DocumentKind.GUARD, GroupGuard.class, group.value());
        return guard == null ? GroupGuard.open(group) : guard;
    }

    /** Returns the expulsions of all metas, ordered by meta. */
    public List<Expulsions> expulsions() {
        return all(DocumentKind.EXPULSIONS, Expulsions.class);
    }

    /** Returns the expulsions of a meta, none if nothing was committed. */
    public Expulsions expulsions(MetaId meta) {
        Expulsions expulsions = one(DocumentKind.EXPULSIONS, Expulsions.class, meta.value());
        return expulsions == null ? Expulsions.none(meta) : expulsions;
    }

    /** Returns the tombstones, ordered by meta. */
    public List<Tombstone> tombstones() {
        return all(DocumentKind.TOMBSTONE, Tombstone.class);
    }

    /** Returns the tombstone of a meta, or null. */
    public @Nullable Tombstone tombstone(MetaId meta) {
        return one(DocumentKind.TOMBSTONE, Tombstone.class, meta.value());
    }

    /** Returns how far the receivers have been told, ordered by receiver. */
    public List<HookPosition> hookPositions() {
        return all(DocumentKind.HOOK, HookPosition.class);
    }

    private SortedMap<String, Document> folder(DocumentKind kind) {
        SortedMap<String, Document> folder = documents.get(kind);
        return folder == null ? new TreeMap<>() : folder;
    }

    private <D extends Document> List<D> all(DocumentKind kind, Class<D> type) {
        return folder(kind).values().stream().map(type::cast).toList();
    }

    private <D extends Document> @Nullable D one(DocumentKind kind, Class<D> type, String name) {
        Document document = folder(kind).get(name);
        return document == null ? null : type.cast(document);
    }

    private static String name(DocumentKey key) {
        return String.join("/", key.names());
    }
}
