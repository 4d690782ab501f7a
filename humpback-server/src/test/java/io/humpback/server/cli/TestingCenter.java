package io.humpback.server.cli;

import io.humpback.core.Group;
import io.humpback.core.GroupId;
import io.humpback.core.HostedContainer;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.contract.ClusterToken;
import io.humpback.scheduler.control.ClusterView;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A center that knows what it is told and ends when it is told to. */
final class TestingCenter implements RunningCenter, ClusterView {
    final List<NodeView> nodes = new ArrayList<>();
    final List<Meta> metas = new ArrayList<>();
    final CountDownLatch ended = new CountDownLatch(1);
    boolean isNew = true;
    Optional<String> leader = Optional.empty();
    URI uri = URI.create("http://127.0.0.1:8589");
    int closed;

    @Nullable
    ClusterToken token = new ClusterToken("test-token-0123456789");

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public Optional<ClusterToken> token() {
        return Optional.ofNullable(token);
    }

    @Override
    public boolean isNew() {
        return isNew;
    }

    @Override
    public boolean leads() {
        return leader.isEmpty();
    }

    @Override
    public Optional<String> leader() {
        return leader;
    }

    @Override
    public ClusterView view() {
        return this;
    }

    @Override
    public void awaitProbed(Duration limit) {}

    @Override
    public void await() throws InterruptedException {
        ended.await();
    }

    @Override
    public void close() {
        closed++;
        ended.countDown();
    }

    @Override
    public List<Group> groups() {
        return List.of(Group.everyNode());
    }

    @Override
    public Optional<Group> group(GroupId id) {
        return groups().stream().filter(group -> group.id().equals(id)).findFirst();
    }

    @Override
    public List<Meta> metas(GroupId group) {
        return metas;
    }

    @Override
    public Optional<Meta> meta(MetaId id) {
        return metas.stream().filter(meta -> meta.id().equals(id)).findFirst();
    }

    @Override
    public List<HostedContainer> containers(MetaId meta) {
        return List.of();
    }

    @Override
    public List<NodeView> nodes() {
        return nodes;
    }
}
