package io.humpback.scheduler.supervisor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Workloads in memory, with faults on command. Safe for use by several threads. */
final class TestingWorkloads implements Workloads {
    private final TreeMap<String, Workload> running = new TreeMap<>();
    private final List<String> calls = new ArrayList<>();
    private final Set<String> failing = new TreeSet<>();
    private volatile @Nullable CountDownLatch hold;
    private volatile boolean deaf;
    final CountDownLatch held = new CountDownLatch(1);

    /** Makes all calls of {@code verb} fail until told otherwise. */
    synchronized void fail(String verb, boolean on) {
        if (on) {
            failing.add(verb);
        } else {
            failing.remove(verb);
        }
    }

    /** Makes starts wait until the latch is down; they take no notice of interrupts if {@code notInterruptible}. */
    CountDownLatch holdStarts(boolean notInterruptible) {
        CountDownLatch latch = new CountDownLatch(1);
        hold = latch;
        deaf = notInterruptible;
        return latch;
    }

    /** Ends a workload as a crash would. */
    synchronized void crash(String id) {
        running.remove(id);
    }

    synchronized void runForeign(String id) {
        running.put(
                id,
                new Workload(
                        id,
                        id,
                        1,
                        io.humpback.core.ContainerSpec.builder(id, "x").build()));
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    synchronized List<Workload> running() {
        return List.copyOf(running.values());
    }

    @Override
    public synchronized Collection<String> list() throws IOException {
        check("list");
        return Set.copyOf(running.keySet());
    }

    @Override
    public void start(Workload workload) throws IOException {
        CountDownLatch latch = hold;
        if (latch != null) {
            held.countDown();
            await(latch);
        }
        synchronized (this) {
            check("start");
            calls.add("start " + workload.name());
            running.put(workload.id(), workload);
        }
    }

    private void await(CountDownLatch latch) throws IOException {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                if (!deaf) {
                    throw new IOException("interrupted", e);
                }
            }
        }
    }

    @Override
    public synchronized void stop(String id) throws IOException {
        check("stop");
        calls.add("stop " + id.substring(0, id.indexOf('~')));
        running.remove(id);
    }

    private void check(String verb) throws IOException {
        if (failing.contains(verb)) {
            throw new IOException(verb + " does not work");
        }
    }
}
