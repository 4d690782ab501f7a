package io.humpback.server;

import io.humpback.discovery.BackendServer;
import io.humpback.server.testing.CentersCluster;
import io.humpback.server.testing.RealEngines;
import java.nio.file.Path;

/** The centers' contract where the backend is a server of its own. */
abstract class BackendCentersContract extends CentersContract {
    private BackendServer server;

    /** Starts the server, with its files in {@code folder}. */
    abstract BackendServer startServer(Path folder);

    /** Returns how long a leader's lease lasts, as the URI says it. */
    String leaderTtl() {
        return "6s";
    }

    @Override
    final CentersCluster start(RealEngines engines, Path directory) {
        server = startServer(directory.resolve("backend"));
        return CentersCluster.start(engines, directory, server.uri("humpback") + "?ttl=" + leaderTtl(), 2);
    }

    /** Frozen, it answers nothing; when it thaws, all that expired meanwhile ends at once. */
    @Override
    final void beginOutage(CentersCluster cluster) {
        server.freeze();
    }

    /** All that expired ends as it thaws; once that is over it also loses power, and comes back with the data that it had. */
    @Override
    final void endOutage(CentersCluster cluster) {
        server.thaw();
        cluster.awaitHealthy(3);
        server.kill();
        server.restart();
    }

    @Override
    final void closeBackend() {
        if (server != null) {
            server.close();
        }
    }
}
