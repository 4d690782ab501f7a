package io.humpback.discovery.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.discovery.Signals;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A real ZooKeeper server in a process of its own, so that it can be killed and stopped. Its port and data stay the same
 * over restarts.
 */
final class ServerProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path directory;
    private final int port = freePort();
    private final Map<String, String> configuration = new TreeMap<>();
    private final List<String> javaOptions = new ArrayList<>();
    private boolean secure;
    private Process process;

    ServerProcess(Path directory) {
        this.directory = directory;
        configuration.put("tickTime", "500");
        configuration.put("minSessionTimeout", "1000");
        configuration.put("maxSessionTimeout", "600000");
        configuration.put("maxClientCnxns", "0");
        configuration.put("admin.enableServer", "false");
        configuration.put("4lw.commands.whitelist", "ruok,srvr");
        configuration.put("dataDir", data().toString());
        configuration.put("clientPortAddress", "127.0.0.1");
    }

    static ServerProcess start(Path directory) throws IOException {
        ServerProcess server = new ServerProcess(directory);
        server.start();
        return server;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Sets an option of the server's file. */
    ServerProcess with(String key, String value) {
        configuration.put(key, value);
        return this;
    }

    /** Sets a system property of the server. */
    ServerProcess withProperty(String key, String value) {
        javaOptions.add("-D" + key + "=" + value);
        return this;
    }

    /** Makes the server talk TLS alone, with this key and certificate, to clients whose certificate {@code ca} signed. */
    ServerProcess withTls(Path keyAndCertificate, Path ca) {
        secure = true;
        configuration.remove("clientPortAddress");
        return with("secureClientPort", Integer.toString(port))
                .with("secureClientPortAddress", "127.0.0.1")
                .with("serverCnxnFactory", "org.apache.zookeeper.server.NettyServerCnxnFactory")
                .with("ssl.keyStore.location", keyAndCertificate.toString())
                .with("ssl.keyStore.type", "PEM")
                .with("ssl.trustStore.location", ca.toString())
                .with("ssl.trustStore.type", "PEM");
    }

    Path data() {
        return directory.resolve("data");
    }

    int port() {
        return port;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Starts the process and waits until it answers. */
    void start() throws IOException {
        Files.createDirectories(data());
        Path file = directory.resolve("zoo.cfg");
        if (!secure) {
            configuration.put("clientPort", Integer.toString(port));
        }
        List<String> lines = new ArrayList<>();
        configuration.forEach((key, value) -> lines.add(key + "=" + value));
        Files.write(file, lines);
        Path logback = directory.resolve("logback.xml");
        Files.writeString(
                logback,
                "<configuration><appender name='a' class='ch.qos.logback.core.ConsoleAppender'><encoder>"
                        + "<pattern>%d %-5level %logger{0} %msg%n</pattern></encoder></appender>"
                        + "<root level='WARN'><appender-ref ref='a'/></root></configuration>");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dzookeeper.jmx.log4j.disable=true",
                "-Dlogback.configurationFile=" + logback,
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(1, javaOptions);
        command.add("org.apache.zookeeper.server.ZooKeeperServerMain");
        command.add(file.toString());
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        // Also where the tests are ended before they are done.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await().pollInterval(Duration.ofMillis(50)).atMost(LIMIT).until(() -> {
            assertThat(process.isAlive())
                    .as(Files.readString(directory.resolve("log")))
                    .isTrue();
            return answers();
        });
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(address(), 1000);
            socket.setSoTimeout(1000);
            if (secure) {
                return true;
            }
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.US_ASCII).contains("Mode:");
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends the process as the loss of power does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** Stops the process: its connections stay, and nothing is answered. */
    void freeze() {
        Signals.freeze(process);
    }

    void thaw() {
        Signals.thaw(process);
    }

    /** Deletes what the server knows. It must not be running. */
    void wipe() throws IOException {
        Directories.delete(data());
    }

    /** Ends the process. */
    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            try {
                process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
