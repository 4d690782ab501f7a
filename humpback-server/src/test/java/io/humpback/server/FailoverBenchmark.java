package io.humpback.server;

import io.humpback.discovery.BackendServer;
import io.humpback.discovery.consul.LoopbackConsul;
import io.humpback.discovery.etcd.EtcdServer;
import io.humpback.discovery.zookeeper.ZooKeeperServer;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterProcess;
import io.humpback.server.testing.CentersCluster;
import io.humpback.server.testing.RealEngines;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * How long nobody decides when the leading one of two centers leaves, and when it is killed: from the signal until the
 * other one answers a command by itself. On the backends that are named; a leader's lease is the usual one of 10 s.
 */
public final class FailoverBenchmark {
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final long POLL_MILLIS = 20;

    private final PrintStream out;
    private final int runs;

    private FailoverBenchmark(PrintStream out, int runs) {
        this.out = out;
        this.runs = runs;
    }

    /**
     * Prints a line for each backend.
     *
     * @param args how often each is measured, and which of etcd, zookeeper, consul (its double) and embedded
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        FailoverBenchmark benchmark = new FailoverBenchmark(System.out, Integer.parseInt(args[0]));
        for (String backend : List.of(args).subList(1, args.length)) {
            benchmark.measure(backend, Files.createTempDirectory("humpback-failover"));
        }
        System.exit(0); // clients of the servers have threads of their own
    }

    private void measure(String backend, Path directory) throws InterruptedException {
        try (RealEngines none = RealEngines.start(0)) {
            if (backend.equals("embedded")) {
                String uri = "embedded:" + directory.resolve("state") + "?standby=true";
                measure(backend, CentersCluster.startJoined(none, directory, uri, 2));
                return;
            }
            try (BackendServer server = server(backend, directory.resolve("backend"))) {
                measure(backend, CentersCluster.start(none, directory, server.uri("humpback"), 2));
            }
        }
    }

    private static BackendServer server(String backend, Path folder) {
        return switch (backend) {
            case "etcd" -> EtcdServer.start(folder);
            case "zookeeper" -> ZooKeeperServer.start(folder);
            case "consul" -> LoopbackConsul.start();
            default -> throw new IllegalArgumentException("backend: " + backend);
        };
    }

    private void measure(String backend, CentersCluster cluster) throws InterruptedException {
        try (cluster) {
            List<Long> left = new ArrayList<>();
            List<Long> killed = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                left.add(gap(cluster, true));
                killed.add(gap(cluster, false));
            }
            out.println(backend + ": the leader leaves " + summary(left) + ", is killed " + summary(killed));
        }
    }

    private static long gap(CentersCluster cluster, boolean onPurpose) throws InterruptedException {
        CenterProcess leader = cluster.leader();
        CenterClient other = cluster.other(leader).client();
        awaitDecision(other);
        long begun = System.nanoTime();
        CompletableFuture<Void> end = CompletableFuture.runAsync(onPurpose ? leader::close : leader::kill);
        awaitOwnDecision(cluster.other(leader), other);
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        end.join();
        cluster.startCenters();
        return millis;
    }

    /** A command for a meta that there is not is answered by whoever leads. */
    private static void awaitDecision(CenterClient client) throws InterruptedException {
        int status = client.scale("none", 1).status();
        while (status == SERVICE_UNAVAILABLE || status == GATEWAY_TIMEOUT) {
            Thread.sleep(POLL_MILLIS);
            status = client.scale("none", 1).status();
        }
    }

    /** Until it leads itself, its answers may still be the other's. */
    private static void awaitOwnDecision(CenterProcess center, CenterClient client) throws InterruptedException {
        while (!center.leads()) {
            Thread.sleep(POLL_MILLIS);
        }
        awaitDecision(client);
    }

    private static String summary(List<Long> millis) {
        List<Long> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return String.format(
                Locale.ROOT,
                "%.2f s (worst of %d: %.2f s)",
                sorted.get(sorted.size() / 2) / 1000.0,
                sorted.size(),
                sorted.get(sorted.size() - 1) / 1000.0);
    }
}
