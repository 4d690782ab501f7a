package io.humpback.discovery.zookeeper;

import io.humpback.core.spi.LeaderElection;
import io.humpback.discovery.FaultProxy;
import io.humpback.discovery.LeasedElectionContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperElectionTest extends LeasedElectionContract {
    @TempDir
    static Path directory;

    private static ServerProcess server;
    private final String name = Clusters.newName();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void startServer() throws Exception {
        server = ServerProcess.start(directory);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    private record ZooKeeperCandidate(LeaderElection election, FaultProxy proxy) implements Candidate {
        @Override
        public void cutOff() {
            proxy.silence();
        }

        @Override
        public void kill() {
            proxy.refuse();
        }
    }

    @Override
    protected Candidate open(String address, Duration ttl) {
        try {
            FaultProxy proxy = FaultProxy.tcp(server.address());
            ZooKeeperConnection connection = Clusters.connect(proxy.port(), name, ttl, clock);
            ZooKeeperElection election = ZooKeeperElection.join(connection, address, clock);
            opened.add(election);
            opened.add(connection);
            opened.add(proxy);
            return new ZooKeeperCandidate(election, proxy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
