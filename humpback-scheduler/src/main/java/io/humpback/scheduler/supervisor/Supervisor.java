package io.humpback.scheduler.supervisor;

import io.humpback.core.ContainerSpec;
import io.humpback.core.Group;
import io.humpback.core.MetaOptions;
import io.humpback.core.NodeFacts;
import io.humpback.core.NodeId;
import io.humpback.core.OperationResult;
import io.humpback.core.Placement;
import io.humpback.core.RestartPolicy;
import io.humpback.scheduler.control.ClusterControl;
import io.humpback.scheduler.control.ClusterSetting;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.Command;
import io.humpback.scheduler.control.ControlLoop;
import io.humpback.scheduler.control.LoopRunner;
import io.humpback.scheduler.reconcile.LoopSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps workloads running on several nodes: places them, starts again what has ended, moves what was on a node that is
 * dead or gone. It is the whole control loop on {@link Workloads}, so all of {@link Command} can be asked of it, but for
 * freezing, which no workload is expected to know.
 *
 * <p>Has one thread that decides, and others that wait for calls. Safe for use by several threads; none of its methods
 * waits for a workload but {@link #close}.
 */
public final class Supervisor implements ClusterControl, AutoCloseable {
    /**
     * What a supervisor uses unless it is told otherwise: nodes are looked at every second, the instances of a dead one
     * move after ten, calls have ten seconds, starts thirty.
     */
    public static final LoopSettings SETTINGS = LoopSettings.builder()
            .heartbeat(Duration.ofSeconds(1))
            .migrateDelay(Duration.ofSeconds(10))
            .recoveryInterval(Duration.ofSeconds(30))
            .operationDeadline(Duration.ofMinutes(2))
            .createDeadline(Duration.ofSeconds(30))
            .pullDeadline(Duration.ofSeconds(30))
            .stopGrace(Duration.ofSeconds(5))
            .overcommit(0)
            .build();

    /** The image of a specification that has none, since a specification needs one. */
    private static final String NO_IMAGE = "workload";

    private static final RestartPolicy ALWAYS = new RestartPolicy("always", 0);
    private static final MetaOptions OPTIONS = new MetaOptions(false, true);
    private static final long LAST_CALLS_SECONDS = 5;

    private final Places places;
    private final ControlLoop loop;
    private final LoopRunner runner;
    private final ExecutorService threads;

    Supervisor(Places places, ControlLoop loop, LoopRunner runner, ExecutorService threads) {
        this.places = places;
        this.loop = loop;
        this.runner = runner;
        this.threads = threads;
    }

    /** Takes the lead and begins to step; ends the threads again if that fails. */
    Supervisor started() {
        try {
            runner.start(places.directory());
            return this;
        } catch (RuntimeException e) {
            threads.shutdownNow();
            throw e;
        }
    }

    /** Returns a builder with defaults for everything but the nodes. */
    public static SupervisorBuilder builder() {
        return new SupervisorBuilder();
    }

    /** Asks for {@code instances} workloads with this command; see {@link #run(ContainerSpec, int)}. */
    public CompletableFuture<OperationResult> run(String name, String command, int instances) {
        return run(ContainerSpec.builder(name, NO_IMAGE).command(command).build(), instances);
    }

    /**
     * Asks for {@code instances} equal workloads, which are kept running from now on. The future completes when they
     * run, or when it is clear which ones do not; its result names them and the id by which a {@link Command} changes
     * or removes them. See {@link #submit} for what it fails with.
     *
     * <p>The processors and the memory that {@code spec} asks for are reserved; fixed ports are given once on each node. One that names no restart policy gets {@code always}; with
     * {@code no} a workload that has ended is done.
     */
    public CompletableFuture<OperationResult> run(ContainerSpec spec, int instances) {
        ContainerSpec kept = spec.restartPolicy().equals(RestartPolicy.DEFAULT)
                ? spec.toBuilder().restartPolicy(ALWAYS).build()
                : spec;
        return submit(new Command.CreateMeta(Group.DEFAULT, instances, kept, Placement.ANYWHERE, List.of(), OPTIONS));
    }

    /**
     * Adds a node, in the place of one with the same name. It has as many processors as this machine and no memory, so
     * it takes what reserves none.
     */
    public void addNode(String name, Workloads workloads) {
        addNode(name, Places.processorsOnly(), workloads);
    }

    /** Adds a node with processors, memory, a platform and labels, in the place of one with the same name. */
    public void addNode(String name, NodeFacts facts, Workloads workloads) {
        places.add(name, facts, workloads);
    }

    /**
     * Takes a node away as if it had died: its workloads are started elsewhere when the delay is over, and nothing more
     * is asked of it. What runs there goes on, so stop it unless the node is dead. {@link #set} empties one that works
     * beforehand.
     */
    public void removeNode(String name) {
        places.remove(NodeId.of(name));
    }

    /** Says that something may have changed on a node, so that it is looked at now. Without it that takes a moment. */
    public void changed(String name) {
        places.changed(NodeId.of(name));
    }

    @Override
    public ClusterView view() {
        return loop.view();
    }

    @Override
    public CompletableFuture<OperationResult> submit(Command command) {
        return loop.submit(command);
    }

    @Override
    public CompletableFuture<Boolean> set(ClusterSetting setting) {
        return loop.set(setting);
    }

    /**
     * Ends all threads: waits for the step under way, interrupts calls, and waits up to five seconds for those that
     * take no notice. Workloads stay as they are. Repeated calls do nothing.
     */
    @Override
    public void close() {
        runner.close();
        places.close();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(LAST_CALLS_SECONDS, TimeUnit.SECONDS)) {
                return; // they are daemons, so they do not keep the program
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
