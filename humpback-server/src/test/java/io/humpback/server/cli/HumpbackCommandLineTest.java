package io.humpback.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.NodeState;
import io.humpback.core.NodeStatus;
import io.humpback.core.Platform;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.core.spi.StoreUnavailableException;
import io.humpback.scheduler.control.ClusterView.NodeView;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.EngineAddress;
import io.humpback.server.config.ListenAddress;
import io.humpback.server.config.LoggerConfig;
import io.humpback.server.testing.TestCertificates;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HumpbackCommandLineTest {
    private static final NodeFacts FACTS = new NodeFacts(
            "id",
            "docker-1",
            4,
            8L << 30,
            new Platform("linux", "x86_64"),
            "overlay2",
            "6",
            "Debian",
            "20.10.24",
            Map.of());

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>(Map.of("CENTER_LISTEN_PORT", "127.0.0.1:0"));
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final LinkedBlockingQueue<Runnable> atShutdown = new LinkedBlockingQueue<>();
    private final List<LoggerConfig> logging = new ArrayList<>();
    private final List<CenterConfig> started = new ArrayList<>();
    private final List<EngineAddress> probed = new ArrayList<>();
    private final TestingCenter center = new TestingCenter();
    private EngineProbe probe = (engine, tls) -> FACTS;
    private CenterStarter starter = config -> center;

    @Test
    void upTakesTheLocalEngineIfNoneIsNamed() {
        assertThat(runToTheEnd("up")).isZero();

        assertThat(probed).hasToString("[unix:///var/run/docker.sock]");
        assertThat(started)
                .singleElement()
                .satisfies(config ->
                        assertThat(config.engines().addresses()).hasToString("[unix:///var/run/docker.sock]"));
    }

    @Test
    void upTellsHowOtherHostsJoinWhereTheyCanReachIt() {
        environment.put("CENTER_LISTEN_PORT", ":0");

        assertThat(runToTheEnd("up")).isZero();

        assertThat(out.toString()).containsPattern("""
                        Let other hosts join, on each of them:
                          humpback agent --join http://\\S+:8589 --token test-token-0123456789
                        """);
    }

    @Test
    void upTellsOfTheAddressThatItListensAt() {
        assertThat(runToTheEnd("up", "--listen", "127.0.0.1:0")).isZero();
        assertThat(out.toString()).doesNotContain("agent --join", "token");

        assertThat(runToTheEnd("up", "--listen", "0.0.0.0:0")).isZero();
        assertThat(out.toString()).contains("humpback agent --join http://").doesNotContain("http://0.0.0.0");
    }

    @Test
    void upTellsHowToJoinByCertificateAtAnAddressThatItsOwnIsFor() {
        TestCertificates.authority(directory.resolve("authority"));
        TestCertificates.member(directory.resolve("authority"), directory.resolve("own"), "DNS:center.test");
        center.uri = URI.create("https://127.0.0.1:8589");
        center.token = null;

        assertThat(runToTheEnd(
                        "up",
                        "--listen",
                        "0.0.0.0:0",
                        "--cluster-ca=" + directory.resolve("own/ca.pem"),
                        "--cluster-cert=" + directory.resolve("own/cert.pem"),
                        "--cluster-key=" + directory.resolve("own/key.pem")))
                .isZero();

        assertThat(out.toString())
                .contains("""
                        Let other hosts join, on each of them with a certificate of its own (docs/agent.md):
                          humpback agent --join https://center.test:8589 --tlscacert ca.pem --tlscert cert.pem --tlskey key.pem
                        """)
                .contains("curl --cacert " + directory.resolve("own/ca.pem") + " https://127.0.0.1:8589/v1/");
    }

    @Test
    void upSaysWhichOfItsCertificatesCannotBeRead() {
        assertThat(run("up", "--cluster-ca=none.pem", "--cluster-cert=none.pem", "--cluster-key=none.pem"))
                .isEqualTo(2);

        assertThat(err).hasToString("humpback: cluster-ca: none.pem cannot be read (expected: a PEM file)\n");
    }

    @Test
    void upAsksForNoHostsInASimulation() {
        environment.put("CENTER_LISTEN_PORT", ":0");

        assertThat(runToTheEnd(
                        "up",
                        "--simulate",
                        "1",
                        "--data-dir",
                        directory.resolve("data").toString()))
                .isZero();

        assertThat(out.toString()).doesNotContain("agent --join");
    }

    @Test
    void upTakesTheTokenThatItIsGivenAndNeverShowsABadOne() {
        assertThat(runToTheEnd("up", "--token", "an-operators-own-token")).isZero();
        assertThat(started.get(0).token()).isEqualTo(new ClusterToken("an-operators-own-token"));

        assertThat(run("up", "--token", "planted")).isEqualTo(2);
        assertThat(err)
                .hasToString("humpback: --token: token: \"***\" (expected: 16-256 of A-Z a-z 0-9 . _ ~ + / = -)\n");
    }

    @Test
    void upFollowsDockerHost() {
        environment.put("DOCKER_HOST", "tcp://10.0.0.5:2375");

        assertThat(runToTheEnd("up")).isZero();

        assertThat(started.get(0).engines().addresses()).hasToString("[tcp://10.0.0.5:2375]");
    }

    @Test
    void upSimulatesThreeEnginesIfNoneAnswersAndSaysSoFirst() {
        noEngineAnswers();
        Path data = directory.resolve("data");

        assertThat(runToTheEnd("up", "--data-dir", data.toString())).isZero();

        assertThat(out.toString())
                .startsWith("Simulated: 3 engines, nothing really runs (no Docker engine answers at"
                        + " unix:///var/run/docker.sock).\nHumpback ")
                .endsWith("Ctrl-C ends the center and its simulated engines.\n");
        assertThat(started.get(0).engines().addresses())
                .extracting(EngineAddress::name)
                .containsExactly("node1", "node2", "node3");
    }

    @Test
    void upDoesNotSimulateWhereTheEnvironmentNamesAnEngine() {
        noEngineAnswers();
        environment.put("DOCKER_HOST", "unix:///d.sock");

        assertThat(run("up", "--data-dir", directory.resolve("data").toString()))
                .isEqualTo(2);

        assertThat(err)
                .hasToString("humpback: no Docker engine answers at unix:///d.sock: engine not reachable: no such file,"
                        + " endpoint=unix:///d.sock; start Docker here, or name an engine: humpback up --engine"
                        + " tcp://host:port (or unix:///path/to/docker.sock), or try it without Docker: humpback up"
                        + " --simulate 3\n");
        assertThat(started).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void upDoesNotSimulateOverTheStateOfRealEngines() throws IOException {
        noEngineAnswers();
        Files.createFile(directory.resolve("humpback.db"));

        assertThat(run("up", "--data-dir", directory.toString())).isEqualTo(2);
        assertThat(run("up", "--data-dir", directory.toString(), "--simulate", "2"))
                .isEqualTo(2);

        assertThat(err.toString().lines())
                .hasSize(2)
                .last()
                .asString()
                .isEqualTo("humpback: data-dir: " + directory
                        + " holds what runs on real engines; name another directory with --data-dir");
        assertThat(started).isEmpty();
        assertThat(directory).isDirectoryNotContaining("glob:**sock*");
    }

    @Test
    void upKeepsSimulatingOnTheDataOfASimulation() {
        runToTheEnd("up", "--data-dir", directory.toString(), "--simulate", "2");

        assertThat(runToTheEnd("up", "--data-dir", directory.toString())).isZero();
        assertThat(run("up", "--data-dir", directory.toString(), "--engine", "tcp://h:1"))
                .isEqualTo(2);

        assertThat(started).hasSize(2);
        assertThat(started.get(1).engines()).isEqualTo(started.get(0).engines());
        assertThat(probed).isEmpty();
        assertThat(err)
                .hasToString("humpback: data-dir: " + directory
                        + " belongs to a simulation; name another directory with --data-dir\n");
    }

    @Test
    void centerDoesNotRunOnTheDataOfASimulation() {
        runToTheEnd("up", "--data-dir", directory.toString(), "--simulate", "2");
        environment.put("HUMPBACK_DATA_DIR", directory.toString());

        assertThat(run("center")).isEqualTo(2);

        assertThat(started).hasSize(1);
    }

    @Test
    void aSecondSimulationOnTheSameDataIsRefused() {
        List<Integer> exitCodes = new ArrayList<>();
        starter = config -> {
            exitCodes.add(run("up", "--data-dir", directory.toString(), "--simulate", "2"));
            return center;
        };

        assertThat(runToTheEnd("up", "--data-dir", directory.toString(), "--simulate", "2"))
                .isZero();

        assertThat(exitCodes).containsExactly(2);
        assertThat(err)
                .hasToString("humpback: data-dir: " + directory
                        + " is in use by another center; stop it, or name another directory with --data-dir\n");
    }

    private void noEngineAnswers() {
        probe = (engine, tls) -> {
            throw new EngineUnreachableException(engine.uri().toString(), "no such file", null);
        };
    }

    @Test
    void upTakesItsFlags() throws IOException {
        environment.put("CENTER_LISTEN_PORT", ":1");
        environment.put("CENTER_CLUSTER_MIGRATEDELAY", "3s");
        Path pem = Files.writeString(directory.resolve("x.pem"), "");

        assertThat(runToTheEnd(
                        "up",
                        "--listen",
                        "127.0.0.1:0",
                        "--data-dir",
                        directory.resolve("d").toString(),
                        "--engine",
                        "a=tcp://h:1",
                        "--engine=unix:///s",
                        "--tlscacert=" + pem,
                        "--tlscert=" + pem,
                        "--tlskey=" + pem))
                .isZero();

        CenterConfig config = started.get(0);
        assertThat(config.api().hosts()).containsExactly(new ListenAddress("127.0.0.1", 0));
        assertThat(config.cluster().dataDir()).isEqualTo(directory.resolve("d"));
        assertThat(config.cluster().migrateDelay()).hasSeconds(3);
        assertThat(config.engines().addresses()).hasToString("[a=tcp://h:1, unix:///s]");
        assertThat(config.tls().key()).isEqualTo(pem.toString());
        assertThat(probed).isEmpty();
    }

    @Test
    void upTellsWhatItFoundAndWhatToTypeNext() {
        center.nodes.add(node("n1", "tcp://10.0.0.5:2375", FACTS, NodeState.HEALTHY, ""));
        center.nodes.add(node("", "unix:///s", NodeFacts.UNKNOWN, NodeState.DOWN, "no such file"));

        runToTheEnd("up", "--data-dir", "d");

        assertThat(out).hasToString("""
                Humpback development is up: http://127.0.0.1:8589

                  data   d, new
                  nodes  n1         healthy, 4 CPU, 8.0 GiB memory, Docker 20.10.24, tcp://10.0.0.5:2375
                         unix:///s  down: no such file

                Run two containers:
                  curl http://127.0.0.1:8589/v1/groups/collections -H 'Content-Type: application/json' -d '
                    {"GroupId": "default", "Instances": 2,
                     "Config": {"Name": "hello", "Image": "alpine:3", "Command": "sleep 3600"}}'

                See what runs:
                  curl http://127.0.0.1:8589/v1/groups/default/collections

                Ctrl-C ends the center; the containers go on running.
                """);
        assertThat(err).hasToString("");
    }

    @Test
    void centerIsDrivenByTheEnvironmentAndSaysNothing() {
        environment.put("HUMPBACK_ENGINES", "a=tcp://h:1");
        environment.put("LOG_LEVEL", "warn");

        assertThat(runToTheEnd("center")).isZero();

        assertThat(started.get(0).engines().addresses()).hasToString("[a=tcp://h:1]");
        assertThat(logging).extracting(LoggerConfig::level).containsExactly(LoggerConfig.Level.WARN);
        assertThat(out.toString() + err).isEmpty();
    }

    @Test
    void centerDoesNotLookForTheLocalEngine() {
        assertThat(runToTheEnd("center")).isZero();

        assertThat(probed).isEmpty();
        assertThat(started.get(0).engines().addresses()).isEmpty();
    }

    @Test
    void centerReadsAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("c.yaml"), "siteapi: http://site/api\n");

        assertThat(runToTheEnd("center", "--config", file.toString())).isZero();

        assertThat(started.get(0).siteApi()).isEqualTo("http://site/api");
    }

    @ParameterizedTest(name = "humpback {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | humpback: no command given; begin with humpback up; see humpback --help",
                "upp | humpback: Unmatched argument at index 0: 'upp'; maybe you mean up; see humpback --help",
                "up --lisen x | humpback: Unknown options: '--lisen', 'x'; maybe you mean --listen; see humpback up --help",
                "up --listen | humpback: Missing required parameter for option '--listen' (HOST:PORT); see humpback up --help",
                "up --listen nowhere | humpback: --listen: listen: \"nowhere\" (expected: HOST:PORT, for example 127.0.0.1:8589, or :8589 for every interface)",
                "up --engine docker | humpback: --engine: engines: \"docker\" (expected: [name=]unix:///path/to/docker.sock or [name=]tcp://host:port)",
                "up --engine tcp://h:1 --engine tcp://h:1 | humpback: --engine: engine: tcp://h:1 is given twice (expected: once)",
                "up --simulate x | humpback: Invalid value for option '--simulate': 'x' is not an int; see humpback up --help",
                "up --simulate 0 | humpback: --simulate: 0 (expected: 1-1000)",
                "up --simulate 3 --engine tcp://h:1 | humpback: --simulate: engines are named too; leave out one of the two (expected: either)",
                "demo --quick | humpback: Unknown option: '--quick'; see humpback demo --help",
                "up --data-dir pom.xml/below | humpback: data-dir: pom.xml/below cannot be written: CWD/pom.xml is not a directory; make it writable, or name another directory with --data-dir",
                "up --config none.yaml | humpback: none.yaml: no such file (expected: a YAML file)",
                "up --tlscacert none.pem | humpback: tls-ca-cert: none.pem cannot be read (expected: a PEM file)",
                "up --data-dir pom.xml | humpback: data-dir: pom.xml is not a directory (expected: a directory, or a new name)",
                "center --listen :1 | humpback: Unknown options: '--listen', ':1'; see humpback center --help"
            })
    void saysInOneLineWhatIsWrongAndTouchesNothing(String arguments, String line) {
        int exitCode = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(err)
                .hasToString(line.replace("CWD", Path.of("").toAbsolutePath().toString()) + "\n");
        assertThat(exitCode).isEqualTo(2);
        assertThat(started).isEmpty();
        assertThat(logging).isEmpty();
    }

    @Test
    void refusesABackendThatNobodyProvides() {
        environment.put("DOCKER_CLUSTER_URIS", "redis://me:hush@h1:6379");

        assertThat(run("center")).isEqualTo(2);

        assertThat(err.toString())
                .startsWith("humpback: discovery: the backend redis is unknown (expected: one of ")
                .contains("embedded")
                .doesNotContain("hush");
    }

    @Test
    void saysWhoLeadsWhereThisCenterDoesNot() {
        center.leader = Optional.of("http://10.0.0.2:8589");

        assertThat(runToTheEnd("up")).isZero();

        assertThat(out.toString()).contains("  leads  http://10.0.0.2:8589");
    }

    @Test
    void refusesADockerHostThatItCannotReach() {
        environment.put("DOCKER_HOST", "ssh://host");

        assertThat(run("up")).isEqualTo(2);

        assertThat(err)
                .hasToString("humpback: DOCKER_HOST: \"ssh://host\" is no engine that can be reached from here"
                        + " (expected: unix:///path/to/docker.sock or tcp://host:port)\n");
    }

    @Test
    void saysInOneLineWhyTheCenterCannotStart() {
        starter = config -> {
            throw new StoreUnavailableException("state store is in use: dir=d\nsecond line", null);
        };

        assertThat(run("up")).isEqualTo(1);

        assertThat(err).hasToString("humpback: state store is in use: dir=d\n");
    }

    @Test
    void aSignalEndsTheCenter() throws InterruptedException, ExecutionException, TimeoutException {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> exitCode = executor.submit(() -> run("up"));
            Runnable shutdown = atShutdown.poll(30, TimeUnit.SECONDS);
            assertThat(shutdown).isNotNull();

            shutdown.run();

            assertThat(exitCode.get(30, TimeUnit.SECONDS)).isZero();
            assertThat(center.closed).isPositive();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aPidFileLeftBehindDoesNotKeepItFromStarting() throws IOException {
        Path pidFile = Files.writeString(directory.resolve("center.pid"), "1\n");
        environment.put("HUMPBACK_PIDFILE", pidFile.toString());
        List<String> seen = new ArrayList<>();
        starter = config -> {
            seen.add(read(pidFile));
            return center;
        };

        assertThat(runToTheEnd("center")).isZero();

        assertThat(seen).containsExactly("1\n"); // replaced only by a center that holds the data
        assertThat(pidFile).doesNotExist(); // so it was replaced, since only one's own is removed
    }

    @Test
    void aPidFileThatCannotBeWrittenIsAConfigurationError() {
        environment.put("HUMPBACK_PIDFILE", directory.toString());

        assertThat(run("center")).isEqualTo(2);

        assertThat(err.toString())
                .isEqualTo("humpback: pid-file: " + directory + " cannot be written (expected: a path to a file)\n");
        assertThat(started).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--version, humpback development", "--help, Usage: humpback", "up --help, Starts a center"})
    void tellsItsVersionAndItsUsage(String arguments, String text) {
        assertThat(run(arguments.split(" "))).isZero();

        assertThat(out.toString()).startsWith(text);
    }

    @Test
    void tellsOfEachCommandInAWholeSentence() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString().lines().filter(line -> line.matches("  [a-z]+ +[A-Z].*")))
                .isNotEmpty()
                .allMatch(line -> line.endsWith("."));
    }

    private int runToTheEnd(String... args) {
        center.ended.countDown();
        return run(args);
    }

    private int run(String... args) {
        Surroundings surroundings = new Surroundings(
                environment,
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                atShutdown::add,
                logging::add,
                false);
        return new HumpbackCommandLine(
                        surroundings,
                        (engine, tls) -> {
                            probed.add(engine);
                            return probe.probe(engine, tls);
                        },
                        config -> {
                            RunningCenter running = starter.start(config);
                            started.add(config);
                            return running;
                        },
                        config -> {
                            throw new AssertionError("no agent was asked for");
                        })
                .run(args);
    }

    private static NodeView node(String name, String endpoint, NodeFacts facts, NodeState state, String reason) {
        Node node = new Node(NodeId.of(endpoint), name, "127.0.0.1", endpoint, facts, "");
        return new NodeView(node, state, NodeStatus.fresh(node), reason);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
