package io.humpback.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.AdmissionProfile;
import io.humpback.core.GoDuration;
import io.humpback.core.RollOutPolicy;
import io.humpback.core.contract.ClusterToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigLoaderTest {
    @TempDir
    private Path directory;

    @Test
    void showsNoTokenInAnyForm() {
        LoadedConfig loaded = new ConfigLoader()
                .environment(Map.of("HUMPBACK_TOKEN", "planted-token-0123456789"))
                .load();

        assertThat(loaded.config().token()).isEqualTo(new ClusterToken("planted-token-0123456789"));
        assertThat(loaded.toString()).doesNotContain("planted");
        assertThat(ConfigurationView.of(loaded.config(), "1").toString()).doesNotContain("planted", "token");
        assertThatThrownBy(() -> new ConfigLoader()
                        .environment(Map.of("HUMPBACK_TOKEN", "planted"))
                        .load())
                .hasMessage("HUMPBACK_TOKEN: token: \"***\" (expected: 16-256 of A-Z a-z 0-9 . _ ~ + / = -)");
    }

    @Test
    void hasTheContractsDefaults() {
        CenterConfig config = CenterConfig.defaults();

        assertThat(config)
                .isEqualTo(new CenterConfig(
                        "",
                        "",
                        true,
                        "",
                        new ClusterConfig(
                                "",
                                Path.of("./humpback-data"),
                                Path.of("./cache"),
                                0.08,
                                Duration.ofSeconds(120),
                                2,
                                Duration.ofSeconds(45),
                                Duration.ofSeconds(500)),
                        new DiscoveryConfig("embedded", "humpback/center", Duration.ofSeconds(8), seconds(30)),
                        new ApiConfig(List.of(new ListenAddress("127.0.0.1", 8589)), false),
                        List.of(),
                        new LoggerConfig("", LoggerConfig.Level.INFO, 20_971_520),
                        ConfiguredEngines.NONE,
                        TlsFiles.NONE,
                        new SchedulingConfig("", Map.of(), "")));
    }

    static List<Arguments> variables() {
        return List.of(
                variable("HUMPBACK_SITEAPI", "http://site:8012/api", CenterConfig::siteApi, "http://site:8012/api"),
                variable("CENTER_LISTEN_PORT", ":8589", c -> c.api().listen(), new ListenAddress("", 8589)),
                variable("CENTER_LISTEN_PORT", "8590", c -> c.api().listen(), new ListenAddress("", 8590)),
                variable("CENTER_LISTEN_PORT", "h:1", c -> c.api().listen(), new ListenAddress("h", 1)),
                variable("CENTER_API_ENABLECORS", "true", c -> c.api().enableCors(), true),
                variable(
                        "DOCKER_CLUSTER_URIS",
                        "etcd://h1:2379",
                        c -> c.discovery().scheme(),
                        "etcd"),
                variable(
                        "DOCKER_CLUSTER_URIS",
                        "h1:2181,h2:2181",
                        c -> c.discovery().scheme(),
                        "zk"),
                variable("DOCKER_CLUSTER_NAME", "a/b", c -> c.discovery().cluster(), "a/b"),
                variable("DOCKER_CLUSTER_HEARTBEAT", "3s", c -> c.discovery().heartbeat(), Duration.ofSeconds(3)),
                variable("CENTER_CLUSTER_LOCATION", "east", c -> c.cluster().location(), "east"),
                variable("CENTER_CLUSTER_DATAPATH", "/d", c -> c.cluster().dataDir(), Path.of("/d")),
                variable("CENTER_CLUSTER_CACHEROOT", "/c", c -> c.cluster().cacheRoot(), Path.of("/c")),
                variable("CENTER_CLUSTER_OVERCOMMIT", "-0.5", c -> c.cluster().overcommit(), -0.5),
                variable(
                        "CENTER_CLUSTER_RECOVERYINTERVAL",
                        "2m30s",
                        c -> c.cluster().recoveryInterval(),
                        seconds(150)),
                variable("CENTER_CLUSTER_MIGRATEDELAY", "3s", c -> c.cluster().migrateDelay(), seconds(3)),
                variable("DOCKER_CLUSTER_TTL", "40s", c -> c.discovery().nodeTtl(), seconds(40)),
                variable("CENTER_CLUSTER_REMOVEDELAY", "1h", c -> c.cluster().removeDelay(), seconds(3600)),
                variable("CENTER_CLUSTER_CREATERETRY", "0", c -> c.cluster().createRetry(), 0),
                variable("CENTER_LOG_FILE", "/l", c -> c.logger().file(), "/l"),
                variable("CENTER_LOG_LEVEL", "WARNING", c -> c.logger().level(), LoggerConfig.Level.WARN),
                variable("LOG_LEVEL", "debug", c -> c.logger().level(), LoggerConfig.Level.DEBUG),
                variable("CENTER_LOG_SIZE", "1000", c -> c.logger().maxBytes(), 1000L),
                variable("HUMPBACK_PIDFILE", "/p", CenterConfig::pidFile, "/p"),
                variable("HUMPBACK_RETRYSTARTUP", "false", CenterConfig::retryStartup, false),
                variable("HUMPBACK_DATA_DIR", "/d", c -> c.cluster().dataDir(), Path.of("/d")),
                variable(
                        "DOCKER_CERT_PATH",
                        "/t",
                        CenterConfig::tls,
                        new TlsFiles("/t/ca.pem", "/t/cert.pem", "/t/key.pem")),
                variable(
                        "HUMPBACK_ENGINES",
                        "a=tcp://h:1, unix:///s",
                        c -> c.engines().addresses().toString(),
                        "[a=tcp://h:1, unix:///s]"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("variables")
    void readsEachVariable(String name, String text, Function<CenterConfig, Object> value, Object expected) {
        CenterConfig config =
                new ConfigLoader().environment(Map.of(name, text)).load().config();

        assertThat(value.apply(config)).isEqualTo(expected);
    }

    @Test
    void takesTheClustersFilesTogether() {
        Map<String, String> environment =
                Map.of("HUMPBACK_TLS_CA", "a.pem", "HUMPBACK_TLS_CERT", "c.pem", "HUMPBACK_TLS_KEY", "k.pem");

        CenterConfig config = new ConfigLoader().environment(environment).load().config();

        assertThat(config.clusterTls()).isEqualTo(new TlsFiles("a.pem", "c.pem", "k.pem"));
        assertThat(config.tls()).isEqualTo(TlsFiles.NONE);
        assertThat(CenterConfig.defaults().clusterTls()).isEqualTo(TlsFiles.NONE);
        assertThatThrownBy(() -> new ConfigLoader()
                        .environment(Map.of("HUMPBACK_TLS_CA", "a.pem"))
                        .load())
                .hasMessage("HUMPBACK_TLS_CA: cluster-cert: not given (expected: authority, certificate and key"
                        + " together)");
    }

    @Test
    void takesABlankVariableAsNotSet() {
        CenterConfig config = new ConfigLoader()
                .environment(Map.of("CENTER_CLUSTER_MIGRATEDELAY", " "))
                .load()
                .config();

        assertThat(config).isEqualTo(CenterConfig.defaults());
    }

    @Test
    void readsTheOriginalsFileAsItIs() throws IOException {
        CenterConfig config = new ConfigLoader().file(original()).load().config();

        assertThat(config)
                .isEqualTo(new CenterConfig(
                        "1.3.7",
                        "./humpback-center.pid",
                        false,
                        "http://192.168.2.80:8012/api",
                        new ClusterConfig(
                                "east",
                                Path.of("./data"),
                                Path.of("./cache2"),
                                0.1,
                                Duration.ofSeconds(320),
                                3,
                                Duration.ofSeconds(65),
                                Duration.ofMinutes(8)),
                        new DiscoveryConfig(
                                "zk://10.0.0.1:2181,10.0.0.2:2181", "humpback/center", seconds(9), seconds(30)),
                        new ApiConfig(List.of(new ListenAddress("", 8589)), true),
                        List.of(
                                Map.of("name", "api", "url", "http://mail.example/send", "enabled", "true"),
                                Map.of("name", "smtp", "host", "smtp.example", "port", "25", "password", "hush")),
                        new LoggerConfig("./logs/humpback-center.log", LoggerConfig.Level.DEBUG, 1_048_576),
                        ConfiguredEngines.NONE,
                        TlsFiles.NONE,
                        new SchedulingConfig("", Map.of(), "")));
    }

    @Test
    void readsOurOwnKeys() throws IOException {
        CenterConfig config = load("""
                humpback:
                  listen: 9000
                  data-dir: /srv/humpback
                  migrate-delay: 3s
                  engines:
                    - {name: n1, uri: "tcp://10.0.0.5:2375"}
                    - unix:///var/run/docker.sock
                """).config();

        assertThat(config.api().hosts()).containsExactly(new ListenAddress("127.0.0.1", 9000));
        assertThat(config.cluster().dataDir()).isEqualTo(Path.of("/srv/humpback"));
        assertThat(config.cluster().migrateDelay()).isEqualTo(seconds(3));
        assertThat(config.engines().addresses()).hasToString("[n1=tcp://10.0.0.5:2375, unix:///var/run/docker.sock]");
    }

    @Test
    void readsEverySettingUnderItsOwnKeyToo() throws IOException {
        for (LoadedConfig.Value value : new ConfigLoader().load().values()) {
            if (!value.key().equals("version") && !value.text().isEmpty()) {
                LoadedConfig loaded = load("humpback:\n  " + value.key() + ": \"" + value.text() + "\"\n");

                assertThat(loaded.config()).as(value.key()).isEqualTo(CenterConfig.defaults());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', 45s, default",
        "1s, '', '', 1s, config.yaml:2:18",
        "1s, 2s, '', 2s, CENTER_CLUSTER_MIGRATEDELAY",
        "1s, 2s, 3s, 3s, --migrate-delay",
        "1s, '', 3s, 3s, --migrate-delay",
        "'', 2s, '', 2s, CENTER_CLUSTER_MIGRATEDELAY"
    })
    void laterSourcesWin(String inFile, String inEnvironment, String inFlag, String text, String place)
            throws IOException {
        ConfigLoader loader = new ConfigLoader();
        if (!inFlag.isEmpty()) {
            loader.flag("migrate-delay", "--migrate-delay", inFlag);
        }
        loader.environment(Map.of("CENTER_CLUSTER_MIGRATEDELAY", inEnvironment));
        loader.file(write("humpback:\n  migrate-delay: " + inFile + "\n"));

        LoadedConfig loaded = loader.load();

        assertThat(loaded.config().cluster().migrateDelay()).isEqualTo(GoDuration.parse(text));
        assertThat(loaded.values())
                .filteredOn(value -> value.key().equals("migrate-delay"))
                .singleElement()
                .satisfies(value -> {
                    assertThat(value.text()).isEqualTo(text);
                    assertThat(value.origin().place()).endsWith(place);
                });
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "CENTER_CLUSTER_MIGRATEDELAY, soon, 'migrate-delay: \"soon\" (expected: a duration of 0s or more, for example 45s or 2m30s)'",
        "CENTER_CLUSTER_MIGRATEDELAY, -1s, 'migrate-delay: \"-1s\" (expected: a duration of 0s or more, for example 45s or 2m30s)'",
        "DOCKER_CLUSTER_HEARTBEAT, 0s, 'heartbeat: \"0s\" (expected: a duration above 0, for example 45s or 2m30s)'",
        "CENTER_CLUSTER_OVERCOMMIT, -1, 'overcommit: \"-1\" (expected: a number above -1, for example 0.08)'",
        "CENTER_CLUSTER_OVERCOMMIT, NaN, 'overcommit: \"NaN\" (expected: a number above -1, for example 0.08)'",
        "CENTER_CLUSTER_CREATERETRY, 101, 'create-retry: \"101\" (expected: a number 0-100)'",
        "CENTER_LISTEN_PORT, 70000, 'listen: \"70000\" (expected: HOST:PORT, for example 127.0.0.1:8589, or :8589 for every interface)'",
        "CENTER_API_ENABLECORS, maybe, 'enable-cors: \"maybe\" (expected: true or false)'",
        "CENTER_LOG_LEVEL, loud, 'log-level: \"loud\" (expected: trace, debug, info, warn or error)'",
        "CENTER_LOG_SIZE, 0, 'log-size: \"0\" (expected: a number of bytes above 0)'",
        "HUMPBACK_SITEAPI, site/api, 'site-api: \"site/api\" (expected: the site''s address, for example http://site:8012/api)'",
        "HUMPBACK_ENGINES, docker, 'engines: \"docker\" (expected: [name=]unix:///path/to/docker.sock or [name=]tcp://host:port)'"
    })
    void namesTheVariableWithAWrongValue(String name, String text, String problem) {
        ConfigLoader loader = new ConfigLoader().environment(Map.of(name, text));

        assertThatThrownBy(loader::load)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(name + ": " + problem);
    }

    @Test
    void namesThePlaceOfAWrongValueInTheFile() throws IOException {
        Path file = write("cluster:\n  opts:\n    - overcommit=0.1\n    - migratedelay=soon\n");

        assertThatThrownBy(() -> new ConfigLoader().file(file).load())
                .hasMessage(file + ":4:7: migrate-delay: \"soon\""
                        + " (expected: a duration of 0s or more, for example 45s or 2m30s)");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "clusters: 1 | 1:1: unknown key clusters (expected: api, cluster, humpback, logger, notifications, pidfile, retrystartup, siteapi, version)",
                "api: {host: 1} | 1:7: unknown key host (expected: enablecors, hosts)",
                "humpback: {listne: 1} | 1:12: unknown key listne (expected: admission, advertise, allow-binds, ",
                "notifications: {mail: 1} | 1:17: unknown key mail (expected: endpoints)",
                "cluster: {opts: [delay=1s]} | 1:18: unknown option delay (expected: key=value with one of cacheroot, createretry, datapath, location, migratedelay, overcommit, recoveryinterval, removedelay)",
                "cluster: {opts: {a: b}} | 1:17: a map (expected: a list)",
                "cluster: [] | 1:10: a list (expected: a map of keys and values)",
                "siteapi: [a] | 1:10: a list (expected: the site's address",
                "humpback: {engines: [{name: a}]} | 1:22: engine without uri (expected: ",
                "humpback: {engines: [tcp://h:1, tcp://h:1]} | 1:33: engine: tcp://h:1 is given twice (expected: once)",
                "humpback: {tls-key: k} | 1:21: tls-cert: not given (expected: certificate and key together)",
                "humpback: {cluster-cert: c, cluster-key: k} | 1:26: cluster-ca: not given (expected: authority, certificate and key together)",
                "{pidfile: a, pidfile: b} | 1:14: pidfile is given twice (expected: once)",
                "{pidfile: a, humpback: {pid-file: b}} | 1:35: pid-file is given twice (expected: once",
                "just a text | 1:1: a single value (expected: a map of keys and values)",
                "pidfile: [a | 2:1: not YAML: "
            })
    void namesThePlaceOfWhatItDoesNotUnderstand(String text, String problem) throws IOException {
        Path file = write(text + "\n");

        assertThatThrownBy(() -> new ConfigLoader().file(file).load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file + ":")
                .hasMessageContaining(problem)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void readsWhatContainersMayHaveOfTheirHosts() throws IOException {
        AdmissionConfig admission =
                load("humpback:\n  admission: Strict\n  allow-binds: [/srv, /etc/localtime]\n  deny-binds: [/srv/x]\n")
                        .config()
                        .api()
                        .admission();

        assertThat(admission)
                .isEqualTo(new AdmissionConfig(
                        AdmissionProfile.STRICT, List.of("/srv", "/etc/localtime"), List.of("/srv/x")));
        assertThatThrownBy(() -> load("humpback:\n  deny-binds: [srv]\n")).hasMessageContaining("absolute paths");
    }

    @Test
    void takesAnEmptyFileAndKeysWithoutValueAsNotGiven() throws IOException {
        assertThat(load("# nothing\n").config()).isEqualTo(CenterConfig.defaults());
        assertThat(load("siteapi:\ncluster:\nnotifications:\n  endpoints:\n").config())
                .isEqualTo(CenterConfig.defaults());
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path file = directory.resolve("none.yaml");

        assertThatThrownBy(() -> new ConfigLoader().file(file))
                .hasMessage(file + ": no such file (expected: a YAML file)");
    }

    @Test
    void refusesAFileThatIsNotText() throws IOException {
        Path file = Files.write(directory.resolve("config.yaml"), new byte[] {(byte) 0xC3, (byte) 0x28});

        assertThatThrownBy(() -> new ConfigLoader().file(file))
                .hasMessage(file + ": not readable as text (expected: UTF-8)");
    }

    @Test
    void showsNoPasswordInAMessage() {
        ConfigLoader loader =
                new ConfigLoader().environment(Map.of("HUMPBACK_SITEAPI", "ftp://me:hush@site/api?token=hush"));

        assertThatThrownBy(loader::load)
                .hasMessageContaining("ftp://***@site/api?token=***")
                .hasMessageNotContaining("hush");
    }

    private Path original() throws IOException {
        return write("""
                version: 1.3.7
                pidfile: ./humpback-center.pid
                retrystartup: false
                siteapi: http://192.168.2.80:8012/api
                cluster:
                  opts: [
                    "location=east",
                    "datapath=./data",
                    "cacheroot=./cache2",
                    "overcommit=0.10",
                    "recoveryinterval=320s",
                    "createretry=3",
                    "migratedelay=65s",
                    "removedelay=8m"
                  ]
                  discovery:
                    uris: zk://10.0.0.1:2181,10.0.0.2:2181
                    cluster: humpback/center
                    heartbeat: 9s
                api:
                  hosts: [":8589"]
                  enablecors: true
                notifications:
                  endpoints:
                    - name: api
                      url: http://mail.example/send
                      enabled: true
                    - name: smtp
                      host: smtp.example
                      port: 25
                      password: hush
                logger:
                  logfile: ./logs/humpback-center.log
                  loglevel: debug
                  logsize: 1048576
                """);
    }

    private LoadedConfig load(String text) throws IOException {
        return new ConfigLoader().file(write(text)).load();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("config.yaml"), text);
    }

    private static Arguments variable(String name, String text, Function<CenterConfig, Object> value, Object expected) {
        return Arguments.of(name, text, value, expected);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void readsAStrategyWithItsOptions() {
        CenterConfig config = new ConfigLoader()
                .environment(
                        Map.of("HUMPBACK_STRATEGY", "weighted:binpack=2,spread=1", "HUMPBACK_PLUGIN_DIR", "./plugins"))
                .load()
                .config();

        assertThat(config.scheduling())
                .isEqualTo(new SchedulingConfig("weighted", Map.of("binpack", "2", "spread", "1"), "./plugins"));
    }

    @Test
    void refusesAStrategyOptionWithoutAValue() {
        assertThatThrownBy(() -> new ConfigLoader()
                        .environment(Map.of("HUMPBACK_STRATEGY", "weighted:binpack"))
                        .load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("HUMPBACK_STRATEGY");
    }

    @Test
    void readsHowInstancesAreReplaced() {
        CenterConfig config = new ConfigLoader()
                .environment(Map.of(
                        "HUMPBACK_ROLL_OUT",
                        "parallelism=2, delay=10s,monitor=5s,order=stop-first,failure-action=pause,patience=1m"))
                .load()
                .config();

        assertThat(config.scheduling().rollOut())
                .isEqualTo(new RollOutPolicy(
                        2,
                        seconds(10),
                        seconds(5),
                        RollOutPolicy.Order.STOP_FIRST,
                        RollOutPolicy.FailureAction.PAUSE,
                        seconds(60)));
    }

    @Test
    void replacesInstancesByDefaultAsEverWithoutAWord() {
        assertThat(CenterConfig.defaults().scheduling().rollOut()).isEqualTo(RollOutPolicy.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "parallelism",
                "parallelism=-1",
                "parallelism=x",
                "speed=2",
                "order=first",
                "delay=-1s",
                "patience=0"
            })
    void refusesWhatSaysNotHowInstancesAreReplaced(String text) {
        assertThatThrownBy(() -> new ConfigLoader()
                        .environment(Map.of("HUMPBACK_ROLL_OUT", text))
                        .load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("HUMPBACK_ROLL_OUT");
    }
}
