package io.humpback.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.humpback.core.ClusterInfo;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.Write;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.ConfiguredNodeDirectory;
import io.humpback.discovery.Discovery;
import io.humpback.server.docker.DockerTls;
import io.humpback.server.testing.TestCertificates;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code humpback center} says, as a process of its own, where its backend cannot be used, and what it loads. */
class BackendStartTest {
    /** The clients, by the scheme that may load them. */
    private static final Map<String, String> CLIENTS = new TreeMap<>(Map.of(
            "etcd", "io\\.(etcd|grpc|netty|vertx)\\.",
            "zk", "org\\.apache\\.(curator|zookeeper)\\.",
            "consul", "okhttp3\\.",
            "embedded", "org\\.sqlite\\."));

    /** ZooKeeper's client has two settings of Netty's in constants, though it does not talk by it without TLS. */
    private static final String NETTY_OF_ZOOKEEPER = "io\\.netty\\.(handler\\.ssl|util)\\..*";

    @TempDir
    private Path directory;

    /** What a process printed, and its end. */
    private record Ended(int code, String out, String err) {}

    private Process process(String uris, String... jvm) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(jvm));
        command.addAll(List.of("-cp", classPath(), Humpback.class.getName(), "center"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DOCKER_") || name.startsWith("HUMPBACK_"));
        builder.environment().put("DOCKER_CLUSTER_URIS", uris);
        builder.environment()
                .put("CENTER_CLUSTER_DATAPATH", directory.resolve("data").toString());
        builder.environment().put("CENTER_LISTEN_PORT", "127.0.0.1:0");
        return builder.start();
    }

    private Ended center(String uris, String... jvm) throws Exception {
        Process process = process(uris, jvm);
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("the start ends by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(
                process.exitValue(),
                Files.readString(directory.resolve("out")),
                Files.readString(directory.resolve("err")));
    }

    /** The program's own path: tests bring a log of their own. */
    private static String classPath() {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void assertOneLine(Ended ended, String... parts) {
        assertThat(ended.err)
                .hasLineCount(1)
                .startsWith("humpback: ")
                .contains(parts)
                .doesNotContain("hush", "\tat ");
        assertThat(ended.out).isEmpty();
        assertThat(ended.code).isEqualTo(2);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://me:hush@h1:6379       | the backend redis is unknown (expected: one of consul, embedded, etcd, zk",
                "etcd://h1:2379,zk://h2:2181   | or one backend with its hosts",
                "etcd://u:hush@h1:2379         | expected: as options, ?user=NAME&password=TEXT",
                "etcd://h1?password=hush       | user and password (expected: both or none)",
                "zk://h1?token=hush            | backend option is unknown: scheme=zk, option=token (expected: ",
                "consul://h1?ttl=1h            | option=ttl (expected: "
            })
    void refusesInOneLineWhatMakesNoSense(String uris, String part) throws Exception {
        assertOneLine(center(uris), part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd", "zk", "consul"})
    void saysInOneLineThatNobodyAnswersAndLoadsNoOtherClient(String scheme) throws Exception {
        Path loaded = directory.resolve("loaded");

        int port = freePort();
        Ended ended = center(
                scheme + "://127.0.0.1:" + port + "/p?ttl=10s" + (scheme.equals("consul") ? "&token=hush" : ""),
                "-Xlog:class+load:file=" + loaded);

        assertOneLine(ended, "hosts=127.0.0.1:" + port, "Maybe ");
        assertLoaded(loaded, scheme);
    }

    private static List<String> loaded(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .map(line -> line.replaceAll("^(\\[[^]]*\\])+ ", "").replaceAll(" .*", ""))
                .toList();
    }

    private static void assertLoaded(Path log, String scheme) throws IOException {
        List<String> classes = loaded(log);
        CLIENTS.forEach((other, client) -> {
            List<String> found = classes.stream()
                    .filter(name -> name.matches(client + ".*"))
                    .filter(name -> !(scheme.equals("zk") && name.matches(NETTY_OF_ZOOKEEPER)))
                    .toList();
            assertThat(found.isEmpty())
                    .as(
                            "%s, of the client of %s: %s",
                            scheme, other, found.stream().limit(5).toList())
                    .isEqualTo(!other.equals(scheme));
        });
    }

    /** A host that takes connections and never says a word. */
    @ParameterizedTest
    @ValueSource(strings = {"etcd", "zk", "consul"})
    void saysInOneLineThatAHostIsSilent(String scheme) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertOneLine(
                    center(scheme + "://127.0.0.1:" + silent.getLocalPort() + "/p"),
                    "hosts=127.0.0.1:" + silent.getLocalPort(),
                    "Maybe ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd", "zk", "consul"})
    void saysInOneLineWhichCertificateCannotBeRead(String scheme) throws Exception {
        Path noPem = Files.writeString(directory.resolve("ca.pem"), "no certificate");

        assertOneLine(
                center(scheme + "://127.0.0.1:1/p?ca=" + directory.resolve("missing.pem")),
                "missing.pem, reason=there is no such file (expected: a PEM file");
        assertOneLine(center(scheme + "://127.0.0.1:1/p?ca=" + noPem), noPem.toString());
    }

    /** The server's certificate is of an authority that nobody was told of. */
    @ParameterizedTest
    @ValueSource(strings = {"etcd", "zk", "consul"})
    void saysInOneLineThatACertificateIsNotTrusted(String scheme) throws Exception {
        Path authority = directory.resolve("authority");
        TestCertificates.authority(authority);
        TestCertificates.member(authority, directory.resolve("server"), "IP:127.0.0.1");
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(
                DockerTls.ofDirectory(directory.resolve("server")).context()));
        server.start();
        try {
            int port = server.getAddress().getPort();
            assertOneLine(
                    center(scheme + "://127.0.0.1:" + port + "/p?tls=true"),
                    "127.0.0.1:" + port,
                    "certificate",
                    "Maybe");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void saysInOneLineWhatConsulsTokenNeeds() throws Exception {
        HttpServer consul = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        consul.createContext("/", exchange -> {
            byte[] body = "ACL not found".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(403, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        consul.start();
        try {
            assertOneLine(
                    center("consul://127.0.0.1:" + consul.getAddress().getPort() + "/p?token=hush"),
                    "consul refuses the token",
                    "key_prefix");
        } finally {
            consul.stop(0);
        }
    }

    @Test
    void c14_saysInOneLineThatANewerProgramWroteTheState() throws Exception {
        InstantSource clock = InstantSource.fixed(Instant.EPOCH);
        ClusterInfo newer = new ClusterInfo("c", ClusterInfo.SCHEMA_VERSION + 1, Instant.EPOCH);
        try (Backend backend = Discovery.open(
                "embedded:" + directory.resolve("data"),
                new BackendSettings("test", new ConfiguredNodeDirectory(List.of()), clock))) {
            backend.stateStore().commit(new Commit(Head.NONE, Head.NONE.next("c"), List.of(Write.put(newer))));
        }

        assertOneLine(
                center("embedded"),
                "schema version " + newer.schemaVersion(),
                "Maybe it was written by a newer Humpback: start that one");
    }

    @Test
    void loadsNoOtherClientWithTheEmbeddedBackend() throws Exception {
        Path loaded = directory.resolve("loaded");
        Process process = process("embedded", "-Xlog:class+load:file=" + loaded);
        try {
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> Files.readString(directory.resolve("err")).contains("took the lead"));
        } finally {
            process.destroyForcibly();
        }

        // OkHttp is there for the webhooks.
        assertThat(loaded(loaded))
                .anyMatch(name -> name.startsWith("org.sqlite."))
                .noneMatch(
                        name -> name.matches("(io\\.(etcd|grpc|netty|vertx)|org\\.apache\\.(curator|zookeeper))\\..*"))
                .noneMatch(name -> name.matches("io\\.humpback\\.discovery\\.(etcd|zookeeper|consul)\\..*Backend"));
    }
}
