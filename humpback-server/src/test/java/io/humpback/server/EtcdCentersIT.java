package io.humpback.server;

import io.humpback.discovery.BackendServer;
import io.humpback.discovery.etcd.EtcdServer;
import io.humpback.discovery.etcd.RequiresEtcd;
import java.nio.file.Path;

/** On a real etcd. */
@RequiresEtcd
class EtcdCentersIT extends BackendCentersContract {
    @Override
    BackendServer startServer(Path folder) {
        return EtcdServer.start(folder);
    }
}
