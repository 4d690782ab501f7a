package io.humpback.server;

import io.humpback.server.testing.CentersCluster;
import io.humpback.server.testing.RealEngines;
import java.nio.file.Path;

/**
 * On one directory that two centers of one machine share, which agents join over HTTP. This backend lives in the centers,
 * so an outage of it is one of both of them.
 */
class EmbeddedCentersIT extends CentersContract {
    @Override
    CentersCluster start(RealEngines engines, Path directory) {
        return CentersCluster.startJoined(
                engines, directory, "embedded:" + directory.resolve("state") + "?standby=true", 2);
    }

    @Override
    void beginOutage(CentersCluster cluster) {
        cluster.killCenters();
    }

    @Override
    void endOutage(CentersCluster cluster) {
        cluster.startCenters();
    }

    @Override
    void closeBackend() {}

    @Override
    boolean answersMeanwhile() {
        return false;
    }
}
