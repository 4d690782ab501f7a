package io.humpback.server.http;

import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.scheduler.control.ClusterView;
import java.util.List;
import java.util.Optional;

/** A cluster that holds nothing. */
class EmptyView implements ClusterView {
    @Override
    public List<Group> groups() {
        return List.of();
    }

    @Override
    public Optional<Group> group(GroupId id) {
        return Optional.empty();
    }

    @Override
    public List<Meta> metas(GroupId group) {
        return List.of();
    }

    @Override
    public Optional<Meta> meta(MetaId id) {
        return Optional.empty();
    }

    @Override
    public List<HostedContainer> containers(MetaId meta) {
        return List.of();
    }

    @Override
    public List<NodeView> nodes() {
        return List.of();
    }
}
