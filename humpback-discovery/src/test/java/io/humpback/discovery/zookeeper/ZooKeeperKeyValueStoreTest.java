package io.humpback.discovery.zookeeper;

import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.KeyValueStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperKeyValueStoreTest extends KeyValueStoreContract {
    @TempDir
    static Path directory;

    private static ServerProcess server;
    private ZooKeeperConnection connection;

    @BeforeAll
    static void startServer() throws Exception {
        server = ServerProcess.start(directory);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    protected KeyValueStore openEmpty() {
        connection = Clusters.connect(server.port(), Clusters.newName(), Duration.ofSeconds(10), Clusters.CLOCK);
        return new ZooKeeperKeyValueStore(connection);
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }
}
