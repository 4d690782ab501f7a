package io.humpback.server;

import io.humpback.discovery.BackendServer;
import io.humpback.discovery.consul.LoopbackConsul;
import java.nio.file.Path;

/** On the double of Consul, whose sessions last ten seconds at least, and end up to twice as late (B10). */
class ConsulCentersIT extends BackendCentersContract {
    @Override
    BackendServer startServer(Path folder) {
        return LoopbackConsul.start();
    }

    @Override
    String leaderTtl() {
        return "10s";
    }
}
