package io.humpback.server.agent;

import com.sun.net.httpserver.HttpServer;
import io.humpback.server.simulated.SimulatedEngine;
import io.humpback.server.simulated.SimulatedEngines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Prints how long an agent takes from its start until it announces itself, and its resident memory and use of a
 * processor while it is idle; see docs/benchmarks.md. Arguments: the jar, then options for Java.
 */
public final class AgentBenchmark {
    private static final int RUNS = 3;
    private static final int IDLE_SECONDS = 40;
    private static final byte[] ACCEPTED =
            "{\"ttlSeconds\":30,\"heartbeatSeconds\":8,\"clusterId\":\"c\"}".getBytes(StandardCharsets.UTF_8);

    private AgentBenchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (SimulatedEngines engines = SimulatedEngines.start(1)) {
            for (int run = 1; run <= RUNS; run++) {
                measure(engines.get(0), args, run);
            }
        }
    }

    private static void measure(SimulatedEngine engine, String[] args, int run)
            throws IOException, InterruptedException {
        CountDownLatch announced = new CountDownLatch(1);
        HttpServer center = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        center.createContext("/v2/nodes/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, ACCEPTED.length);
            exchange.getResponseBody().write(ACCEPTED);
            exchange.close();
            announced.countDown();
        });
        center.start();
        Path data = Files.createTempDirectory("agent-benchmark");
        long start = System.nanoTime();
        Process agent = new ProcessBuilder(command(args, center.getAddress().getPort(), engine, data))
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("log").toFile())
                .start();
        try {
            if (!announced.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("not announced: " + Files.readString(data.resolve("log")));
            }
            Duration startUp = Duration.ofNanos(System.nanoTime() - start);
            Optional<Duration> before = agent.info().totalCpuDuration();
            boolean ended = agent.waitFor(IDLE_SECONDS, TimeUnit.SECONDS); // idle, but for heartbeats
            Duration used =
                    agent.info().totalCpuDuration().orElse(Duration.ZERO).minus(before.orElse(Duration.ZERO));
            System.out.printf(
                    Locale.ROOT,
                    "run %d: announced after %.2f s, resident %.0f MB, %.2f %% of a core while idle%s%n",
                    run,
                    startUp.toMillis() / 1000.0,
                    ended ? Double.NaN : residentMegabytes(agent.pid()),
                    100.0 * used.toMillis() / TimeUnit.SECONDS.toMillis(IDLE_SECONDS),
                    ended ? ", ended: " + Files.readString(data.resolve("log")) : "");
        } finally {
            agent.destroyForcibly().waitFor();
            center.stop(0);
        }
    }

    private static List<String> command(String[] args, int port, SimulatedEngine engine, Path data) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(args).subList(1, args.length));
        command.addAll(List.of("-jar", args[0], "agent", "--join", "http://127.0.0.1:" + port));
        command.addAll(List.of("--token", "benchmark-token-0123456789", "--engine", engine.endpoint()));
        command.addAll(List.of("--listen", "127.0.0.1:0", "--data-dir", data.toString()));
        return command;
    }

    /** Linux alone tells. */
    private static double residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        return Double.NaN;
    }
}
