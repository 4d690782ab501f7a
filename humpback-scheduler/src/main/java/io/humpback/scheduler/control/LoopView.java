package io.humpback.scheduler.control;

import io.humpback.core.Group;
import io.humpback.core.GroupGuard;
import io.humpback.core.GroupId;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.NodeState;
import io.humpback.core.Operation;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.RefusedRecord;
import io.humpback.scheduler.reconcile.ContainerIndex;
import io.humpback.scheduler.reconcile.ObservedNode;
import io.humpback.scheduler.reconcile.Situation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A situation as the outside sees it. Reads values only, so it can be kept and read by any thread. */
final class LoopView implements ClusterView {
    private final Head head;
    private final Situation situation;
    private final List<PullStatus> pulls;
    private final List<RefusedRecord> refused;
    private volatile @Nullable ContainerIndex index;

    LoopView(Head head, Situation situation, List<PullStatus> pulls, List<RefusedRecord> refused) {
        this.head = head;
        this.situation = situation;
        this.pulls = pulls;
        this.refused = refused;
    }

    @Override
    public Head head() {
        return head;
    }

    @Override
    public String clusterId() {
        return situation.committed().clusterInfo() == null ? "" : situation.clusterId();
    }

    @Override
    public List<Group> groups() {
        return situation.committed().groups().stream()
                .filter(group -> !group.isRemoved())
                .toList();
    }

    @Override
    public Optional<Group> group(GroupId id) {
        return Optional.ofNullable(situation.committed().group(id)).filter(group -> !group.isRemoved());
    }

    @Override
    public List<Meta> metas(GroupId group) {
        return situation.committed().metas().stream()
                .filter(meta -> meta.groupId().equals(group))
                .sorted(Comparator.comparing(Meta::createdAt).thenComparing(Meta::id))
                .toList();
    }

    @Override
    public Optional<Meta> meta(MetaId id) {
        return Optional.ofNullable(situation.committed().meta(id));
    }

    @Override
    public List<HostedContainer> containers(MetaId meta) {
        return meta(meta).map(found -> index().containers(found)).orElse(List.of());
    }

    /** Made when it is first asked for: most views are never read. */
    private ContainerIndex index() {
        ContainerIndex made = index;
        if (made == null) {
            made = ContainerIndex.of(situation);
            index = made;
        }
        return made;
    }

    @Override
    public Optional<RollOutStatus> rollOut(MetaId id) {
        Meta meta = situation.committed().meta(id);
        Operation operation = meta == null ? null : RollOutPlan.openRollOut(situation, meta);
        if (meta == null || operation == null || operation.rollOut() == null) {
            return Optional.empty();
        }
        return Optional.of(RollOutStatus.of(
                operation, operation.rollOut(), meta, situation.committed().assignments(id)));
    }

    @Override
    public List<PullStatus> pulls() {
        return pulls;
    }

    @Override
    public List<RefusedRecord> refused() {
        return refused;
    }

    @Override
    public List<GroupGuard> guards() {
        return situation.committed().guards();
    }

    /** Who reads that a node is healthy may expect it to take instances, which it does once its containers are known. */
    private NodeView view(ObservedNode observed) {
        boolean unlisted = observed.state() == NodeState.HEALTHY && !observed.isUsable();
        return new NodeView(
                observed.node(),
                unlisted ? NodeState.PENDING : observed.state(),
                situation.committed().status(observed.node()),
                unlisted ? "its containers are not listed yet" : observed.reason());
    }

    @Override
    public List<NodeView> nodes() {
        return situation.observed().nodes().stream()
                .map(this::view)
                .sorted(Comparator.comparing((NodeView view) -> view.node().name())
                        .thenComparing(view -> view.node().id()))
                .toList();
    }
}
