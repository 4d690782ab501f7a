package io.humpback.server;

import static io.humpback.server.testing.CentersCluster.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.discovery.FaultProxy;
import io.humpback.discovery.etcd.EtcdCluster;
import io.humpback.discovery.etcd.RequiresEtcd;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.CenterProcess;
import io.humpback.server.testing.CentersCluster;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Centers that are processes of their own, and three members of a real etcd, of which some die or cannot be heard. */
@RequiresDocker
@RequiresEtcd
@Timeout(300)
class EtcdEnsembleIT {
    private static final String OPTIONS = "/humpback?ttl=6s";
    private static final Pattern EPOCH = Pattern.compile("took the lead: epoch=(\\d+)");

    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(1);

    @TempDir
    private Path directory;

    private final List<FaultProxy> proxies = new ArrayList<>();
    private EtcdCluster etcd;
    private CentersCluster cluster;

    @AfterEach
    void close() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
        for (FaultProxy proxy : proxies) {
            proxy.close();
        }
        if (etcd != null) {
            etcd.close();
        }
    }

    private String uri() {
        return "etcd://"
                + IntStream.range(0, 3)
                        .mapToObj(i -> "127.0.0.1:" + etcd.member(i).port())
                        .collect(Collectors.joining(","))
                + OPTIONS;
    }

    private String create() {
        Reply created = cluster.leader().client().create(CenterClient.meta("web", 2, TestImages.NOOP));
        assertThat(created.data().path("Created").asText())
                .as(created.content())
                .isEqualTo("created all");
        return created.metaId();
    }

    /** A center that has just taken the lead may still be about to take requests. */
    private void scale(CenterProcess asked, String meta, int instances) {
        await("scaled to " + instances)
                .atMost(LIMIT)
                .until(() -> asked.client().scale(meta, instances).status() == 200);
    }

    @Test
    @DisplayName("C4: the backend's leader and the center's die together -> the other center goes on with what is left")
    void c4_goesOnWhenTheBackendsLeaderAndTheCentersDieTogether() throws IOException {
        etcd = EtcdCluster.start(directory, 3);
        cluster = CentersCluster.start(engines, directory, uri(), 2);
        String meta = create();
        Instances before = cluster.instances();
        CenterProcess leader = cluster.leader();
        CenterProcess second = cluster.other(leader);

        etcd.leader().kill();
        leader.kill();
        await("the other leads").atMost(LIMIT).until(second::leads);
        scale(second, meta, 3);

        Instances now = cluster.awaitComplete("web", 3);
        assertThat(now.starts()).containsAllEntriesOf(before.starts());
    }

    @Test
    @DisplayName("C5: of three centers the leader speaks to the backend but hears nothing -> one leader for each epoch")
    void c5_hasOneLeaderForEachEpochThoughTheBackendIsHeardByTwoOfThreeOnly() throws IOException {
        etcd = EtcdCluster.start(directory, 3);
        List<String> ways = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            FaultProxy proxy = FaultProxy.tcp(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), etcd.member(i).port()));
            proxies.add(proxy);
            ways.add("etcd://127.0.0.1:" + proxy.port() + OPTIONS);
        }
        cluster = CentersCluster.start(engines, directory, uri(), ways);
        String meta = create();
        Instances before = cluster.instances();
        CenterProcess cut = cluster.leader();

        proxies.get(cluster.centers().indexOf(cut)).halfOpen();
        await("another leads")
                .atMost(LIMIT)
                .until(() -> cluster.centers().stream().anyMatch(center -> center != cut && center.leads()));
        CenterProcess next = cluster.leader();
        assertThat(cut.leads()).as("stopped before the other began").isFalse();
        assertThat(cut.client().scale(meta, 4).status()).isEqualTo(503);
        scale(next, meta, 3);

        proxies.get(cluster.centers().indexOf(cut)).heal();
        cluster.awaitHealthy(1);
        scale(cut, meta, 4);
        Instances now = cluster.awaitComplete("web", 4);
        assertThat(now.starts()).containsAllEntriesOf(before.starts());
        assertThat(cluster.centers()).filteredOn(CenterProcess::leads).hasSize(1);
        List<Long> epochs = epochs();
        assertThat(epochs).hasSizeGreaterThan(1).doesNotHaveDuplicates();
        assertThat(now.epochs()).isSubsetOf(epochs);
    }

    /** In which epochs any center took the lead, by what all of them printed. */
    private List<Long> epochs() {
        return cluster.centers().stream()
                .flatMap(center -> EPOCH.matcher(center.printed()).results())
                .map((MatchResult found) -> Long.parseLong(found.group(1)))
                .toList();
    }
}
