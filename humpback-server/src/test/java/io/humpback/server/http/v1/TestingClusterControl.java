package io.humpback.server.http.v1;

import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.OperationResult;
import io.humpback.scheduler.control.ClusterControl;
import io.humpback.scheduler.control.ClusterSetting;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.Command;
import io.humpback.scheduler.control.CommandRejectedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A cluster that holds what it is given and answers commands as it is told. Safe for use by several threads. */
final class TestingClusterControl implements ClusterControl, ClusterView {
    final List<Group> groups = new CopyOnWriteArrayList<>();
    final List<Meta> metas = new CopyOnWriteArrayList<>();
    final Map<MetaId, List<HostedContainer>> containers = new ConcurrentHashMap<>();
    final List<NodeView> nodes = new CopyOnWriteArrayList<>();
    final List<Command> submitted = new CopyOnWriteArrayList<>();
    final List<ClusterSetting> set = new CopyOnWriteArrayList<>();

    volatile Function<Command, CompletableFuture<OperationResult>> behaviour =
            command -> CompletableFuture.failedFuture(new IllegalStateException("no behaviour set"));

    volatile Function<ClusterSetting, CompletableFuture<Boolean>> settingBehaviour =
            setting -> CompletableFuture.completedFuture(true);

    void reject(CommandRejectedException.Reason reason) {
        fail(new CommandRejectedException(reason, "rejected: reason=" + reason));
    }

    void fail(RuntimeException failure) {
        behaviour = command -> CompletableFuture.failedFuture(failure);
    }

    void complete(OperationResult result) {
        behaviour = command -> CompletableFuture.completedFuture(result);
    }

    @Override
    public ClusterView view() {
        return this;
    }

    @Override
    public CompletableFuture<OperationResult> submit(Command command) {
        submitted.add(command);
        return behaviour.apply(command);
    }

    @Override
    public CompletableFuture<Boolean> set(ClusterSetting setting) {
        set.add(setting);
        return settingBehaviour.apply(setting);
    }

    @Override
    public List<Group> groups() {
        return groups;
    }

    @Override
    public Optional<Group> group(GroupId id) {
        return groups.stream().filter(group -> group.id().equals(id)).findFirst();
    }

    @Override
    public List<Meta> metas(GroupId group) {
        return metas.stream().filter(meta -> meta.groupId().equals(group)).toList();
    }

    @Override
    public Optional<Meta> meta(MetaId id) {
        return metas.stream().filter(meta -> meta.id().equals(id)).findFirst();
    }

    @Override
    public List<HostedContainer> containers(MetaId meta) {
        return containers.getOrDefault(meta, List.of());
    }

    @Override
    public List<NodeView> nodes() {
        return nodes;
    }
}
