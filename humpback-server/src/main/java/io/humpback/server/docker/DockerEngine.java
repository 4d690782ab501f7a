package io.humpback.server.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PullPolicy;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.core.spi.PullListener;
import io.humpback.core.spi.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A container engine reached through Docker's API. Connects with its first call; every call ends at its deadline,
 * whatever the engine does, and none but those that are told {@link io.humpback.core.spi.EngineTimeoutException} has
 * an unknown outcome. Safe for use by several threads.
 */
public final class DockerEngine implements ContainerEngine {
    private static final int LATE = 504;

    private final DockerEndpoint endpoint;
    private final DockerSettings settings;
    private final @Nullable SSLContext tls;
    private final ExecutorService threads;
    private final ClientPool clients;
    private final DeadlineCalls calls;
    private final InspectCache cache;
    private final boolean hasAgent;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

    DockerEngine(DockerEndpoint endpoint, DockerSettings settings, @Nullable SSLContext tls) {
        this(endpoint, settings, tls, new InspectCache(), false);
    }

    /** Creates one of an agent, that shares what is known of containers with another. */
    DockerEngine(DockerEndpoint endpoint, DockerSettings settings, @Nullable SSLContext tls, InspectCache cache) {
        this(endpoint, settings, tls, cache, true);
    }

    private DockerEngine(
            DockerEndpoint endpoint,
            DockerSettings settings,
            @Nullable SSLContext tls,
            InspectCache cache,
            boolean hasAgent) {
        this.cache = cache;
        this.hasAgent = hasAgent;
        this.endpoint = endpoint;
        this.settings = settings;
        this.tls = tls;
        this.threads = Executors.newCachedThreadPool(daemons("humpback-docker " + endpoint));
        this.clients = new ClientPool(() -> new EngineClient(endpoint, settings, tls, null), this::aside);
        this.calls = new DeadlineCalls(endpoint.toString(), clients, threads, settings.maxCalls(), this::breakStreams);
    }

    @Override
    public NodeFacts info(Duration deadline) {
        return call(
                "info",
                deadline,
                client -> DockerAnswers.facts(client.docker().infoCmd().exec()));
    }

    /**
     * Returns all containers. Details are asked for once and kept while a subscription tells what changes; without one
     * they are asked for each time. If a single one cannot be had the whole list fails, so that no container looks lost
     * that is not.
     */
    @Override
    public List<ObservedContainer> list(Duration deadline) {
        return call("list", deadline, client -> {
            DockerClient docker = client.docker();
            List<ObservedContainer> containers = new ArrayList<>();
            Set<String> ours = new HashSet<>();
            for (Container entry : docker.listContainersCmd().withShowAll(true).exec()) {
                if (DockerAnswers.isOurs(entry)) {
                    ours.add(entry.getId());
                    addDetails(docker, entry, containers);
                } else {
                    containers.add(DockerAnswers.foreign(entry));
                }
            }
            cache.retain(ours);
            return List.copyOf(containers);
        });
    }

    @Override
    public ObservedContainer inspect(String idOrName, Duration deadline) {
        return call("inspect " + idOrName, deadline, client -> inspect(client.docker(), idOrName));
    }

    /** Creates a container; what makes no sense, such as a command with an open quote, is refused with status 400. */
    @Override
    public String create(ContainerRequest request, Duration deadline) {
        if (!hasAgent) {
            Refusals.checkNeedsNoAgent(request.spec());
        }
        ContainerCreation creation = new ContainerCreation(request);
        return call("create " + request.name(), deadline, client -> {
            String image = settings.registries().created(request.spec().image());
            String id = creation.command(client.docker(), image).exec().getId();
            if (id == null || id.isEmpty()) {
                throw new IOException("answer without an id");
            }
            return id;
        });
    }

    @Override
    public void start(String id, Duration deadline) {
        change(
                "start",
                id,
                deadline,
                Refusals::isAlreadySo,
                docker -> docker.startContainerCmd(id).exec());
    }

    @Override
    public void stop(String id, Duration grace, Duration deadline) {
        change(
                "stop",
                id,
                deadline,
                Refusals::isAlreadySo,
                docker ->
                        docker.stopContainerCmd(id).withTimeout(seconds(grace)).exec());
    }

    @Override
    public void restart(String id, Duration grace, Duration deadline) {
        change(
                "restart",
                id,
                deadline,
                Refusals::none,
                docker -> docker.restartContainerCmd(id)
                        .withTimeout(seconds(grace))
                        .exec());
    }

    @Override
    public void kill(String id, Duration deadline) {
        change(
                "kill",
                id,
                deadline,
                Refusals::isNotRunning,
                docker -> docker.killContainerCmd(id).exec());
    }

    /** Returns the containers with a label that have not ended, without their details. */
    List<ObservedContainer> started(String label, Duration deadline) {
        return call(
                "list of those with " + label,
                deadline,
                client -> client.docker().listContainersCmd().withLabelFilter(List.of(label)).exec().stream()
                        .map(DockerAnswers::foreign)
                        .toList());
    }

    /** Sends a container the signal that it has chosen for being stopped, and does not wait for its end. */
    void askToEnd(String id, Duration deadline) {
        call("ask to end " + id, deadline, client -> {
            try {
                String signal = DockerAnswers.stopSignal(
                        client.docker().inspectContainerCmd(id).exec());
                client.docker().killContainerCmd(id).withSignal(signal).exec();
            } catch (DockerException e) {
                if (!Refusals.isNotRunning(e)) {
                    throw e;
                }
            }
            return true;
        });
    }

    @Override
    public void pause(String id, Duration deadline) {
        change(
                "pause",
                id,
                deadline,
                Refusals::isAlreadyPaused,
                docker -> docker.pauseContainerCmd(id).exec());
    }

    @Override
    public void unpause(String id, Duration deadline) {
        change(
                "unpause",
                id,
                deadline,
                Refusals::isNotPaused,
                docker -> docker.unpauseContainerCmd(id).exec());
    }

    @Override
    public void rename(String id, String newName, Duration deadline) {
        change(
                "rename",
                id,
                deadline,
                Refusals::isSameName,
                docker -> docker.renameContainerCmd(id).withName(newName).exec());
    }

    @Override
    public void remove(String id, Duration deadline) {
        change(
                "remove",
                id,
                deadline,
                Refusals::isGoneOrGoing,
                docker -> docker.removeContainerCmd(id)
                        .withForce(true)
                        .withRemoveVolumes(false)
                        .exec());
    }

    @Override
    public void pull(String image, Duration deadline) {
        pull(image, false, step -> {}, deadline);
    }

    @Override
    public String pull(String image, PullPolicy policy, PullListener listener, Duration deadline) {
        return policy == PullPolicy.NEVER
                ? ""
                : pull(image, policy == PullPolicy.ALWAYS, new PullTally(listener), deadline);
    }

    /** Fetches an image and tells of each step, from another thread; returns its digest, empty if it has none. */
    String pull(String image, boolean always, Consumer<AgentPullStep> steps, Duration deadline) {
        AtomicBoolean asked = new AtomicBoolean();
        try {
            return call("pull " + image, deadline, client -> {
                ImagePull pull = new ImagePull(client.docker(), settings.registries(), image, steps);
                return pull.run(always, () -> asked.set(true));
            });
        } catch (EngineTimeoutException e) {
            if (!asked.get()) {
                throw e;
            }
            throw new EngineRefusedException( // the engine is well: its registry is slow
                    LATE, "image " + image + " was not fetched within " + deadline.toMillis() + " ms");
        } finally {
            if (asked.get()) {
                cache.digests().forgetAll();
            }
        }
    }

    /**
     * Begins to follow the engine's events of containers. By TCP a stream that has been silent for the settings'
     * {@code eventIdleLimit} breaks, and any stream breaks as soon as a call finds the engine unreachable. What only
     * looks into a container ({@code exec_start}, {@code attach} …) is not told. What happened in the second before the
     * stream was opened may be told too.
     */
    @Override
    public Subscription subscribe(EngineEventListener listener) {
        Duration idleLimit = endpoint.isUnix() ? null : settings.eventIdleLimit();
        EventStream stream =
                new EventStream(endpoint, new EngineClient(endpoint, settings, tls, idleLimit), cache, listener);
        streams.add(stream);
        try {
            stream.start(threads, settings.eventOpenTimeout(), () -> streams.remove(stream));
        } catch (RejectedExecutionException e) {
            streams.remove(stream);
            throw new EngineUnreachableException(endpoint.toString(), "closed", e);
        }
        return stream;
    }

    @Override
    public void close() {
        streams.forEach(EventStream::close);
        threads.shutdownNow();
        clients.close();
    }

    @Override
    public String toString() {
        return "DockerEngine[" + endpoint + "]";
    }

    /** Returns how many calls nobody waits for any more though they have not ended. */
    int stuckCalls() {
        return calls.stuck();
    }

    /** Asks the engine for what the port does not have. */
    <T> T call(String what, Duration deadline, DeadlineCalls.Work<T> work) {
        return calls.call(what, deadline, work);
    }

    /** Returns how many streams of events have not ended. */
    int openStreams() {
        return streams.size();
    }

    private void breakStreams() {
        streams.forEach(stream -> stream.breakOff("the engine is not reachable"));
    }

    /** A call that changes a container; {@code fine} tells which refusals mean that all is as asked. */
    private void change(String verb, String id, Duration deadline, Predicate<DockerException> fine, Change change) {
        cache.forget(id);
        try {
            call(verb + " " + id, deadline, client -> {
                try {
                    change.make(client.docker());
                } catch (DockerException e) {
                    if (!fine.test(e)) {
                        throw e;
                    }
                }
                return true;
            });
        } finally {
            cache.forget(id);
        }
    }

    /** One change of one container. */
    @FunctionalInterface
    private interface Change {
        void make(DockerClient docker);
    }

    private void addDetails(DockerClient docker, Container entry, List<ObservedContainer> containers)
            throws IOException {
        ObservedContainer known = cache.find(entry.getId());
        if (known != null && DockerAnswers.statusWord(known).equals(entry.getState())) {
            containers.add(known);
            return;
        }
        long mark = cache.mark();
        try {
            ObservedContainer container = inspect(docker, entry.getId());
            cache.put(container, mark);
            containers.add(container);
        } catch (DockerException e) {
            if (e.getHttpStatus() != 404) { // a 404 alone says that it is gone
                throw e;
            }
        }
    }

    private ObservedContainer inspect(DockerClient docker, String idOrName) throws IOException {
        InspectContainerResponse answer = docker.inspectContainerCmd(idOrName).exec();
        ObservedContainer container = DockerAnswers.details(answer);
        String image = settings.registries().source(container.spec().image());
        return container.withImageDigest(cache.digests().find(docker, answer.getImageId(), image));
    }

    private static int seconds(Duration grace) {
        return (int)
                Math.min(Integer.MAX_VALUE, Math.max(0, grace.plusMillis(999).toSeconds()));
    }

    private void aside(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
