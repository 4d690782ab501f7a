package io.humpback.discovery.zookeeper;

import io.humpback.discovery.Backend;
import io.humpback.discovery.StateStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperStateStoreTest extends StateStoreContract {
    @TempDir
    static Path directory;

    private static ServerProcess server;
    private final String name = Clusters.newName();

    @BeforeAll
    static void startServer() throws Exception {
        server = ServerProcess.start(directory);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    protected Backend open() {
        return Clusters.open(server.port(), name, "");
    }
}
