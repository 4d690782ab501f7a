package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.discovery.etcd.EtcdCluster;
import io.humpback.discovery.etcd.RequiresEtcd;
import io.humpback.server.testing.AgentHost;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.CenterProcess;
import io.humpback.server.testing.HumpbackJar;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Center and agent as the original's README starts them: by its variables alone, on an etcd, with neither token nor
 * certificates. It works, and it says what it leaves open.
 */
@RequiresDocker
@RequiresEtcd
@Timeout(300)
class SeedCommandIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private final int port = AgentHost.freePort();
    private RealEngines engines;
    private EtcdCluster etcd;
    private CenterProcess center;
    private HumpbackJar agent;

    @BeforeEach
    void start() throws Exception {
        engines = RealEngines.start(1);
        etcd = EtcdCluster.start(directory, 1);
        String uris = "etcd://127.0.0.1:" + etcd.member(0).port();
        center = CenterProcess.start(
                directory.resolve("center.log"),
                Map.of(
                        "DOCKER_CLUSTER_URIS",
                        uris,
                        "DOCKER_CLUSTER_NAME",
                        "humpback/center",
                        "CENTER_LISTEN_PORT",
                        "127.0.0.1:0",
                        "HUMPBACK_DATA_DIR",
                        directory.resolve("center").toString()),
                "center");
        Map<String, String> seeds = new HashMap<>(Map.of(
                "DOCKER_ENDPOINT", engines.get(0).endpoint(),
                "DOCKER_API_VERSION", "v1.21",
                "DOCKER_AGENT_IPADDR", "0.0.0.0",
                "DOCKER_NODE_HTTPADDR", "0.0.0.0:" + port,
                "DOCKER_CLUSTER_ENABLED", "true",
                "DOCKER_CLUSTER_URIS", uris,
                "DOCKER_CLUSTER_NAME", "humpback/center",
                "DOCKER_CLUSTER_HEARTBEAT", "8s",
                "DOCKER_CLUSTER_TTL", "30s"));
        seeds.put("HUMPBACK_DATA_DIR", directory.resolve("agent").toString());
        agent = HumpbackJar.startClasses(directory.resolve("agent.log"), List.of("-Xmx64m"), seeds, List.of("agent"));
        agent.awaitPrinted("agent is up");
    }

    @AfterEach
    void close() {
        if (agent != null) {
            agent.close();
        }
        if (center != null) {
            center.close();
        }
        if (etcd != null) {
            etcd.close();
        }
        if (engines != null) {
            engines.close();
        }
    }

    private boolean isHealthy() {
        JsonNode nodes = center.client().engines();
        return nodes.size() == 1 && nodes.path(0).path("StateText").asText().equals("Healthy");
    }

    @Test
    void worksWithNeitherTokenNorCertificatesAndSaysWhatThatMeans() throws Exception {
        await("a healthy node").atMost(LIMIT).until(this::isHealthy);
        CenterClient client = center.client();
        String address = agent.awaitPrinted("address to announce: address=([^,]+), reason=\\S+")
                .group(1);
        assertThat(client.engines().path(0).path("APIAddr").asText()).isEqualTo(address + ":" + port);

        Reply created = client.create(CenterClient.meta("web", 2, TestImages.NOOP));

        assertThat(created.data().path("Created").asText())
                .as(created.content())
                .isEqualTo("created all");
        assertThat(Instances.on(engines.all()).areComplete("web", 2)).isTrue();
        agent.awaitPrinted("WARN .*open to others without token or TLS: listen=0\\.0\\.0\\.0:" + port
                + "\\..* set HUMPBACK_TOKEN");
        assertThat(askAgentForAMountOf("/etc")).as("the standard policy").isEqualTo(403);
        client.remove(created.metaId());
        assertThat(Instances.on(engines.all()).count()).isZero();
        assertThat(agent.terminate()).isIn(0, 143);
        await("taken back").atMost(LIMIT).until(() -> !isHealthy());
    }

    private int askAgentForAMountOf(String path) throws Exception {
        String wish = "{\"Name\":\"x\",\"Image\":\"" + TestImages.NOOP
                + "\",\"Volumes\":[{\"ContainerVolume\":\"/x\",\"HostVolume\":\"" + path + "\"}]}";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/containers"))
                .timeout(LIMIT)
                .POST(HttpRequest.BodyPublishers.ofString(wish))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }
}
