package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.NodeState;
import io.humpback.core.RegistryLogin;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.contract.NodeRecord;
import io.humpback.core.contract.RecordSignature;
import io.humpback.server.agent.AgentServer;
import io.humpback.server.agent.AgentSettings;
import io.humpback.server.config.ConfigLoader;
import io.humpback.server.config.ConfigurationException;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.docker.RegistryLogins;
import io.humpback.server.simulated.EngineProfile;
import io.humpback.server.simulated.SimulatedEngines;
import io.humpback.server.simulated.SimulatedImage;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.HookReceiver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A8: secrets are planted wherever one may stand, and looked for in all that center and agent log and answer. */
class PlantedSecretTest {
    private static final String PLANTED = "pl4nted";
    private static final ClusterToken TOKEN = new ClusterToken(PLANTED + "-token-of-the-cluster");
    private static final String KEY = "d9ffd834-c67b-4292-bab8-552c9afb77ea";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String REGISTRY_PASSWORD = PLANTED + "-of-the-registry";
    private static final RegistryLogin LOGIN = RegistryLogin.of("robot", REGISTRY_PASSWORD);
    /** As Docker's own file has it, and as an engine is told it. */
    private static final String REGISTRY_AUTH =
            Base64.getEncoder().encodeToString(("robot:" + REGISTRY_PASSWORD).getBytes(StandardCharsets.UTF_8));
    /** A registry that is down, so that its words come back; and one that is not. */
    private static final List<String> REGISTRIES = List.of("127.0.0.1:1", "registry.test:5000");

    @TempDir
    private Path directory;

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final List<String> answered = new ArrayList<>();
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.humpback");
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            logged.add(event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    };
    private final HookReceiver receiver = HookReceiver.start();
    private final SimulatedEngines engines = SimulatedEngines.start(
            List.of(EngineProfile.named("n1").withImages(List.of(SimulatedImage.named("app:1")))),
            InstantSource.system());
    private DockerHost host;
    private AgentServer agent;
    private Center center;
    private URI agentUri;

    @BeforeEach
    void start() throws Exception {
        ours.setLevel(Level.TRACE);
        appender.start();
        ours.addAppender(appender);
        Files.writeString(
                directory.resolve("config.json"),
                "{\"auths\":{\"docker.test:5000\":{\"auth\":\"" + REGISTRY_AUTH + "\"}}}");
        RegistryLogins logins =
                new RegistryLogins(Map.of(REGISTRIES.get(0), LOGIN, REGISTRIES.get(1), LOGIN), directory, "");
        answered.add(logins.toString());
        host = new DockerConnector(DockerSettings.DEFAULT.withRegistries(logins))
                .host(engines.get(0).endpoint());
        agent = new AgentServer(
                AgentSettings.of(directory).withAddress("127.0.0.1", 0).withSecurity(TOKEN.value(), null), host);
        int port = agent.start();
        agentUri = URI.create("http://127.0.0.1:" + port);
        center = Center.start(
                new ConfigLoader()
                        .environment(Map.of(
                                "HUMPBACK_REGISTRY_LOGINS", "robot:" + REGISTRY_PASSWORD + "@registry.test:5000"))
                        .flag(
                                "data-dir",
                                "--data-dir",
                                directory.resolve("data").toString())
                        .flag("listen", "--listen", "127.0.0.1:0")
                        .flag("token", "--token", TOKEN.value())
                        .load()
                        .config(),
                DockerSettings.DEFAULT,
                "test");
        join(port);
    }

    @AfterEach
    void stop() {
        center.close();
        agent.close();
        host.close();
        engines.close();
        receiver.close();
        ours.detachAppender(appender);
        ours.setLevel(null);
    }

    private void join(int port) throws Exception {
        NodeRecord record = new NodeRecord(
                        "E",
                        "n1",
                        "127.0.0.1",
                        "127.0.0.1:" + port,
                        4,
                        8L << 30,
                        "",
                        "",
                        "",
                        "",
                        "linux",
                        List.of(),
                        "",
                        "")
                .asOurs("start-1", null, false, 1);
        ObjectNode body = new ObjectMapper().createObjectNode().put("ttlSeconds", 600);
        body.set("node", new ObjectMapper().valueToTree(RecordSignature.sign(KEY, record, TOKEN)));
        call(center.uri().resolve("/v2/nodes/" + KEY), "PUT", body.toString());
        await("health")
                .atMost(LIMIT)
                .until(() -> center.view().nodes().stream().anyMatch(node -> node.state() == NodeState.HEALTHY));
    }

    private String call(URI uri, String method, String body) throws Exception {
        String answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .timeout(LIMIT)
                                .header("Authorization", TOKEN.authorization())
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        answered.add(answer);
        return answer;
    }

    /** A wish with a secret wherever the contract lets one stand. */
    private static ObjectNode wish(String name, String image) {
        ObjectNode meta = CenterClient.meta(name, 1, image);
        ObjectNode config = CenterClient.config(meta);
        config.put("Command", "run --password " + PLANTED);
        config.putArray("Env").add("PASSWORD=" + PLANTED).add("EMPTY=");
        config.putObject("Labels").put("key", PLANTED);
        config.putObject("LogConfig")
                .put("Type", "json-file")
                .putObject("Config")
                .put("tag", PLANTED);
        meta.putArray("WebHooks")
                .addObject()
                .put("Url", "http://127.0.0.1:1/" + PLANTED + "?key=" + PLANTED)
                .put("SecretToken", PLANTED);
        return meta;
    }

    @Test
    @DisplayName("A8: env values, commands, hook tokens, log options, the cluster's token -> in no log and no error")
    void a8_isFoundNowhere() throws Exception {
        CenterClient client = new CenterClient(center.uri());
        Reply created = client.create(wish("web", "app:1"));
        assertThat(created.status()).as(created.content()).isEqualTo(200);
        URI metas = center.uri().resolve("/v1/groups/collections");
        ObjectNode forbidden = wish("bad", "app:1");
        CenterClient.config(forbidden)
                .putArray("Volumes")
                .addObject()
                .put("ContainerVolume", "/x")
                .put("HostVolume", "/etc");

        answered.add(client.create(wish("missing", "no/such:1")).content());
        answered.add(client.create(forbidden).content());
        answered.add(client.create(wish("web", "app:1")).content());
        answered.add(client.upgrade(created.metaId(), "none").content());
        call(metas, "POST", "{\"GroupId\":\"default\",\"Instances\":\"" + PLANTED + "\"}");
        call(metas, "POST", "{\"GroupId\":\"" + PLANTED);
        call(center.uri().resolve("/v1/configuration"), "GET", "");
        call(center.uri().resolve("/v2/nodes/" + KEY), "PUT", "{\"node\":\"" + PLANTED + "\"}");
        call(
                agentUri.resolve("/v1/containers"),
                "POST",
                CenterClient.config(forbidden).toString());
        call(
                agentUri.resolve("/v1/containers"),
                "POST",
                "{\"Env\":\"" + PLANTED + "\",\"Name\":\"a\",\"Image\":\"b\"}");
        call(agentUri.resolve("/agent/v1/containers"), "POST", "{\"spec\":{\"env\":\"" + PLANTED + "\"}}");
        call(agentUri.resolve("/v1/ping"), "GET", "");
        assertThat(client.remove(created.metaId()).status()).isEqualTo(200);

        assertThat(logged).hasSizeGreaterThan(10).noneMatch(line -> line.contains(PLANTED));
        assertThat(answered).hasSizeGreaterThan(10).noneMatch(text -> text.contains(PLANTED));
    }

    /** A payload has a container's environment, as the contract says, but nothing that its image was fetched with. */
    @Test
    @DisplayName("A8: logins for registries -> in no log, no configuration, no error and no payload")
    void a8_logsNoRegistryLogins() throws Exception {
        CenterClient client = new CenterClient(center.uri());
        ObjectNode good =
                CenterClient.withHook(CenterClient.meta("web", 1, REGISTRIES.get(1) + "/app:1"), receiver.uri());

        Reply created = client.create(good);
        answered.add(created.body().toString());
        answered.add(client.create(CenterClient.meta("docker", 1, "docker.test:5000/app:1"))
                .body()
                .toString());
        Reply refused = client.create(CenterClient.meta("down", 1, REGISTRIES.get(0) + "/app:1"));
        answered.add(refused.body().toString());
        call(center.uri().resolve("/v1/configuration"), "GET", "");
        call(center.uri().resolve("/v2/pulls"), "GET", "");
        call(agentUri.resolve("/v1/ping"), "GET", "");
        call(agentUri.resolve("/v1/images"), "POST", "{\"Image\":\"" + REGISTRIES.get(0) + "/app:1\"}");
        call(agentUri.resolve("/v1/images"), "POST", "{\"Image\":\"" + REGISTRIES.get(1) + "/app:2\"}");
        answered.add(String.valueOf(assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new ConfigLoader()
                        .environment(Map.of("HUMPBACK_REGISTRY_LOGINS", REGISTRY_PASSWORD))
                        .load())
                .actual()));
        await("event").atMost(LIMIT).until(() -> !receiver.events().isEmpty());
        receiver.events().forEach(event -> answered.add(event.body().toString()));

        assertThat(created.data().path("Created").asText()).isEqualTo("created all");
        assertThat(answered).anyMatch(text -> text.contains("connection refused"));
        assertThat(logged).anyMatch(line -> line.contains("image fetched: image=" + REGISTRIES.get(1)));
        for (String secret : List.of(PLANTED, REGISTRY_AUTH)) {
            assertThat(logged).noneMatch(line -> line.contains(secret));
            assertThat(answered).hasSizeGreaterThan(9).noneMatch(text -> text.contains(secret));
        }
    }
}
