package io.humpback.server.docker;

import io.humpback.core.Fence;
import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PullPolicy;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.PullListener;
import io.humpback.core.spi.Subscription;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A container engine reached through our agent's API. Everything of a node is listed in one call; changes carry the
 * cluster's id and the leader's epoch, and an agent that knows a newer one refuses them. Safe for use by several threads.
 */
public final class AgentEngine implements ContainerEngine {
    private static final String CONTAINERS = "containers";

    private final AgentCalls calls;
    private final AgentStreams streams;
    private final Set<Subscription> open = ConcurrentHashMap.newKeySet();

    AgentEngine(AgentCalls calls, AgentStreams streams) {
        this.calls = calls;
        this.streams = streams;
    }

    @Override
    public NodeFacts info(Duration deadline) {
        return calls.probe("info", List.of("info"), deadline, AgentInfo.class).facts();
    }

    /** Returns whose changes the agent takes; empty as long as no leader has come to it. */
    public Optional<Fence> obeys(Duration deadline) {
        return Optional.ofNullable(
                calls.probe("info", List.of("info"), deadline, AgentInfo.class).obeys());
    }

    @Override
    public List<ObservedContainer> list(Duration deadline) {
        return calls.get("list", List.of(CONTAINERS), deadline, AgentContainers.class)
                .containers();
    }

    @Override
    public ObservedContainer inspect(String idOrName, Duration deadline) {
        return calls.get("inspect " + idOrName, List.of(CONTAINERS, idOrName), deadline, ObservedContainer.class);
    }

    @Override
    public String create(ContainerRequest request, Duration deadline) {
        return calls.change(
                        "create " + request.name(),
                        "POST",
                        List.of(CONTAINERS),
                        request,
                        deadline,
                        body -> AgentCalls.value(body, AgentCreated.class))
                .id();
    }

    @Override
    public void start(String id, Duration deadline) {
        change("start", id, null, deadline);
    }

    @Override
    public void stop(String id, Duration grace, Duration deadline) {
        change("stop", id, new AgentGrace(Math.max(0, grace.toMillis())), deadline);
    }

    @Override
    public void restart(String id, Duration grace, Duration deadline) {
        change("restart", id, new AgentGrace(Math.max(0, grace.toMillis())), deadline);
    }

    @Override
    public void kill(String id, Duration deadline) {
        change("kill", id, null, deadline);
    }

    @Override
    public void pause(String id, Duration deadline) {
        change("pause", id, null, deadline);
    }

    @Override
    public void unpause(String id, Duration deadline) {
        change("unpause", id, null, deadline);
    }

    @Override
    public void rename(String id, String newName, Duration deadline) {
        change("rename", id, new AgentRename(newName), deadline);
    }

    private void change(String verb, String id, @Nullable Object body, Duration deadline) {
        calls.change(verb + " " + id, "POST", List.of(CONTAINERS, id, verb), body, deadline, AgentCalls::nothing);
    }

    @Override
    public void remove(String id, Duration deadline) {
        calls.change("remove " + id, "DELETE", List.of(CONTAINERS, id), null, deadline, AgentCalls::nothing);
    }

    @Override
    public void pull(String image, Duration deadline) {
        pull(image, PullPolicy.MISSING, PullListener.NONE, deadline);
    }

    /** An answer that ends without a last line was cut off: it is not known whether the image is there. */
    @Override
    public String pull(String image, PullPolicy policy, PullListener listener, Duration deadline) {
        if (policy == PullPolicy.NEVER) {
            return "";
        }
        AgentPullStep last = calls.change(
                "pull " + image,
                "POST",
                List.of("images", "pull"),
                new AgentPull(image, policy == PullPolicy.ALWAYS, policy == PullPolicy.OF_HOST),
                deadline,
                body -> lastStep(body, new PullTally(listener)));
        if (last.error() != null) {
            throw last.error().toException(calls.endpoint());
        }
        return last.digest();
    }

    private static AgentPullStep lastStep(InputStream body, PullTally tally) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                AgentPullStep step = AgentWire.decode(line, AgentPullStep.class);
                if (step.isLast()) {
                    return step;
                }
                tally.accept(step);
            }
        }
        throw new IOException("the answer ended before the pull did");
    }

    @Override
    public Subscription subscribe(EngineEventListener listener) {
        return streams.open(calls, listener, open);
    }

    @Override
    public void close() {
        open.forEach(Subscription::close);
    }

    @Override
    public String toString() {
        return "AgentEngine[" + calls.endpoint() + "]";
    }
}
