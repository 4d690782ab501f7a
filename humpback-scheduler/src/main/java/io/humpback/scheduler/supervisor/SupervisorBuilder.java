package io.humpback.scheduler.supervisor;

import io.humpback.core.NodeFacts;
import io.humpback.core.spi.StateStore;
import io.humpback.scheduler.Scheduler;
import io.humpback.scheduler.control.ControlLoop;
import io.humpback.scheduler.control.LoopListener;
import io.humpback.scheduler.control.LoopParts;
import io.humpback.scheduler.control.LoopRunner;
import io.humpback.scheduler.reconcile.LoopSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Builds a {@link Supervisor}. Not safe for use by several threads. */
public final class SupervisorBuilder {
    private static final Duration LONGEST_STEP = Duration.ofSeconds(1);

    private final Map<String, Joining> nodes = new LinkedHashMap<>();
    private StateStore store = new InMemoryStateStore();
    private Scheduler scheduler = Scheduler.builder().overcommit(0).build();
    private LoopListener listener = LoopListener.NONE;
    private LoopSettings settings = Supervisor.SETTINGS;

    private record Joining(NodeFacts facts, Workloads workloads) {}

    SupervisorBuilder() {}

    /** Adds a node as {@link Supervisor#addNode(String, Workloads)} does. */
    public SupervisorBuilder node(String name, Workloads workloads) {
        return node(name, Places.processorsOnly(), workloads);
    }

    /** Adds a node as {@link Supervisor#addNode(String, NodeFacts, Workloads)} does. */
    public SupervisorBuilder node(String name, NodeFacts facts, Workloads workloads) {
        nodes.put(name, new Joining(facts, Objects.requireNonNull(workloads, "workloads")));
        return this;
    }

    /** Sets how often each node is looked at, so how soon at the latest it shows that a workload has ended. */
    public SupervisorBuilder lookEvery(Duration interval) {
        return settings(settings.toBuilder().heartbeat(interval).build());
    }

    /** Sets how long a node has to be dead or gone before its workloads move. */
    public SupervisorBuilder moveAfter(Duration delay) {
        return settings(settings.toBuilder().migrateDelay(delay).build());
    }

    /** Sets all timings and limits, {@link Supervisor#SETTINGS} unless this is called. */
    public SupervisorBuilder settings(LoopSettings newSettings) {
        settings = Objects.requireNonNull(newSettings, "settings");
        return this;
    }

    LoopSettings settings() {
        return settings;
    }

    /** Sets what chooses nodes. Without this the least loaded one is taken and nothing is overcommitted. */
    public SupervisorBuilder scheduler(Scheduler newScheduler) {
        scheduler = Objects.requireNonNull(newScheduler, "scheduler");
        return this;
    }

    /** Sets where decisions are kept, an {@link InMemoryStateStore} unless this is called. It is not closed. */
    public SupervisorBuilder store(StateStore newStore) {
        store = Objects.requireNonNull(newStore, "store");
        return this;
    }

    /** Sets what hears of everything, to log and to count it. */
    public SupervisorBuilder listener(LoopListener newListener) {
        listener = Objects.requireNonNull(newListener, "listener");
        return this;
    }

    /** Returns a supervisor that works already. Throws what {@link LoopRunner#start} throws. */
    public Supervisor start() {
        InstantSource clock = InstantSource.system();
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "humpback-supervisor");
            thread.setDaemon(true);
            return thread;
        });
        Places places = new Places(threads, clock);
        nodes.forEach((name, joining) -> places.add(name, joining.facts(), joining.workloads()));
        ControlLoop loop = new ControlLoop(new LoopParts(
                store,
                places,
                scheduler,
                settings,
                listener,
                threads,
                () -> UUID.randomUUID().toString(),
                () -> true,
                true));
        Supervisor supervisor = new Supervisor(places, loop, new LoopRunner(loop, listener, clock, step()), threads);
        return supervisor.started();
    }

    private Duration step() {
        return settings.heartbeat().compareTo(LONGEST_STEP) < 0 ? settings.heartbeat() : LONGEST_STEP;
    }
}
