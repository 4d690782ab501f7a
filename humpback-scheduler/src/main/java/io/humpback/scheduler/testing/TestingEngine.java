package io.humpback.scheduler.testing;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerState;
import io.humpback.core.ContainerState.Status;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.Platform;
import io.humpback.core.PortMapping;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineDeadException;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A container engine in memory, with faults on command. An image whose name holds {@code exits} ends at once with 0, one
 * whose name holds {@code crashes} with 1, one whose name holds {@code broken} cannot be started, one whose name holds {@code missing} cannot be
 * fetched, one whose name holds {@code checked} has a health check. Keeps a list of the changing calls. Safe for use by several threads.
 */
public final class TestingEngine implements ContainerEngine {
    private final String name;
    private NodeFacts facts;
    private final Map<String, ObservedContainer> containers = new LinkedHashMap<>();
    private final List<EngineEventListener> listeners = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private Predicate<ObservedContainer> refusesStart = container -> false;
    private boolean hung;
    private boolean reportedDead;
    private final EngineFaults faults;
    private boolean mute;
    private int ids;
    private int starts;

    /** Creates an engine with 4 cores and 8 GB on a host called {@code name}. */
    public TestingEngine(String name) {
        this.name = name;
        this.faults = new EngineFaults(name);
        this.facts = new NodeFacts(
                "engine-" + name,
                name,
                4,
                8L << 30,
                new Platform("linux", "x86_64"),
                "memory",
                "0",
                "Testing OS",
                "0",
                Map.of());
    }

    /** Makes the next call of {@code verb} have its effect and give no answer. */
    public synchronized void swallowAnswer(String verb) {
        faults.swallowAnswer(verb);
    }

    /** Makes the next call of {@code verb} have no effect and give no answer. */
    public synchronized void loseCall(String verb) {
        faults.loseCall(verb);
    }

    /** Refuses to start the containers that {@code which} names, beside those of a broken image, until told otherwise. */
    public synchronized void refuseStarts(Predicate<ObservedContainer> which) {
        refusesStart = which;
    }

    /** Forgets what was to happen to the next calls of {@code verb}. */
    public synchronized void forgetFaults(String verb) {
        faults.forget(verb);
    }

    /** Makes the engine unreachable; its containers go on, unknown to everyone. */
    public synchronized void die() {
        faults.setDead(true);
        breakStreams();
    }

    /** Makes the engine reachable again. */
    public synchronized void comeBack() {
        faults.setDead(false);
    }

    /** Makes the next {@code times} calls of {@code verb} be refused, without effect. */
    public synchronized void refuse(String verb, int status, String reason, int times) {
        faults.refuse(verb, status, reason, times);
    }

    /** Makes all calls of these verbs get no answer until {@link #thaw}; then the changing ones have their effect. */
    public synchronized void freeze(String... verbs) {
        faults.freeze(List.of(verbs));
    }

    /** Ends {@link #freeze}: what was asked meanwhile happens now. */
    public synchronized void thaw() {
        faults.thaw();
    }

    /** Fills the disk or makes room on it: while it is full nothing is fetched, created or started. */
    public synchronized void setDiskFull(boolean full) {
        faults.setFull(full);
    }

    /** Ends all streams of events. */
    public synchronized void breakStreams() {
        List<EngineEventListener> broken = List.copyOf(listeners);
        listeners.clear();
        broken.forEach(listener -> listener.onBroken("stream ended"));
    }

    /** Makes events go unheard, or be heard again, while their streams go on. */
    public synchronized void setMute(boolean muted) {
        mute = muted;
    }

    /**
     * Restarts the daemon: streams break, and without {@code liveRestore} every process ends and those with the policy
     * {@code always} or {@code unless-stopped} that had run start again.
     */
    public synchronized void restartDaemon(boolean liveRestore) {
        breakStreams();
        if (liveRestore) {
            return;
        }
        for (ObservedContainer container : List.copyOf(containers.values())) {
            if (container.state().isLive()) {
                String policy = container.spec().restartPolicy().name();
                boolean again = policy.equals("always") || policy.equals("unless-stopped");
                starts += again ? 1 : 0;
                change(container.id(), state -> again ? running() : exited(state, 137));
            }
        }
    }

    /** Makes the engine give no answers any more, or give them again. Its containers go on. */
    public synchronized void hang(boolean newHung) {
        hung = newHung;
    }

    /** Makes the node's agent say that the engine is dead, or that it is not. */
    public synchronized void reportDead(boolean newReportedDead) {
        reportedDead = newReportedDead;
    }

    /** Makes the engine say other labels of itself. */
    public synchronized void label(Map<String, String> labels) {
        facts = new NodeFacts(
                facts.engineId(),
                facts.hostName(),
                facts.cpus(),
                facts.memoryBytes(),
                facts.platform(),
                facts.storageDriver(),
                facts.kernelVersion(),
                facts.operatingSystem(),
                facts.engineVersion(),
                labels);
    }

    /** Returns the containers that exist. */
    public synchronized List<ObservedContainer> containers() {
        return List.copyOf(containers.values());
    }

    /** Returns the changing calls that had an effect, in order: {@code create NAME}, {@code start NAME} … */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Adds a container as somebody else would. */
    public synchronized String addForeign(ContainerSpec spec) {
        String id = newId();
        containers.put(id, new ObservedContainer(id, spec.name(), running(), spec, spec.command(), null));
        tell(id, "start");
        return id;
    }

    /** Deletes a container as a user would. */
    public synchronized void deleteByHand(String containerName) {
        String id = byName(containerName).id();
        containers.remove(id);
        tell(id, "destroy");
    }

    /** Ends a container's process as a crash or a user would. */
    public synchronized void endByHand(String containerName, int exitCode) {
        ObservedContainer container = byName(containerName);
        change(container.id(), state -> exited(state, exitCode));
        tell(container.id(), "die");
    }

    /**
     * Ends a container's process, and starts it again as the engine does by itself where the restart policy says so.
     *
     * @param waiting whether it still waits before it does
     */
    public synchronized void restartByPolicy(String containerName, boolean waiting) {
        endByHand(containerName, 1);
        starts++;
        ObservedContainer container = byName(containerName);
        int count = container.state().restartCount() + 1;
        ContainerState now = waiting ? container.state() : running();
        change(
                container.id(),
                state -> new ContainerState(
                        waiting ? Status.RESTARTING : Status.RUNNING,
                        false,
                        now.pid(),
                        now.exitCode(),
                        "",
                        "",
                        now.startedAt(),
                        now.finishedAt(),
                        count));
        tell(container.id(), waiting ? "die" : "start");
    }

    /** Makes the check of a container's image say {@code health}, in Docker's words. */
    public synchronized void sayHealth(String containerName, String health) {
        ObservedContainer container = byName(containerName);
        change(container.id(), state -> withHealth(state, health));
        tell(container.id(), "health_status: " + health);
    }

    /** Stops a container as a user would; unlike an end of its own, this is told by an event. */
    public synchronized void stopByHand(String containerName, int exitCode) {
        endByHand(containerName, exitCode);
        tell(byName(containerName).id(), "stop");
    }

    /** Renames a container as a user would. */
    public synchronized void renameByHand(String containerName, String newName) {
        ObservedContainer old = byName(containerName);
        containers.put(old.id(), renamed(old, newName));
        tell(old.id(), "rename");
    }

    private static ObservedContainer renamed(ObservedContainer old, String newName) {
        return new ObservedContainer(old.id(), newName, old.state(), old.spec(), old.fullCommand(), old.identity());
    }

    @Override
    public synchronized NodeFacts info(Duration deadline) {
        check("info");
        return facts;
    }

    @Override
    public synchronized List<ObservedContainer> list(Duration deadline) {
        check("list");
        return List.copyOf(containers.values());
    }

    @Override
    public synchronized ObservedContainer inspect(String idOrName, Duration deadline) {
        check("inspect");
        ObservedContainer found = containers.get(idOrName);
        return found == null ? byName(idOrName) : found;
    }

    @Override
    public synchronized String create(ContainerRequest request, Duration deadline) {
        check("create", () -> create(request, deadline));
        for (ObservedContainer other : containers.values()) {
            if (other.name().equals(request.name())) {
                throw new EngineRefusedException(409, "Conflict. The container name is already in use");
            }
        }
        String id = newId();
        containers.put(
                id,
                new ObservedContainer(
                        id,
                        request.name(),
                        ContainerState.of(Status.CREATED),
                        request.spec(),
                        request.spec().command(),
                        InstanceIdentity.of(request.ourLabels()).orElse(null)));
        done("create", request.name(), id);
        return id;
    }

    @Override
    public synchronized void start(String id, Duration deadline) {
        check("start", () -> start(id, deadline));
        ObservedContainer container = byId(id);
        if (container.spec().image().contains("broken") || refusesStart.test(container)) {
            throw new EngineRefusedException(400, "exec: no such file or directory");
        }
        checkPorts(container);
        starts++;
        change(id, state -> running());
        if (container.spec().image().contains("checked")) {
            change(id, state -> withHealth(state, "starting"));
        }
        if (container.spec().image().contains("exits")) {
            change(id, state -> exited(state, 0));
        } else if (container.spec().image().contains("crashes")) {
            change(id, state -> exited(state, 1));
        }
        done("start", container.name(), id);
    }

    private void checkPorts(ObservedContainer wanted) {
        for (ObservedContainer other : containers.values()) {
            for (PortMapping port : other.spec().ports()) {
                if (other.state().isLive() && port.isFixed() && holds(wanted, port)) {
                    throw new EngineRefusedException(500, "port is already allocated: " + port.hostPort());
                }
            }
        }
    }

    private static boolean holds(ObservedContainer container, PortMapping port) {
        return container.spec().ports().stream()
                .anyMatch(other ->
                        other.hostPort() == port.hostPort() && other.protocol().equals(port.protocol()));
    }

    @Override
    public synchronized void stop(String id, Duration grace, Duration deadline) {
        check("stop", () -> stop(id, grace, deadline));
        ObservedContainer container = byId(id);
        if (container.state().isLive()) {
            change(id, state -> exited(state, 143));
            done("stop", container.name(), id);
        }
    }

    @Override
    public synchronized void restart(String id, Duration grace, Duration deadline) {
        check("restart", () -> restart(id, grace, deadline));
        ObservedContainer container = byId(id);
        starts++;
        change(id, state -> running());
        done("restart", container.name(), id);
    }

    @Override
    public synchronized void kill(String id, Duration deadline) {
        check("kill", () -> kill(id, deadline));
        ObservedContainer container = byId(id);
        if (container.state().isLive()) {
            change(id, state -> exited(state, 137));
            done("kill", container.name(), id);
        }
    }

    @Override
    public synchronized void pause(String id, Duration deadline) {
        check("pause", () -> pause(id, deadline));
        change(id, state -> withStatus(state, Status.PAUSED));
        done("pause", byId(id).name(), id);
    }

    @Override
    public synchronized void unpause(String id, Duration deadline) {
        check("unpause", () -> unpause(id, deadline));
        change(id, state -> withStatus(state, Status.RUNNING));
        done("unpause", byId(id).name(), id);
    }

    @Override
    public synchronized void rename(String id, String newName, Duration deadline) {
        check("rename", () -> rename(id, newName, deadline));
        ObservedContainer old = byId(id);
        for (ObservedContainer other : containers.values()) {
            if (other.name().equals(newName) && !other.id().equals(id)) {
                throw new EngineRefusedException(409, "Conflict. The container name is already in use");
            }
        }
        containers.put(id, renamed(old, newName));
        done("rename", newName, id);
    }

    @Override
    public synchronized void remove(String id, Duration deadline) {
        check("remove", () -> remove(id, deadline));
        ObservedContainer removed = containers.remove(id);
        if (removed != null) {
            done("remove", removed.name(), id);
        }
    }

    @Override
    public synchronized void pull(String image, Duration deadline) {
        check("pull");
        if (image.contains("missing")) {
            throw new EngineRefusedException(404, "pull access denied for " + image);
        }
    }

    @Override
    public synchronized Subscription subscribe(EngineEventListener listener) {
        check("subscribe");
        listeners.add(listener);
        listener.onOpen();
        return () -> unsubscribe(listener);
    }

    private synchronized void unsubscribe(EngineEventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public synchronized void close() {
        listeners.clear();
    }

    private void check(String verb) {
        check(verb, () -> {});
    }

    private void check(String verb, Runnable effect) {
        if (reportedDead) {
            throw new EngineDeadException(name, "dockerd exited", null);
        } else if (hung) {
            throw new EngineTimeoutException(name, verb + " hangs", null);
        }
        faults.check(verb, effect);
    }

    private void done(String verb, String containerName, String id) {
        calls.add(verb + " " + containerName);
        tell(id, verb);
        faults.checkAnswer(verb);
    }

    private void tell(String id, String action) {
        if (!mute) {
            List.copyOf(listeners).forEach(listener -> listener.onEvent(id, action));
        }
    }

    private String newId() {
        return name + "-" + ++ids;
    }

    private ObservedContainer byId(String id) {
        @Nullable ObservedContainer found = containers.get(id);
        if (found == null) {
            throw new EngineRefusedException(404, "No such container: " + id);
        }
        return found;
    }

    private ObservedContainer byName(String containerName) {
        for (ObservedContainer container : containers.values()) {
            if (container.name().equals(containerName)) {
                return container;
            }
        }
        throw new EngineRefusedException(404, "No such container: " + containerName);
    }

    private void change(String id, UnaryOperator<ContainerState> to) {
        ObservedContainer container = byId(id);
        containers.put(id, container.withState(to.apply(container.state())));
    }

    private ContainerState running() {
        return new ContainerState(
                Status.RUNNING, false, 1000 + starts, 0, "", "", "start " + starts, ContainerState.NEVER);
    }

    private static ContainerState exited(ContainerState state, int exitCode) {
        return new ContainerState(
                Status.EXITED,
                false,
                0,
                exitCode,
                "",
                "",
                state.startedAt(),
                "end of " + state.startedAt(),
                state.restartCount());
    }

    private static ContainerState withHealth(ContainerState state, String health) {
        return new ContainerState(
                state.status(),
                state.oomKilled(),
                state.pid(),
                state.exitCode(),
                state.error(),
                health,
                state.startedAt(),
                state.finishedAt(),
                state.restartCount());
    }

    private static ContainerState withStatus(ContainerState state, Status status) {
        return new ContainerState(
                status,
                state.oomKilled(),
                state.pid(),
                state.exitCode(),
                state.error(),
                state.health(),
                state.startedAt(),
                state.finishedAt(),
                state.restartCount());
    }
}
