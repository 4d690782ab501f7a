package io.humpback.scheduler.control;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** Prints what rounds of the control loop cost in a large cluster; see docs/benchmarks.md. */
public final class ControlLoopBenchmark {
    private static final int METAS = 100;
    private static final int INSTANCES = 100;
    private static final int QUIET_STEPS = 40;

    private ControlLoopBenchmark() {}

    public static void main(String[] args) {
        int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        LoopFixture cluster = new LoopFixture(
                IntStream.rangeClosed(1, nodes).mapToObj(n -> "n" + n).toArray(String[]::new));
        long before = cpuNanos();
        for (int meta = 1; meta <= METAS; meta++) {
            cluster.run(LoopFixture.create(INSTANCES, LoopFixture.spec("web" + meta, "hb/noop:1")));
        }
        System.out.printf(
                Locale.ROOT,
                "%d nodes: %d instances created, %.0f ms of CPU for each %d of them%n",
                nodes,
                METAS * INSTANCES,
                (cpuNanos() - before) / 1e6 / METAS,
                INSTANCES);
        quiet(cluster);
        before = cpuNanos();
        cluster.failOver();
        System.out.printf(
                Locale.ROOT,
                "a new leader has read, listed and settled everything: %.0f ms%n",
                (cpuNanos() - before) / 1e6);
    }

    private static void quiet(LoopFixture cluster) {
        long[] costs = new long[QUIET_STEPS];
        for (int i = 0; i < QUIET_STEPS; i++) {
            cluster.clock.advance(Duration.ofMillis(100));
            long before = cpuNanos();
            cluster.step();
            costs[i] = cpuNanos() - before;
            while (cluster.runOneCall()) {
                // probes that are due are answered outside of what is measured
            }
        }
        Arrays.sort(costs);
        System.out.printf(
                Locale.ROOT,
                "a step in which nothing changed: median %.1f ms, at most %.1f ms%n",
                costs[QUIET_STEPS / 2] / 1e6,
                costs[QUIET_STEPS - 1] / 1e6);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
