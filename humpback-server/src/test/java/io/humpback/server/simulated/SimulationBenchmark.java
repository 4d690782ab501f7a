package io.humpback.server.simulated;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Prints how many simulated engines a megabyte holds and how many requests a second they answer; see docs/benchmarks.md. */
public final class SimulationBenchmark {
    private static final int ENGINES = 1000;
    private static final int CONTAINERS = 10;
    private static final int CLIENTS = 4;
    private static final int REQUESTS = 20_000;
    private static final double MEGABYTE = 1 << 20;

    private SimulationBenchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        long before = usedBytes();
        try (SimulatedEngines engines = SimulatedEngines.start(ENGINES)) {
            long empty = usedBytes() - before;
            System.out.printf(
                    Locale.ROOT,
                    "%d engines: heap %.1f MB, %.1f engines/MB%n",
                    ENGINES,
                    empty / MEGABYTE,
                    ENGINES / (empty / MEGABYTE));
            List<Client> followers = fill(engines);
            long full = usedBytes() - before;
            System.out.printf(
                    Locale.ROOT,
                    "with %d running containers each and a stream of events on each: heap %.1f MB, %.1f engines/MB%n",
                    CONTAINERS,
                    full / MEGABYTE,
                    ENGINES / (full / MEGABYTE));
            for (String path : List.of("/_ping", "/info", "/containers/json?all=1")) {
                measure(engines, path); // warms up
                System.out.printf(Locale.ROOT, "GET %s: %.0f requests/s%n", path, measure(engines, path));
            }
            for (Client follower : followers) {
                follower.close();
            }
        }
    }

    /** Returns a client for each engine that follows its events. */
    private static List<Client> fill(SimulatedEngines engines) throws IOException {
        List<Client> followers = new ArrayList<>();
        for (SimulatedEngine engine : engines.all()) {
            try (Client client = new Client(engine)) {
                client.call("POST", "/images/create?fromImage=hb/slow-0s&tag=1", "");
                for (int i = 0; i < CONTAINERS; i++) {
                    String name = "c" + i;
                    client.call(
                            "POST",
                            "/containers/create?name=" + name,
                            "{\"Image\":\"hb/slow-0s:1\",\"Labels\":{\"humpback.meta\":\"m" + i + "\"}}");
                    client.call("POST", "/containers/" + name + "/start", "");
                }
            }
            Client follower = new Client(engine);
            follower.send("GET", "/events", "");
            followers.add(follower);
        }
        return followers;
    }

    private static double measure(SimulatedEngines engines, String path)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            long start = System.nanoTime();
            List<Future<Integer>> work = new ArrayList<>();
            for (int number = 0; number < CLIENTS; number++) {
                SimulatedEngine engine = engines.get(number);
                work.add(threads.submit(() -> ask(engine, path)));
            }
            int answered = 0;
            for (Future<Integer> each : work) {
                answered += each.get();
            }
            return answered / ((System.nanoTime() - start) / 1e9);
        } finally {
            threads.shutdown();
        }
    }

    private static int ask(SimulatedEngine engine, String path) throws IOException {
        try (Client client = new Client(engine)) {
            int answered = 0;
            for (int i = 0; i < REQUESTS / CLIENTS; i++) {
                answered += client.call("GET", path, "") == 200 ? 1 : 0;
            }
            return answered;
        }
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** A client that keeps its connection, and costs as little as it can. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Client(SimulatedEngine engine) throws IOException {
            URI uri = URI.create(engine.endpoint());
            socket = new Socket(uri.getHost(), uri.getPort());
            socket.setTcpNoDelay(true);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        void send(String method, String path, String body) throws IOException {
            String request =
                    method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        }

        int call(String method, String path, String body) throws IOException {
            send(method, path, body);
            int status = Integer.parseInt(in.readLine().substring(9, 12));
            int length = 0;
            boolean chunked = false;
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                String lower = line.toLowerCase(Locale.ROOT);
                chunked |= lower.equals("transfer-encoding: chunked");
                length = lower.startsWith("content-length:")
                        ? Integer.parseInt(line.substring(15).strip())
                        : length;
            }
            skip(length);
            while (chunked) {
                int size = Integer.parseInt(in.readLine(), 16);
                skip(size + 2);
                chunked = size > 0;
            }
            return status;
        }

        private void skip(long count) throws IOException {
            for (long left = count; left > 0; ) {
                left -= in.skip(left);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
