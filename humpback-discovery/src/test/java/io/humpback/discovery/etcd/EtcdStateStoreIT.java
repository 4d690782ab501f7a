package io.humpback.discovery.etcd;

import io.humpback.discovery.Backend;
import io.humpback.discovery.RecordPolicy;
import io.humpback.discovery.StateStoreContract;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

@RequiresEtcd
class EtcdStateStoreIT extends StateStoreContract {
    @TempDir
    static Path folder;

    private static EtcdCluster etcd;

    private final String cluster = UUID.randomUUID().toString();

    @BeforeAll
    static void startEtcd() throws Exception {
        etcd = EtcdCluster.start(folder, 1);
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @Override
    protected Backend open() {
        return EtcdBackend.open(etcd.uri(""), EtcdCluster.settings(cluster, RecordPolicy.OPEN));
    }
}
