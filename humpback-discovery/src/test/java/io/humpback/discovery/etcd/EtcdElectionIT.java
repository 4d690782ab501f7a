package io.humpback.discovery.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.spi.LeaderElection;
import io.humpback.discovery.ClusterPath;
import io.humpback.discovery.FaultProxy;
import io.humpback.discovery.LeasedElectionContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresEtcd
class EtcdElectionIT extends LeasedElectionContract {
    @TempDir
    static Path folder;

    private static EtcdCluster etcd;
    private static EtcdConnection anybody;

    private final ClusterPath path =
            ClusterPath.of("humpback-test", UUID.randomUUID().toString());

    @BeforeAll
    static void startEtcd() throws Exception {
        etcd = EtcdCluster.start(folder, 1);
        anybody = new EtcdConnection(etcd.uri(""));
    }

    @AfterAll
    static void stopEtcd() {
        anybody.close();
        etcd.close();
    }

    /** A candidate behind a proxy of its own. */
    private record ProxiedCandidate(FaultProxy proxy, EtcdConnection connection, LeaderElection election)
            implements Candidate {
        @Override
        public void cutOff() {
            proxy.silence();
        }

        @Override
        public void kill() {
            connection.close();
            election.close();
            try {
                proxy.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    protected Candidate open(String address, Duration ttl) {
        try {
            FaultProxy proxy = FaultProxy.tcp(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), etcd.member(0).port()));
            EtcdConnection connection =
                    new EtcdConnection(EtcdCluster.uri(List.of(proxy.port()), "ttl=" + ttl.toMillis() + "ms"));
            return new ProxiedCandidate(proxy, connection, EtcdElection.start(connection, path, address, clock));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void b6_aRevokedLeaseEndsTheLeadAndAnotherOneTakesIt() {
        Candidate only = open("http://center-1:8589", LIMIT);
        awaitLead(only);
        long lease = lease();
        anybody.call(client -> client.getLeaseClient().revoke(lease));

        await().atMost(LIMIT).until(() -> lease() != lease && lease() != 0);
        awaitLead(only);

        only.kill();
    }

    private long lease() {
        var stored = anybody.call(client -> client.getKVClient().get(EtcdConnection.bytes(path.leader())))
                .getKvs();
        return stored.isEmpty() ? 0 : stored.get(0).getLease();
    }

    @Test
    void leavesOthersWordsUnderTheKeyAlone() {
        anybody.call(client ->
                client.getKVClient().put(EtcdConnection.bytes(path.leader()), EtcdConnection.bytes("not json")));
        Candidate only = open("http://center-1:8589", LIMIT);

        await().during(Duration.ofSeconds(1))
                .atMost(LIMIT)
                .until(() -> !only.election().leadership().leader());
        anybody.call(client -> client.getKVClient().delete(EtcdConnection.bytes(path.leader())));

        awaitLead(only);
        assertThat(only.election().leadership().leaderAddress()).isEqualTo("http://center-1:8589");
        only.kill();
    }
}
