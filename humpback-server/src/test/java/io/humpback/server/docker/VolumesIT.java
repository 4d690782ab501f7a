package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.humpback.core.Fence;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import io.humpback.server.agent.AgentServer;
import io.humpback.server.agent.AgentSettings;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.RealCluster;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** O13: no route takes a container's volumes with it, neither named nor nameless ones, on a real engine. */
@RequiresDocker
class VolumesIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final InstanceIdentity IDENTITY =
            new InstanceIdentity("c1", GroupId.of("g1"), MetaId.of("m1"), 1, 1, 1, 1);

    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(1);

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private RealEngine real;
    private EngineClient raw;
    private DockerHost host;
    private AgentServer agent;
    private AgentConnector connector;
    private String endpoint;

    @BeforeEach
    void start() {
        real = engines.get(0);
        String socket = real.socket().toString();
        raw = new EngineClient(DockerEndpoint.parse(socket), DockerSettings.DEFAULT, null, null);
        host = new DockerConnector(DockerSettings.DEFAULT).host(socket);
        agent = new AgentServer(AgentSettings.of(directory).withAddress("127.0.0.1", 0), host);
        endpoint = "http://127.0.0.1:" + agent.start();
        connector = new AgentConnector(AgentAccess.withToken(""), () -> new Fence("c1", 1));
    }

    @AfterEach
    void stop() throws IOException {
        connector.close();
        agent.close();
        host.close();
        real.removeContainers();
        for (String volume : volumes()) {
            raw.docker().removeVolumeCmd(volume).exec();
        }
        raw.close();
    }

    private Set<String> volumes() throws IOException {
        return raw.docker().listVolumesCmd().exec().getVolumes().stream()
                .map(InspectVolumeResponse::getName)
                .collect(Collectors.toSet());
    }

    /** Makes a container of ours that runs, with a named volume and a nameless one, and returns its id. */
    private String run(String name) throws IOException {
        DockerClient docker = raw.docker();
        String id = docker.createContainerCmd(TestImages.NOOP)
                .withName(name)
                .withLabels(IDENTITY.labels())
                .withVolumes(new Volume("/nameless"))
                .withHostConfig(HostConfig.newHostConfig()
                        .withNetworkMode("host")
                        .withBinds(new Bind("named-" + name, new Volume("/named"))))
                .exec()
                .getId();
        docker.startContainerCmd(id).exec();
        return id;
    }

    /** Takes a container away. */
    @FunctionalInterface
    private interface Removal {
        void of(String id) throws Exception;
    }

    private void keepsVolumes(Removal removal) throws Exception {
        String id = run("web");
        Set<String> before = volumes();
        assertThat(before).hasSize(2).contains("named-web");

        removal.of(id);

        assertThat(real.containers()).noneMatch(container -> container.id().equals(id));
        assertThat(volumes()).containsAll(before);
    }

    private void call(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(endpoint + path))
                        .timeout(LIMIT)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as(method + " " + path + " " + answer.body())
                .isBetween(200, 299);
    }

    @Test
    @DisplayName("O13: a plain engine")
    void o13_byDockersOwnApi() throws Exception {
        try (DockerEngine engine = real.connect()) {
            keepsVolumes(id -> engine.remove(id, LIMIT));
        }
    }

    @Test
    @DisplayName("O13: our protocol")
    void o13_byTheAgentsProtocol() throws Exception {
        keepsVolumes(id -> connector.connect(endpoint).remove(id, LIMIT));
    }

    @Test
    @DisplayName("O13: as an original center or web site deletes a container that runs")
    void o13_byTheContractWithForce() throws Exception {
        keepsVolumes(id -> call("DELETE", "/v1/containers/" + id + "?force=true", ""));
    }

    @Test
    @DisplayName("O13: as an original center or web site deletes one that has stopped, by the alias")
    void o13_byTheContractsAlias() throws Exception {
        keepsVolumes(id -> {
            call("PUT", "/dockerapi/v2/containers", "{\"Action\":\"kill\",\"Container\":\"" + id + "\"}");
            call("DELETE", "/dockerapi/v2/containers/" + id, "");
        });
    }

    @Test
    @DisplayName("O13: as our center deletes a container through an original agent's routes")
    void o13_byAnOriginalAgentsRoutes() throws Exception {
        keepsVolumes(id -> connector.connectOriginal(endpoint).remove(id, LIMIT));
    }

    @Test
    @DisplayName("O13: a container that is replaced")
    void o13_byAReplacement() throws Exception {
        keepsVolumes(id -> call(
                "POST",
                "/v1/containers",
                "{\"Id\":\"" + id + "\",\"Name\":\"web\",\"NetworkMode\":\"host\",\"Image\":\"" + TestImages.NOOP
                        + "\"}"));
    }

    @Test
    @DisplayName("O13: the center's own routes: a container, and a meta with all of them")
    void o13_byTheCenter() throws Exception {
        try (RealCluster cluster = RealCluster.on(engines)) {
            cluster.start(directory.resolve("data"));
            ObjectNode wish = CenterClient.meta("db", 1, TestImages.NOOP);
            CenterClient.config(wish)
                    .withArray("/Volumes")
                    .addObject()
                    .put("ContainerVolume", "/data")
                    .put("HostVolume", "named-db");
            String meta = cluster.client().create(wish).metaId();
            assertThat(volumes()).contains("named-db");

            assertThat(cluster.client().upgrade(meta, "2").status()).isEqualTo(200);
            assertThat(cluster.client().remove(meta).status()).isEqualTo(200);

            assertThat(cluster.instances().count()).isZero();
            assertThat(volumes()).contains("named-db");
        }
    }
}
