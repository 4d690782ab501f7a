package io.humpback.discovery.etcd;

import static org.awaitility.Awaitility.await;

import io.humpback.discovery.Signals;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One etcd server in a process of its own. For one thread. */
public final class EtcdMember implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String name;
    private final Path folder;
    private final int port;
    private final List<String> command;
    private Process process;

    /** Creates it; it is not started yet. */
    EtcdMember(String name, Path folder, int port, List<String> arguments) {
        this.name = name;
        this.folder = folder;
        this.port = port;
        command = new ArrayList<>(
                List.of("etcd", "--name", name, "--data-dir", data().toString(), "--log-level", "warn"));
        command.addAll(arguments);
    }

    /** Returns where it serves its clients. */
    public int port() {
        return port;
    }

    Path data() {
        return folder.resolve(name);
    }

    private Path log() {
        return folder.resolve(name + ".log");
    }

    /** Starts it, and does not wait until it is ready. */
    void start() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        // Also where the tests are ended before they are done.
        Process started = process;
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
    }

    /** Waits until it says that it is healthy, which it is with a quorum alone. */
    void awaitHealthy() {
        awaitHealthy(port);
    }

    /** Does the same where its health is told at another port. */
    void awaitHealthy(int healthPort) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("etcd ended: " + Files.readString(log()));
            }
            return isHealthy(healthPort);
        });
    }

    private static boolean isHealthy(int healthPort) {
        try {
            HttpURLConnection http = (HttpURLConnection) URI.create("http://127.0.0.1:" + healthPort + "/health")
                    .toURL()
                    .openConnection(Proxy.NO_PROXY);
            http.setConnectTimeout(1_000);
            http.setReadTimeout(3_000);
            try (var body = http.getInputStream()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8).contains("\"true\"");
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it as the loss of power does. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Freezes it: its connections stay, and are silent. */
    public void freeze() {
        Signals.freeze(process);
    }

    /** Lets a frozen one go on. */
    public void thaw() {
        Signals.thaw(process);
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
