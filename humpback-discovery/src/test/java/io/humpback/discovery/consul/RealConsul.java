package io.humpback.discovery.consul;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A real Consul in a process of its own, for all tests that want one; it ends with this process. */
final class RealConsul {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static int port;

    private RealConsul() {}

    /** Returns the HTTP port, once it has a leader. */
    static synchronized int port() {
        if (port == 0) {
            try {
                int http = freePort();
                Process process = start(http);
                Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
                awaitLeader(http, process);
                port = http;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return port;
    }

    private static Process start(int http) throws IOException {
        Path program = ConsulKind.program().orElseThrow();
        ProcessBuilder builder = new ProcessBuilder(
                program.toString(),
                "agent",
                "-dev",
                "-bind",
                "127.0.0.1",
                "-client",
                "127.0.0.1",
                "-log-level",
                "warn");
        for (String name : new String[] {"-serf-lan-port", "-serf-wan-port", "-server-port"}) {
            builder.command().add(name);
            builder.command().add(Integer.toString(freePort()));
        }
        for (String name : new String[] {"-dns-port", "-grpc-port"}) {
            builder.command().add(name);
            builder.command().add("-1");
        }
        builder.command().add("-http-port");
        builder.command().add(Integer.toString(http));
        return builder.redirectErrorStream(true)
                .redirectOutput(new File("target", "consul-" + http + ".log"))
                .start();
    }

    private static void awaitLeader(int http, Process process) {
        ConsulServer server = new ConsulServer(http, ConsulTimes.DEFAULT, () -> {});
        Awaitility.await()
                .atMost(LIMIT)
                .ignoreExceptionsInstanceOf(ConsulException.class)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("consul has ended: status=" + process.exitValue());
                    }
                    return server.api().get("humpback-none") == null;
                });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
