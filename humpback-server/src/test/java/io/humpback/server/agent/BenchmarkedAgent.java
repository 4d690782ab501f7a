package io.humpback.server.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An agent in a process of its own, and the center that it announces itself to. Not safe for use by several threads. */
final class BenchmarkedAgent implements AutoCloseable {
    static final String TOKEN = "benchmark-token-0123456789";
    private static final Pattern PORT = Pattern.compile("\"apiaddr\"\\s*:\\s*\"[^\"]*:(\\d+)\"");
    private static final byte[] ACCEPTED =
            "{\"ttlSeconds\":30,\"heartbeatSeconds\":8,\"clusterId\":\"c1\"}".getBytes(StandardCharsets.UTF_8);

    private final HttpServer center;
    private final CountDownLatch announced = new CountDownLatch(1);
    private final Path data = Files.createTempDirectory("agent-benchmark");
    private final Process process;
    private final Duration startUp;
    private volatile String record = "";

    private BenchmarkedAgent(String[] args, String engine) throws IOException, InterruptedException {
        center = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        center.createContext("/v2/nodes/", this::accept);
        center.start();
        long start = System.nanoTime();
        process = new ProcessBuilder(command(args, engine))
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("log").toFile())
                .start();
        if (!announced.await(60, TimeUnit.SECONDS)) {
            close();
            throw new IllegalStateException("not announced: " + printed());
        }
        startUp = Duration.ofNanos(System.nanoTime() - start);
    }

    /** Starts one and waits until it is announced. Arguments: the jar, then options for Java. */
    static BenchmarkedAgent start(String[] args, String engine) throws IOException, InterruptedException {
        return new BenchmarkedAgent(args, engine);
    }

    private void accept(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, ACCEPTED.length);
        exchange.getResponseBody().write(ACCEPTED);
        exchange.close();
        record = body;
        announced.countDown();
    }

    private List<String> command(String[] args, String engine) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(args).subList(1, args.length));
        command.addAll(List.of("-jar", args[0], "agent", "--join"));
        command.addAll(List.of("http://127.0.0.1:" + center.getAddress().getPort(), "--token", TOKEN));
        command.addAll(List.of("--engine", engine, "--listen", "127.0.0.1:0", "--data-dir", data.toString()));
        return command;
    }

    Duration startUp() {
        return startUp;
    }

    long pid() {
        return process.pid();
    }

    /** The processor time that it has used. */
    Duration used() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Where it serves its API, as it has announced it. */
    int port() {
        Matcher port = PORT.matcher(record);
        if (!port.find()) {
            throw new IllegalStateException("record has no port: " + record);
        }
        return Integer.parseInt(port.group(1));
    }

    /** Waits, and fails if it ends meanwhile. */
    void assertLives(int seconds) throws IOException, InterruptedException {
        if (process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("ended: " + printed());
        }
    }

    /** Follows its events, as a center does, and returns when they are being told. */
    InputStream follow() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/agent/v1/events"))
                .header("Authorization", "Bearer " + TOKEN)
                .build();
        InputStream events = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofInputStream())
                .body();
        if (events.read() < 0) {
            throw new IllegalStateException("no events: " + printed());
        }
        return events;
    }

    private String printed() throws IOException {
        return Files.readString(data.resolve("log"));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        center.stop(0);
    }
}
