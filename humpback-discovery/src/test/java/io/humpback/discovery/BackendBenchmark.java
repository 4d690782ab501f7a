package io.humpback.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.humpback.core.Assignment;
import io.humpback.core.MetaAssignments;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.RunGoal;
import io.humpback.core.contract.NodeRecord;
import io.humpback.core.spi.Commit;
import io.humpback.core.spi.Head;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoredState;
import io.humpback.core.spi.Subscription;
import io.humpback.core.spi.Write;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Prints how fast a backend tells of 1,000 announced nodes and of a change, how long the state of 10,000 instances takes
 * to load, how many durable commits it does in a second, and what directory and store take of the heap; see
 * docs/benchmarks.md. The nodes are announced by another process. Argument: the backend's URI, of a running server, or
 * {@code embedded:DIR} for the state alone, since no node announces itself there.
 */
public final class BackendBenchmark {
    private static final int NODES = 1_000;
    private static final int METAS = 100;
    private static final int INSTANCES = 100;
    private static final int CHANGES = 20;
    private static final int LOADS = 5;
    private static final int METAS_IN_A_COMMIT = 4;
    private static final Duration COMMITTING = Duration.ofSeconds(10);
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final String READY = "announced";

    private BackendBenchmark() {}

    /** Runs it. A second argument, the cluster's name, makes it the process that announces. */
    public static void main(String[] args) throws Exception {
        if (args.length > 1) {
            announce(args[0], args[1]);
            return;
        }
        String cluster = "benchmark-" + UUID.randomUUID();
        if (args[0].startsWith("embedded:")) {
            measureState(args[0], cluster);
            return;
        }
        Process announcing = startAnnouncing(args[0], cluster);
        try {
            measure(args[0], cluster);
        } finally {
            announcing.destroy();
        }
    }

    private static Process startAnnouncing(String uri, String cluster) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BackendBenchmark.class.getName(),
                        uri,
                        cluster)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = process.inputReader(UTF_8);
        String line = output.readLine();
        while (line != null && !line.equals(READY)) {
            line = output.readLine();
        }
        return process;
    }

    private static void announce(String uri, String cluster) throws InterruptedException {
        try (Announcements agents = Discovery.announcements(uri, new AnnouncementSettings(cluster, TTL))) {
            for (int i = 0; i < NODES; i++) {
                agents.announce("node-" + i, record(i, 0));
            }
            System.out.println(READY);
            new CountDownLatch(1).await(); // until it is ended
        }
    }

    private static NodeRecord record(int number, int change) {
        String address = "10.1." + number / 256 + "." + number % 256;
        return new NodeRecord(
                        "UO7A:SDHZ:XRVG:36T6:H7XE:PWFL:GTOX:I5VS:SF5B:TVW5:R6TF:" + number,
                        "host-" + number,
                        address,
                        address + ":8500",
                        16,
                        64L << 30,
                        "overlay2",
                        "6.1.0-18-amd64",
                        "x86_64",
                        "Debian GNU/Linux 12 (bookworm)",
                        "linux",
                        List.of("zone=z" + number % 3, "disk=ssd", "change=" + change),
                        "0.1.0",
                        "20.10.24")
                .asOurs("instance-" + number, null, false, 1 + change);
    }

    private static Backend open(String uri, String cluster) {
        Instant start = InstantSource.system().instant();
        long nanos = System.nanoTime();
        InstantSource clock = () -> start.plusNanos(System.nanoTime() - nanos);
        return Discovery.open(uri, new BackendSettings(cluster, new ConfiguredNodeDirectory(List.of()), clock));
    }

    private static void measure(String uri, String cluster) throws InterruptedException {
        open(uri, cluster).close(); // loads the classes
        long before = usedHeap();
        long begun = System.nanoTime();
        Backend backend = open(uri, cluster);
        try (backend) {
            awaitNodes(backend, NODES);
            print("first full view of %d nodes: %.0f ms after opening", NODES, millisSince(begun));
            changes(backend, uri, cluster);
            StateStore store = backend.stateStore();
            fill(store);
            loads(uri, cluster);
            heap(store.load(), before);
            commits(store);
        }
    }

    /** One program at a time holds the directory. */
    private static void measureState(String uri, String cluster) throws InterruptedException {
        long before;
        try (Backend backend = open(uri, cluster)) {
            fill(backend.stateStore());
            before = usedHeap();
        }
        loads(uri, cluster);
        try (Backend backend = open(uri, cluster)) {
            StateStore store = backend.stateStore();
            heap(store.load(), before);
            commits(store);
        }
    }

    private static void heap(StoredState state, long before) throws InterruptedException {
        try {
            double used = (usedHeap() - before) / 1e6;
            print(
                    "heap of directory, store and %d loaded documents: %.1f MB",
                    state.documents().size(), used);
        } finally {
            Reference.reachabilityFence(state);
        }
    }

    private static void awaitNodes(Backend backend, int number) throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(1);
        Subscription subscription = backend.directory().watch(view -> {
            if (view.isHealthy() && view.nodes().size() >= number) {
                seen.countDown();
            }
        });
        check(seen.await(60, TimeUnit.SECONDS), "nodes are seen");
        subscription.close();
    }

    /** The time includes that of the write. */
    private static void changes(Backend backend, String uri, String cluster) throws InterruptedException {
        List<Double> times = new ArrayList<>();
        try (Announcements agent = Discovery.announcements(uri, new AnnouncementSettings(cluster, TTL))) {
            agent.announce("changing", record(NODES, 0));
            awaitNodes(backend, NODES + 1);
            for (int change = 1; change <= CHANGES; change++) {
                times.add(change(backend, agent, change));
            }
            agent.withdraw("changing", "instance-" + NODES);
        }
        Collections.sort(times);
        print("a change is seen after: median %.0f ms, worst %.0f ms", times.get(CHANGES / 2), times.get(CHANGES - 1));
    }

    private static double change(Backend backend, Announcements agent, int change) throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(1);
        String expected = Integer.toString(change);
        Subscription subscription = backend.directory().watch(view -> {
            if (view.nodes().stream()
                    .anyMatch(node -> expected.equals(node.facts().labels().get("change")))) {
                seen.countDown();
            }
        });
        long begun = System.nanoTime();
        agent.announce("changing", record(NODES, change));
        check(seen.await(60, TimeUnit.SECONDS), "change is seen");
        subscription.close();
        return millisSince(begun);
    }

    private static void fill(StateStore store) {
        List<Write> writes = new ArrayList<>();
        for (int number = 0; number < METAS; number++) {
            MetaId id = MetaId.of("meta-" + number);
            writes.add(Write.put(TestingDocuments.meta(id)));
            writes.add(Write.put(assignments(id)));
            if ((number + 1) % METAS_IN_A_COMMIT == 0) {
                commit(store, writes);
                writes.clear();
            }
        }
    }

    private static MetaAssignments assignments(MetaId id) {
        return new MetaAssignments(
                id,
                INSTANCES,
                1_700_000_000_123_456_789L,
                IntStream.rangeClosed(1, INSTANCES)
                        .mapToObj(index -> Assignment.of(
                                index,
                                index,
                                NodeId.of("d9ffd834-c67b-4292-bab8-552c9afb" + (1_000 + index)),
                                3,
                                RunGoal.RUNNING))
                        .toList());
    }

    private static void commit(StateStore store, List<Write> writes) {
        Head head = store.head();
        check(store.commit(new Commit(head, head.next(UUID.randomUUID().toString()), writes)), "commit is done");
    }

    private static void loads(String uri, String cluster) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < LOADS; i++) {
            try (Backend backend = open(uri, cluster)) {
                StateStore store = backend.stateStore();
                timed(nanos -> times.add(nanos / 1e6), store::load);
            }
        }
        print(
                "state of %d instances loads in: first %.0f ms, best %.0f ms",
                METAS * INSTANCES, times.get(0), Collections.min(times));
    }

    private static void timed(LongConsumer result, Runnable work) {
        long begun = System.nanoTime();
        work.run();
        result.accept(System.nanoTime() - begun);
    }

    /** Each waits for the one before, as the decision thread's do. */
    private static void commits(StateStore store) {
        Head head = store.head();
        long begun = System.nanoTime();
        int commits = 0;
        while (System.nanoTime() - begun < COMMITTING.toNanos()) {
            Head next = head.next("c" + commits);
            check(
                    store.commit(new Commit(
                            head,
                            next,
                            List.of(Write.put(TestingDocuments.small("n" + commits % 100, "c" + commits))))),
                    "commit is done");
            head = next;
            commits++;
        }
        print("commits, one after the other: %.0f/s", commits * 1e3 / millisSince(begun));
    }

    private static void check(boolean expected, String what) {
        if (!expected) {
            throw new IllegalStateException("not so: " + what);
        }
    }

    private static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }

    private static long usedHeap() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
