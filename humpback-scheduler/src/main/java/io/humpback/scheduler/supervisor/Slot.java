package io.humpback.scheduler.supervisor;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.ObservedContainer;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** What is remembered of one workload. Guarded by its {@link KnownWorkloads}, but for the gate. */
final class Slot {
    private static final String NOT_KNOWN = "not-known";

    private final String id;
    private final String name;
    private final ContainerSpec spec;
    private final @Nullable InstanceIdentity identity;
    private final boolean startable;
    private final Semaphore gate = new Semaphore(1);
    private Status status = Status.CREATED;
    private boolean mayRun;
    private long settled;
    private Instant startedAt = Instant.MIN;
    private Instant finishedAt = Instant.MIN;

    private Slot(String id, String name, ContainerSpec spec, @Nullable InstanceIdentity identity, boolean startable) {
        this.id = id;
        this.name = name;
        this.spec = spec;
        this.identity = identity;
        this.startable = startable;
    }

    /** Returns the slot of a workload that is to be started. */
    static Slot created(String id, String name, ContainerSpec spec, InstanceIdentity identity) {
        return new Slot(id, name, spec, identity, true);
    }

    /** Returns the slot of something that was found running. */
    static Slot found(String id) {
        return WorkloadId.of(id)
                .map(known -> new Slot(id, known.name(), bare(known.name()), known.identity(), false))
                .orElseGet(() -> new Slot(id, id, bare(id), null, false));
    }

    private static ContainerSpec bare(String name) {
        return ContainerSpec.builder(name, NOT_KNOWN).build();
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    /** One call for this workload passes at a time. */
    Semaphore gate() {
        return gate;
    }

    /** Whether it can be started: it is known what it is. */
    boolean isStartable() {
        return startable;
    }

    boolean isRunning() {
        return status == Status.RUNNING;
    }

    /** Whether a call to start it may have had an effect, or may still have it. */
    boolean mayRun() {
        return mayRun;
    }

    Workload workload() {
        return new Workload(id, name, identity == null ? 1 : identity.index(), spec);
    }

    void starting() {
        mayRun = true;
    }

    /** Notes that it runs. Two starts never carry the same time, since a restart is known by it. */
    void running(Instant now) {
        mayRun = true;
        if (status != Status.RUNNING) {
            status = Status.RUNNING;
            startedAt = now.isAfter(startedAt) ? now : startedAt.plusNanos(1);
        }
    }

    void ended(Instant now) {
        mayRun = false;
        if (status == Status.RUNNING) {
            status = Status.EXITED;
            finishedAt = now;
        }
    }

    /** Notes that a call has ended; a list that was begun before {@code ticket} proves nothing from now on. */
    void settled(long ticket) {
        settled = ticket;
    }

    /** Whether a list that was begun at {@code ticket} says how the last call has ended. */
    boolean isToldBy(long ticket) {
        return settled < ticket;
    }

    ObservedContainer observed() {
        ContainerState state = new ContainerState(status, false, 0, 0, "", "", text(startedAt), text(finishedAt));
        return new ObservedContainer(id, name, state, spec, spec.command(), identity);
    }

    private static String text(Instant time) {
        return time.equals(Instant.MIN) ? ContainerState.NEVER : time.toString();
    }
}
