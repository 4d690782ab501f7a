package io.humpback.server;

import io.humpback.discovery.BackendServer;
import io.humpback.discovery.zookeeper.ZooKeeperServer;
import java.nio.file.Path;

/** On a real ZooKeeper. */
class ZooKeeperCentersIT extends BackendCentersContract {
    @Override
    BackendServer startServer(Path folder) {
        return ZooKeeperServer.start(folder);
    }
}
