package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.simulated.EngineProfile;
import io.humpback.server.simulated.SimulatedEngines;
import io.humpback.server.simulated.SimulatedImage;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A9 at the center: what its policy refuses is refused before anything is committed. */
class CenterPolicyTest {
    private static final String ETC = "[{\"ContainerVolume\":\"/data\",\"HostVolume\":\"/etc\"}]";

    @TempDir
    private Path directory;

    private final SimulatedEngines engines = SimulatedEngines.start(
            List.of(EngineProfile.named("n1")
                    .withImages(List.of(SimulatedImage.named("app:1"), SimulatedImage.named("app:2")))),
            InstantSource.system());

    @AfterEach
    void stop() {
        engines.close();
    }

    private Center start(String... settings) throws InterruptedException {
        ConfigLoader loader = new ConfigLoader()
                .flag("data-dir", "--data-dir", directory.resolve("data").toString())
                .flag("listen", "--listen", "127.0.0.1:0")
                .flag("engines", "--engine", "n1=" + engines.get(0).endpoint());
        for (int i = 0; i < settings.length; i += 2) {
            loader.flag(settings[i], "--" + settings[i], settings[i + 1]);
        }
        Center center = Center.start(loader.load().config(), DockerSettings.DEFAULT, "test");
        center.awaitProbed(Duration.ofSeconds(30));
        return center;
    }

    private static ObjectNode web() {
        return CenterClient.meta("web", 1, "app:1");
    }

    private static ObjectNode mountingEtc(ObjectNode meta) {
        CenterClient.config(meta)
                .putArray("Volumes")
                .addObject()
                .put("ContainerVolume", "/data")
                .put("HostVolume", "/etc");
        return meta;
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("A9: whatever gives power over a host -> 403 naming field and rule, and nothing is committed")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Volumes|" + ETC + "|Volumes[0].HostVolume refused by rule bind: ",
                "vOLUMES|" + ETC + "|Volumes[0].HostVolume refused by rule bind: ",
                "NetworkMode|\"container:db\"|NetworkMode refused by rule network: ",
                "Privileged|true|Config.Privileged refused by rule privileged: ",
                "privileged|\"true\"|Config.privileged refused by rule privileged: ",
                "HostConfig|{\"PidMode\":\"host\"}|Config.HostConfig.PidMode refused by rule host-pid: ",
                "CAPADD|[\"SYS_ADMIN\"]|Config.CAPADD refused by rule capabilities: ",
                "Mounts|[{\"Source\":\"/\"}]|Config.Mounts refused by rule mounts: ",
                "DriverOpts|{\"device\":\"/\"}|Config.DriverOpts refused by rule volume-driver: ",
                "LogConfig|{\"Type\":\"syslog\",\"Config\":{\"syslog-address\":\"unix:///dev/log\"}}"
                        + "|LogConfig.Config.syslog-address refused by rule log-option: "
            })
    void a9_refusesACreation(String field, String value, String begin) throws Exception {
        try (Center center = start()) {
            CenterClient client = new CenterClient(center.uri());
            String body = "{\"GroupId\":\"default\",\"Instances\":1,\"Config\":{\"Name\":\"web\",\"Image\":\"app:1\",\""
                    + field + "\":" + value + "}}";

            HttpResponse<String> answer = post(center.uri(), body);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
            assertThat(answer.body()).contains("\"Code\":-1002", "\"Contnet\":\"" + begin, "\"Data\":null");
            assertThat(client.list()).isEmpty();
            assertThat(engines.get(0).containers()).isEmpty();
        }
    }

    private static HttpResponse<String> post(URI center, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(center.resolve("/v1/groups/collections"))
                                .timeout(Duration.ofSeconds(60))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @DisplayName("A9: an update to what is refused -> 403, and the meta stays as it is")
    void a9_refusesAnUpdate() throws Exception {
        try (Center center = start()) {
            CenterClient client = new CenterClient(center.uri());
            String id = client.create(web()).metaId();
            ObjectNode change = mountingEtc(web()).put("MetaId", id);

            Reply answer = client.update(change);

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.content()).startsWith("Volumes[0].HostVolume refused by rule bind");
            assertThat(client.get(id).data().at("/MetaBase/Config/Volumes").isEmpty())
                    .isTrue();
            assertThat(engines.get(0).containers()).hasSize(1);
        }
    }

    @Test
    @DisplayName("A9: a policy made stricter -> what is committed stays and is cared for; its upgrade is refused")
    void a9_leavesWhatIsCommitted() throws Exception {
        String id;
        try (Center lax = start("allow-binds", "/etc")) {
            Reply created = new CenterClient(lax.uri()).create(mountingEtc(web()));
            assertThat(created.status()).as(created.content()).isEqualTo(200);
            id = created.metaId();
        }
        try (Center center = start("admission", "strict")) {
            CenterClient client = new CenterClient(center.uri());

            assertThat(client.scale(id, 2).status()).isEqualTo(200);
            Reply upgrade = client.upgrade(id, "2");

            assertThat(upgrade.status()).isEqualTo(403);
            assertThat(upgrade.content())
                    .contains(
                            "NetworkMode refused by rule host-network",
                            "Volumes[0].HostVolume refused by rule bind-strict");
            assertThat(engines.get(0).containers()).hasSize(2);
            assertThat(client.remove(id).status()).isEqualTo(200);
        }
    }

    @Test
    void admitsWhatIsPassedOnWithTheProfileOff() throws Exception {
        try (Center center = start("admission", "off")) {
            ObjectNode meta = mountingEtc(web());
            CenterClient.config(meta).put("Privileged", true);

            Reply created = new CenterClient(center.uri()).create(meta);

            assertThat(created.status()).as(created.content()).isEqualTo(200);
        }
    }
}
