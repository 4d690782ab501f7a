package io.humpback.discovery.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.discovery.ClusterPath;
import io.humpback.discovery.KeyValueStore;
import io.humpback.discovery.KeyValueStoreContract;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresEtcd
class EtcdKeyValueStoreIT extends KeyValueStoreContract {
    @TempDir
    static Path folder;

    private static EtcdCluster etcd;
    private static EtcdConnection connection;

    @BeforeAll
    static void startEtcd() throws Exception {
        etcd = EtcdCluster.start(folder, 1);
        connection = new EtcdConnection(etcd.uri(""));
    }

    @AfterAll
    static void stopEtcd() {
        connection.close();
        etcd.close();
    }

    @Override
    protected KeyValueStore openEmpty() {
        ClusterPath path = ClusterPath.of("p", UUID.randomUUID().toString());
        return new EtcdKeyValueStore(connection, path, new EtcdContinuity());
    }

    @Test
    void listsManyNamesInPagesWithoutReadingEachSubtree() {
        for (int i = 0; i < 450; i++) {
            store.put("state/a/" + i % 3 + "/" + i, "v");
        }
        store.put("state/a/1", "v");
        store.put("state/a/2x", "v");

        assertThat(store.children("state/a/")).containsExactly("0", "1", "2", "2x");
    }

    @Test
    void readsMoreThanOnePage() {
        for (int i = 0; i < 1_100; i++) {
            store.put("state/a/" + i, "v" + i);
        }

        assertThat(store.snapshot(List.of("state/a/")).entries()).hasSize(1_100);
    }
}
