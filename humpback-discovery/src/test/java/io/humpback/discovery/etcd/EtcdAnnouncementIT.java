package io.humpback.discovery.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.etcd.jetcd.ByteSequence;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.contract.AnnouncedNode;
import io.humpback.core.spi.DirectoryView;
import io.humpback.core.spi.NodeDirectory;
import io.humpback.discovery.AnnouncementContract;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.ClusterPath;
import io.humpback.discovery.RecordCodec;
import io.humpback.discovery.RecordPolicy;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresEtcd
class EtcdAnnouncementIT extends AnnouncementContract {
    @TempDir
    static Path folder;

    private static EtcdCluster etcd;
    private static EtcdConnection anybody;

    private final String cluster = "humpback/" + UUID.randomUUID();
    private final ClusterPath path = ClusterPath.of("humpback-test", cluster);
    private final List<Backend> backends = new ArrayList<>();

    @BeforeAll
    static void startEtcd() throws Exception {
        etcd = EtcdCluster.start(folder, 1, "--enable-v2=true");
        anybody = new EtcdConnection(etcd.uri(""));
    }

    @AfterAll
    static void stopEtcd() {
        anybody.close();
        etcd.close();
    }

    @AfterEach
    void closeBackends() {
        backends.forEach(Backend::close);
    }

    @Override
    protected NodeDirectory open(RecordPolicy policy) {
        Backend backend = EtcdBackend.open(etcd.uri(""), EtcdCluster.settings(cluster, policy));
        backends.add(backend);
        return backend.directory();
    }

    @Override
    protected Announcements agent(Duration ttl) {
        return EtcdBackend.announcements(etcd.uri(""), EtcdCluster.agent(cluster, ttl));
    }

    @Override
    protected void kill(Announcements agent) {
        agent.close();
    }

    private ByteSequence key(String agentKey) {
        return EtcdConnection.bytes(path.node(agentKey));
    }

    @Override
    protected void write(String agentKey, byte[] value) {
        anybody.call(client -> client.getKVClient().put(key(agentKey), ByteSequence.from(value)));
    }

    @Override
    protected void erase(String agentKey) {
        anybody.call(client -> client.getKVClient().delete(key(agentKey)));
    }

    @Override
    protected byte[] read(String agentKey) {
        return anybody.call(client -> client.getKVClient().get(key(agentKey)))
                .getKvs()
                .get(0)
                .getValue()
                .getBytes();
    }

    /** Writes as the original does: through the v2 API, with a TTL. */
    private void writeV2(String agentKey, byte[] value, int ttlSeconds) throws Exception {
        HttpURLConnection http = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + etcd.member(0).port() + "/v2/keys/" + path.node(agentKey))
                        .toURL()
                        .openConnection();
        http.setRequestMethod("PUT");
        http.setDoOutput(true);
        http.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
        try (OutputStream body = http.getOutputStream()) {
            String text = new String(value, StandardCharsets.UTF_8);
            body.write(("ttl=" + ttlSeconds + "&value=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8));
        }
        assertThat(http.getResponseCode()).isBetween(200, 201);
    }

    @Test
    void anOriginalAgentOfTheV2ApiIsANodeUntilItsTtlEnds() throws Exception {
        writeV2("bad", "nonsense".getBytes(StandardCharsets.UTF_8), 60);
        writeV2("old", RecordCodec.encode("old", original("old", 8500)), 8);

        awaitNodes("old");
        assertThat(view().refused()).hasSize(1);

        awaitNodes();
    }

    @Test
    void theNewRecordOfAnAgentWinsOverItsOldOne() throws Exception {
        writeV2("a", RecordCodec.encode("a", original("old", 8500)), 60);
        awaitNodes("a");

        agent(LIMIT).announce("a", record("a", "i", "new", 8500));

        Node expected = AnnouncedNode.of("a", record("a", "i", "new", 8500));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(view().nodes()).containsExactly(expected));
    }

    @Test
    void b6_aRevokedLeaseIsReplacedAtTheNextHeartbeat() throws Exception {
        Announcements agent = agent(LIMIT);
        agent.announce("a", record("a", "i", "a", 8500));
        awaitNodes("a");
        long lease = anybody.call(client -> client.getKVClient().get(key("a")))
                .getKvs()
                .get(0)
                .getLease();
        anybody.call(client -> client.getLeaseClient().revoke(lease));
        awaitNodes();

        agent.announce("a", record("a", "i", "a", 8500));

        awaitNodes("a");
        agent.close();
    }

    @Test
    void anAnnouncementThatSaysNothingNewIsNotWritten() {
        Announcements agent = agent(LIMIT);
        agent.announce("a", record("a", "i", "a", 8500));
        long written = modified("a");

        agent.announce("a", record("a", "i", "a", 8500));

        assertThat(modified("a")).isEqualTo(written);
        agent.close();
    }

    private long modified(String agentKey) {
        return anybody.call(client -> client.getKVClient().get(key(agentKey)))
                .getKvs()
                .get(0)
                .getModRevision();
    }

    @Test
    void b5_compactionAndRepeatedEventsChangeNothing() throws Exception {
        Announcements agent = agent(LIMIT);
        agent.announce("a", record("a", "i", "a", 8500));
        awaitNodes("a");
        for (int i = 0; i < 50; i++) {
            write("other", ("nonsense " + i).getBytes(StandardCharsets.UTF_8));
        }
        long revision = anybody.call(client -> client.getKVClient().get(key("a")))
                .getHeader()
                .getRevision();
        anybody.call(client -> client.getKVClient().compact(revision));

        agent.withdraw("a", "i");
        awaitNodes();
        agent.announce("a", record("a", "i", "a", 8500));

        awaitNodes("a");
        agent.close();
    }

    @Test
    void nodesOfConfigurationStandBesideThem() {
        Node configured = new Node(
                NodeId.of("tcp://10.0.0.9:2375"), "c", "10.0.0.9", "tcp://10.0.0.9:2375", NodeFacts.UNKNOWN, "");
        BackendSettings settings = EtcdCluster.settings(cluster, RecordPolicy.OPEN);
        settings.configured().replace(List.of(configured));
        Backend backend = EtcdBackend.open(etcd.uri(""), settings);
        backends.add(backend);
        List<DirectoryView> told = new CopyOnWriteArrayList<>();
        backend.directory().watch(told::add);
        agent(LIMIT).announce("a", record("a", "i", "a", 8500));

        await().atMost(LIMIT)
                .until(() ->
                        !told.isEmpty() && told.get(told.size() - 1).nodes().size() == 2);

        assertThat(told.get(told.size() - 1).isLeased(configured.id())).isFalse();
        assertThat(told.get(told.size() - 1).isLeased(NodeId.of("a"))).isTrue();
    }
}
