package io.humpback.scheduler.supervisor;

import io.humpback.core.InstanceIdentity;
import io.humpback.core.Node;
import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.core.spi.Subscription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link ContainerEngine} of three methods, for a control loop that is wired by hand; a {@link Supervisor} makes
 * its own. Safe for use by several threads.
 *
 * <p>A container that was created is only remembered, and so is one that has ended until it is removed. Whoever has
 * forgotten them, as after the end of the program, finds those that run by their ids; the others are made anew.
 * {@link #info} asks for a list, so that it tells whether the node works, and sends events for what has changed. A call
 * without an answer in time stays unknown until a list that was begun after its real end. Freezing and renaming are
 * refused with 501.
 */
public final class WorkloadsEngine implements ContainerEngine {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int INVALID = 400;
    private static final int NOT_IMPLEMENTED = 501;

    private final Node node;
    private final Workloads workloads;
    private final TimedCalls calls;
    private final KnownWorkloads known;
    private final Semaphore lists = new Semaphore(1);
    private final List<EngineEventListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * Creates an engine that remembers nothing.
     *
     * @param node its facts are what {@link #info} returns; without capacity it takes nothing
     * @param executor runs the calls to {@code workloads}, at most one for each workload and one list at a time; must
     *     not be the calling thread
     * @param clock for the times at which workloads are said to have started and ended
     */
    public WorkloadsEngine(Node node, Workloads workloads, Executor executor, InstantSource clock) {
        this.node = node;
        this.workloads = workloads;
        this.calls = new TimedCalls(node.endpoint(), executor);
        this.known = new KnownWorkloads(clock);
    }

    /** Tells whoever listens that something may have changed, so that it is asked for at once. Never blocks. */
    public void changed() {
        listeners.forEach(listener -> listener.onEvent(node.id().value(), "change"));
    }

    @Override
    public NodeFacts info(Duration deadline) {
        Set<String> changed = refresh(deadline);
        for (String id : changed) {
            listeners.forEach(listener -> listener.onEvent(id, "change"));
        }
        NodeFacts facts = node.facts();
        return facts.engineId().isEmpty() ? withId(facts, node.id().value()) : facts;
    }

    private static NodeFacts withId(NodeFacts facts, String id) {
        return new NodeFacts(
                id,
                facts.hostName().isEmpty() ? id : facts.hostName(),
                facts.cpus(),
                facts.memoryBytes(),
                facts.platform(),
                facts.storageDriver(),
                facts.kernelVersion(),
                facts.operatingSystem(),
                facts.engineVersion(),
                facts.labels());
    }

    @Override
    public List<ObservedContainer> list(Duration deadline) {
        refresh(deadline);
        return known.observed();
    }

    private Set<String> refresh(Duration deadline) {
        try {
            return calls.call("list", lists, deadline, deadline, () -> {
                long began = known.beginList();
                Collection<String> running = workloads.list();
                return known.listed(Set.copyOf(running), began);
            });
        } catch (EngineRefusedException e) {
            throw new EngineUnreachableException(node.endpoint(), e.reason(), e); // a list has no effect
        }
    }

    @Override
    public ObservedContainer inspect(String idOrName, Duration deadline) {
        ObservedContainer found = known.observed(idOrName);
        if (found == null) {
            throw notFound(idOrName);
        }
        return found;
    }

    @Override
    public String create(ContainerRequest request, Duration deadline) {
        InstanceIdentity identity = InstanceIdentity.of(request.ourLabels())
                .orElseThrow(() -> new EngineRefusedException(INVALID, "the labels do not say which workload it is"));
        String id = new WorkloadId(request.name(), identity).text();
        if (!known.add(Slot.created(id, request.name(), request.spec(), identity))) {
            throw new EngineRefusedException(CONFLICT, "the name is taken: " + request.name());
        }
        return id;
    }

    @Override
    public void start(String id, Duration deadline) {
        Slot slot = slot(id);
        if (known.isRunning(slot)) {
            return;
        }
        if (!slot.isStartable()) {
            throw new EngineRefusedException(CONFLICT, "it is not known what it was: " + id);
        }
        exclusively("start " + slot.name(), slot, deadline, () -> {
            boolean done = false;
            known.starting(slot);
            try {
                workloads.start(slot.workload());
                done = true;
            } finally {
                known.startEnded(slot, done);
            }
            return true;
        });
    }

    @Override
    public void stop(String id, Duration grace, Duration deadline) {
        stop(slot(id), deadline);
    }

    private void stop(Slot slot, Duration deadline) {
        if (!known.mayRun(slot)) {
            return;
        }
        exclusively("stop " + slot.name(), slot, deadline, () -> {
            boolean done = false;
            try {
                workloads.stop(slot.id());
                done = true;
            } finally {
                known.stopEnded(slot, done);
            }
            return true;
        });
    }

    private void exclusively(String what, Slot slot, Duration deadline, Callable<Boolean> call) {
        calls.call(what, slot.gate(), Duration.ZERO, deadline, call);
    }

    @Override
    public void restart(String id, Duration grace, Duration deadline) {
        stop(id, grace, deadline);
        start(id, deadline);
    }

    @Override
    public void kill(String id, Duration deadline) {
        stop(slot(id), deadline);
    }

    @Override
    public void remove(String id, Duration deadline) {
        Slot slot = known.find(id);
        if (slot != null) {
            stop(slot, deadline);
            known.remove(slot);
        }
    }

    @Override
    public void pause(String id, Duration deadline) {
        throw unsupported("pause");
    }

    @Override
    public void unpause(String id, Duration deadline) {
        throw unsupported("unpause");
    }

    @Override
    public void rename(String id, String newName, Duration deadline) {
        throw unsupported("rename");
    }

    private static EngineRefusedException unsupported(String verb) {
        return new EngineRefusedException(
                NOT_IMPLEMENTED, "workloads can be listed, started and stopped, nothing else: " + verb);
    }

    /** Does nothing: what a workload needs is fetched by whoever starts it. */
    @Override
    public void pull(String image, Duration deadline) {}

    @Override
    public Subscription subscribe(EngineEventListener listener) {
        listeners.add(listener);
        listener.onOpen();
        return () -> listeners.remove(listener);
    }

    Slot slot(String id) {
        @Nullable Slot slot = known.find(id);
        if (slot == null) {
            throw notFound(id);
        }
        return slot;
    }

    private static EngineRefusedException notFound(String id) {
        return new EngineRefusedException(NOT_FOUND, "no such workload: " + id);
    }

    /** Interrupts the calls under way. Workloads stay as they are. */
    @Override
    public void close() {
        listeners.clear();
        calls.close();
    }
}
