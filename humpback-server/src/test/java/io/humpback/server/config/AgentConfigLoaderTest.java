package io.humpback.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.PullPolicy;
import io.humpback.core.RegistryLogin;
import io.humpback.core.contract.ClusterToken;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentConfigLoaderTest {
    private static final String TOKEN = "planted-token-0123456789";

    private final Map<String, String> environment = new HashMap<>();

    private AgentConfig load() {
        return new AgentConfigLoader().environment(environment).load();
    }

    private void assertRefused(String message) {
        assertThatThrownBy(this::load)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(message)
                .message()
                .hasLineCount(1)
                .doesNotContain("planted");
    }

    @Test
    void hasTheContractsDefaults() {
        assertThat(load())
                .isEqualTo(new AgentConfig(
                        URI.create("unix:///var/run/docker.sock"),
                        "",
                        "",
                        new ListenAddress("127.0.0.1", 8500),
                        new PortRange(8000, 8999),
                        "",
                        List.of(),
                        "",
                        null,
                        "",
                        "",
                        "humpback/center",
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(30),
                        Path.of("./humpback-agent"),
                        Path.of("./humpback-agent/policy.yaml"),
                        TlsFiles.NONE,
                        new LoggerConfig("", LoggerConfig.Level.INFO, 20L << 20),
                        new PullConfig(Map.of(), "", Duration.ofMinutes(10)),
                        3,
                        PullPolicy.MISSING));
    }

    @Test
    void readsTheContractsVariables() {
        environment.putAll(Map.of(
                "DOCKER_ENDPOINT", "tcp://10.0.0.5:2375",
                "DOCKER_API_VERSION", "v1.21",
                "DOCKER_AGENT_IPADDR", "10.0.0.5",
                "DOCKER_NODE_HTTPADDR", "0.0.0.0:8511",
                "DOCKER_CONTAINER_PORTS_RANGE", "0-0",
                "DOCKER_REGISTRY_ADDRESS", "registry.example:5000",
                "DOCKER_CLUSTER_NAME", "other",
                "DOCKER_CLUSTER_HEARTBEAT", "2s",
                "DOCKER_CLUSTER_TTL", "10s",
                "LOG_LEVEL", "debug"));

        AgentConfig config = load();

        assertThat(config.endpoint()).hasToString("tcp://10.0.0.5:2375");
        assertThat(config.apiVersion()).isEqualTo("v1.21");
        assertThat(config.address()).isEqualTo("10.0.0.5");
        assertThat(config.listen()).isEqualTo(new ListenAddress("0.0.0.0", 8511));
        assertThat(config.ports().isAny()).isTrue();
        assertThat(config.registry()).isEqualTo("registry.example:5000");
        assertThat(config.clusterName()).isEqualTo("other");
        assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.ttl()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.logger().level()).isEqualTo(LoggerConfig.Level.DEBUG);
    }

    @Test
    void readsWhatItNeedsToJoin() {
        environment.putAll(Map.of(
                "HUMPBACK_JOIN", "HTTP://center:8589/",
                "HUMPBACK_TOKEN", TOKEN,
                "HUMPBACK_NAME", "n1",
                "HUMPBACK_ZONE", "z1",
                "HUMPBACK_DATA_DIR", "/var/lib/agent",
                "HUMPBACK_TLS_CA", "ca.pem",
                "HUMPBACK_TLS_CERT", "cert.pem",
                "HUMPBACK_TLS_KEY", "key.pem"));

        AgentConfig config = load();

        assertThat(config.join()).containsExactly(URI.create("http://center:8589"));
        assertThat(config.token()).isEqualTo(new ClusterToken(TOKEN));
        assertThat(config.listen()).isEqualTo(new ListenAddress("0.0.0.0", 8500));
        assertThat(config.name()).isEqualTo("n1");
        assertThat(config.zone()).isEqualTo("z1");
        assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/agent"));
        assertThat(config.tls()).isEqualTo(new TlsFiles("ca.pem", "cert.pem", "key.pem"));
        assertThat(config.toString()).doesNotContain(TOKEN);
    }

    @Test
    void takesSeveralCentersToJoin() {
        environment.put("HUMPBACK_JOIN", "http://c1:8589, http://c2:8590,http://c1:8589/");
        environment.put("HUMPBACK_TOKEN", TOKEN);

        AgentConfig config = load();

        assertThat(config.join()).containsExactly(URI.create("http://c1:8589"), URI.create("http://c2:8590"));
        assertThat(config.announcedIn()).isEqualTo("http://c1:8589,http://c2:8590");
    }

    @Test
    void letsFlagsWin() {
        environment.put("HUMPBACK_TOKEN", "another-token-0123456789");

        AgentConfig config = new AgentConfigLoader()
                .flag("join", "--join", "http://[2001:db8::1]:8589")
                .flag("token", "--token", TOKEN)
                .flag("listen", "--listen", "10.0.0.1:9000")
                .environment(environment)
                .load();

        assertThat(config.join()).containsExactly(URI.create("http://[2001:db8::1]:8589"));
        assertThat(config.token()).isEqualTo(new ClusterToken(TOKEN));
        assertThat(config.listen()).isEqualTo(new ListenAddress("10.0.0.1", 9000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", ""})
    void findsItsAddressOutWhereNoneIsSaid(String address) {
        environment.put("DOCKER_AGENT_IPADDR", address);

        assertThat(load().address()).isEmpty();
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "DOCKER_ENDPOINT, docker, 'DOCKER_ENDPOINT: endpoint: \"docker\" (expected: unix:'",
        "DOCKER_ENDPOINT, n1=unix:///x.sock, 'DOCKER_ENDPOINT: endpoint: '",
        "DOCKER_API_VERSION, latest, 'DOCKER_API_VERSION: api-version: \"latest\" (expected: '",
        "DOCKER_AGENT_IPADDR, host.example, 'DOCKER_AGENT_IPADDR: address: \"host.example\" (expected: '",
        "DOCKER_AGENT_IPADDR, 224.0.0.1, 'DOCKER_AGENT_IPADDR: address: '",
        "DOCKER_NODE_HTTPADDR, host, 'DOCKER_NODE_HTTPADDR: listen: \"host\" (expected: HOST:PORT, :PORT or PORT)'",
        "DOCKER_NODE_HTTPADDR, 0.0.0.0:99999, 'DOCKER_NODE_HTTPADDR: listen: '",
        "DOCKER_CONTAINER_PORTS_RANGE, 9000-8000, 'DOCKER_CONTAINER_PORTS_RANGE: ports: \"9000-8000\" (expected: '",
        "DOCKER_CONTAINER_PORTS_RANGE, 0-100, 'DOCKER_CONTAINER_PORTS_RANGE: ports: '",
        "DOCKER_CONTAINER_PORTS_RANGE, 8000, 'DOCKER_CONTAINER_PORTS_RANGE: ports: '",
        "DOCKER_CONTAINER_PORTS_RANGE, 1-65536, 'DOCKER_CONTAINER_PORTS_RANGE: ports: '",
        "DOCKER_REGISTRY_ADDRESS, a b, 'DOCKER_REGISTRY_ADDRESS: registry: '",
        "DOCKER_CLUSTER_ENABLED, maybe, 'DOCKER_CLUSTER_ENABLED: cluster-enabled: \"maybe\" (expected: true or false)'",
        "DOCKER_CLUSTER_HEARTBEAT, 0s, 'DOCKER_CLUSTER_HEARTBEAT: heartbeat: \"0s\" (expected: '",
        "DOCKER_CLUSTER_TTL, 15s, 'DOCKER_CLUSTER_TTL: ttl: 15s (expected: at least twice the heartbeat of 8s, '",
        "DOCKER_CLUSTER_TTL, 2h, 'DOCKER_CLUSTER_TTL: ttl: '",
        "DOCKER_CLUSTER_HEARTBEAT, 20s, 'DOCKER_CLUSTER_TTL: ttl: 30s (expected: at least twice the heartbeat of 20s, '",
        "LOG_LEVEL, loud, 'LOG_LEVEL: log-level: \"loud\" (expected: '",
        "HUMPBACK_JOIN, center, 'HUMPBACK_JOIN: join: \"center\" (expected: the center''s address, http://HOST:PORT or https://HOST:PORT, or several with commas)'",
        "HUMPBACK_JOIN, center:8589, 'HUMPBACK_JOIN: join: '",
        "HUMPBACK_JOIN, 'http://a:1,b', 'HUMPBACK_JOIN: join: '",
        "HUMPBACK_JOIN, http://center, 'HUMPBACK_JOIN: join: '",
        "HUMPBACK_JOIN, ftp://center:21, 'HUMPBACK_JOIN: join: '",
        "HUMPBACK_JOIN, http://center:8589/v1, 'HUMPBACK_JOIN: join: '",
        "HUMPBACK_JOIN, http://u:planted@center:8589, 'HUMPBACK_JOIN: join: \"http://***@center:8589\"'",
        "HUMPBACK_JOIN, http://center:8589, 'HUMPBACK_JOIN: needs the cluster''s token (expected: --token or '",
        "HUMPBACK_TOKEN, planted, 'HUMPBACK_TOKEN: token: \"***\" (expected: 16-256 of '",
        "HUMPBACK_TOKEN, planted planted planted, 'HUMPBACK_TOKEN: token: \"***\"'",
        "HUMPBACK_POLICY, /nonexistent/p.yaml, 'HUMPBACK_POLICY: /nonexistent/p.yaml cannot be read (expected: '",
        "HUMPBACK_NAME, a b, 'HUMPBACK_NAME: name: '",
        "HUMPBACK_ZONE, a=b, 'HUMPBACK_ZONE: zone: '",
        "HUMPBACK_TLS_CERT, cert.pem, 'HUMPBACK_TLS_CERT: tls-key: not given (expected: certificate and key together)'",
        "HUMPBACK_TLS_CA, ca.pem, 'HUMPBACK_TLS_CA: tls-cert: not given (expected: authority, certificate and key'",
        "HUMPBACK_TLS_KEY, key.pem, 'HUMPBACK_TLS_KEY: tls-cert: not given (expected: certificate and key together)'",
    })
    void refusesInOneLineThatNamesThePlace(String variable, String value, String message) {
        environment.put(variable, value);

        assertRefused(message);
    }

    @Test
    void joinsByCertificateInPlaceOfATokenWhereTheCenterIsAtHttps() {
        environment.putAll(
                Map.of("HUMPBACK_TLS_CA", "ca.pem", "HUMPBACK_TLS_CERT", "cert.pem", "HUMPBACK_TLS_KEY", "key.pem"));
        environment.put("HUMPBACK_JOIN", "https://center:8589");
        assertThat(load().token()).isNull();

        environment.put("HUMPBACK_JOIN", "http://center:8589");
        assertRefused("HUMPBACK_JOIN: needs the cluster's token (expected: --token or HUMPBACK_TOKEN; the center prints"
                + " it, and keeps it in its data directory), or certificates: https:// with --tlscacert, --tlscert and"
                + " --tlskey");
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd://me:hush@h1:2379,h2:2379/prefix", "h1:2181", "consul://h1:8500?token=hush"})
    void takesTheBackendThatTheContractsVariablesName(String uris) {
        environment.put("DOCKER_CLUSTER_ENABLED", "true");
        environment.put("DOCKER_CLUSTER_URIS", uris);

        AgentConfig config = load();

        assertThat(config.backend()).isEqualTo(uris);
        assertThat(config.isClustered()).isTrue();
        assertThat(config.listen()).isEqualTo(new ListenAddress("0.0.0.0", 8500));
        assertThat(config.toString() + config.announcedIn()).contains("h1").doesNotContain("hush");
    }

    @Test
    void announcesNowhereUntilTheClusterIsEnabled() {
        environment.put("DOCKER_CLUSTER_URIS", "etcd://h1:2379");

        assertThat(load().isClustered()).isFalse();
    }

    @Test
    void refusesAClusterWithoutABackend() {
        environment.put("DOCKER_CLUSTER_ENABLED", "true");

        assertRefused(
                "DOCKER_CLUSTER_ENABLED: no DOCKER_CLUSTER_URIS (expected: a backend); join a center with --join");
    }

    @Test
    void listensForOthersWhereTheContractSaysSoToo() {
        environment.putAll(Map.of(
                "DOCKER_CLUSTER_ENABLED", "true", "HUMPBACK_JOIN", "http://center:8589", "HUMPBACK_TOKEN", TOKEN));

        assertThat(load().listen()).isEqualTo(new ListenAddress("0.0.0.0", 8500));
    }

    @Test
    void readsHowImagesAreFetchedTheVariableWinningOverTheFile(@org.junit.jupiter.api.io.TempDir Path directory)
            throws java.io.IOException {
        Path file = java.nio.file.Files.writeString(
                directory.resolve("registries.yaml"),
                "a.x: {username: robot, password: file}\nb.x: {username: robot, password: file}\n");
        environment.putAll(Map.of(
                "HUMPBACK_REGISTRIES", file.toString(),
                "HUMPBACK_REGISTRY_LOGINS", "robot:variable@a.x",
                "DOCKER_CONFIG", "/etc/docker-logins",
                "HUMPBACK_PULL_TIMEOUT", "90s",
                "HUMPBACK_MAX_PULLS", "5",
                "HUMPBACK_PULL_POLICY", "Always"));

        AgentConfig config = load();

        assertThat(config.pulls())
                .isEqualTo(new PullConfig(
                        Map.of("a.x", RegistryLogin.of("robot", "variable"), "b.x", RegistryLogin.of("robot", "file")),
                        "/etc/docker-logins",
                        Duration.ofSeconds(90),
                        List.of(file)));
        assertThat(config.maxPulls()).isEqualTo(5);
        assertThat(config.pullPolicy()).isEqualTo(PullPolicy.ALWAYS);
        assertThat(config.toString()).doesNotContain("variable", "robot");
    }

    @ParameterizedTest
    @CsvSource({
        "HUMPBACK_REGISTRY_LOGINS, u:s3cret",
        "HUMPBACK_PULL_TIMEOUT, 2h",
        "HUMPBACK_PULL_TIMEOUT, 0s",
        "HUMPBACK_MAX_PULLS, 0",
        "HUMPBACK_MAX_PULLS, 17",
        "HUMPBACK_PULL_POLICY, of_host",
        "HUMPBACK_PULL_POLICY, ifnotpresent",
        "DOCKER_REGISTRY_ADDRESS, registry"
    })
    void refusesWhatNoImageCanBeFetchedWith(String variable, String text) {
        environment.put(variable, text);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(this::load)
                .withMessageStartingWith(variable + ": ")
                .withMessageNotContaining("s3cret");
    }
}
