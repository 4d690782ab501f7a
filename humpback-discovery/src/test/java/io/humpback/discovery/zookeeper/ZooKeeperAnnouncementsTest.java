package io.humpback.discovery.zookeeper;

import io.humpback.core.spi.NodeDirectory;
import io.humpback.discovery.AnnouncementContract;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.Backend;
import io.humpback.discovery.Discovery;
import io.humpback.discovery.FaultProxy;
import io.humpback.discovery.RecordPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperAnnouncementsTest extends AnnouncementContract {
    @TempDir
    static Path directory;

    private static ServerProcess server;
    private final String name = Clusters.newName();
    private final Map<Announcements, FaultProxy> proxies = new HashMap<>();
    private ZooKeeperConnection anybody;
    private Backend backend;

    @BeforeAll
    static void startServer() throws Exception {
        server = ServerProcess.start(directory);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect() {
        anybody = Clusters.connect(server.port(), name, Duration.ofMinutes(5), Clusters.CLOCK);
    }

    @AfterEach
    void disconnect() throws Exception {
        anybody.close();
        backend.close();
        for (FaultProxy proxy : proxies.values()) {
            proxy.close();
        }
    }

    @Override
    protected NodeDirectory open(RecordPolicy policy) {
        backend = Discovery.open("zk://127.0.0.1:" + server.port() + "/test", Clusters.settings(name, policy));
        return backend.directory();
    }

    @Override
    protected Announcements agent(Duration ttl) {
        try {
            FaultProxy proxy = FaultProxy.tcp(server.address());
            Announcements agent = Clusters.agent(proxy.port(), name, ttl);
            proxies.put(agent, proxy);
            return agent;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected void kill(Announcements agent) {
        proxies.get(agent).refuse();
    }

    private String path(String agentKey) {
        return anybody.settings().nodes() + "/" + agentKey;
    }

    private Optional<Znode> find(String agentKey) throws Exception {
        Deadline deadline = Deadline.in(LIMIT);
        return deadline.await(anybody.session(deadline).read(path(agentKey)));
    }

    @Override
    protected void write(String agentKey, byte[] value) throws Exception {
        boolean exists = find(agentKey).isPresent();
        Deadline deadline = Deadline.in(LIMIT);
        Folders.writeBelow(
                anybody.session(deadline),
                anybody.settings(),
                anybody.settings().nodes(),
                exists
                        ? Op.setData(path(agentKey), value, -1)
                        : Op.create(path(agentKey), value, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL),
                deadline);
    }

    @Override
    protected void erase(String agentKey) throws Exception {
        Deadline deadline = Deadline.in(LIMIT);
        deadline.await(anybody.session(deadline).write(List.of(Op.delete(path(agentKey), -1))));
    }

    @Override
    protected byte[] read(String agentKey) throws Exception {
        return find(agentKey).orElseThrow().data();
    }
}
