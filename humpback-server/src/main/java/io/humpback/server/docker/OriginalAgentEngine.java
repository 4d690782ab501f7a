package io.humpback.server.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Info;
import io.humpback.core.ContainerSpec;
import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PullPolicy;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineEventListener;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.PullListener;
import io.humpback.core.spi.Subscription;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;

/**
 * A container engine reached through an agent of Humpback 1.3.7, as far as that goes: its create starts at once, its
 * delete takes the volumes along, it knows no leader, and its containers are listed and then inspected one by one. It
 * tells no events, so that a subscription asks for a list now and then instead. Safe for use by several threads.
 */
public final class OriginalAgentEngine implements ContainerEngine {
    private static final ObjectMapper JSON = EngineClient.JSON;
    private static final String CONTAINERS = "containers";
    private static final List<String> IMAGES = List.of("images");

    private final AgentCalls calls;
    private final AgentStreams streams;
    private final Set<Subscription> open = ConcurrentHashMap.newKeySet();

    OriginalAgentEngine(String endpoint, AgentAccess access, AgentCalls.Clients clients, AgentStreams streams) {
        this.streams = streams;
        calls = AgentCalls.ofOriginal(endpoint, access, clients, OriginalAgentErrors::of);
    }

    @Override
    public NodeFacts info(Duration deadline) {
        return calls.get(
                "info",
                calls.url(List.of("dockerinfo")),
                deadline,
                body -> DockerAnswers.facts(JSON.readValue(body, Info.class)));
    }

    /** If one container's details cannot be had the whole list fails, so that none looks lost that is not. */
    @Override
    public List<ObservedContainer> list(Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        HttpUrl all = calls.url(List.of(CONTAINERS))
                .newBuilder()
                .addQueryParameter("all", "true")
                .build();
        List<Container> entries =
                calls.get("list", all, deadline, body -> JSON.readValue(body, new TypeReference<List<Container>>() {}));
        List<ObservedContainer> containers = new ArrayList<>();
        for (Container entry : entries) {
            if (!DockerAnswers.isOurs(entry)) {
                containers.add(DockerAnswers.foreign(entry));
                continue;
            }
            try {
                containers.add(inspect(entry.getId(), left(end)));
            } catch (EngineRefusedException e) {
                if (!e.isNotFound()) { // a 404 alone says that it is gone
                    throw e;
                }
            }
        }
        return List.copyOf(containers);
    }

    @Override
    public ObservedContainer inspect(String idOrName, Duration deadline) {
        HttpUrl url = calls.url(List.of(CONTAINERS, idOrName))
                .newBuilder()
                .addQueryParameter("originaldata", "true")
                .build();
        return calls.get("inspect " + idOrName, url, deadline, OriginalAgentEngine::details);
    }

    private static ObservedContainer details(InputStream body) throws IOException {
        return DockerAnswers.details(JSON.readValue(body, InspectContainerResponse.class));
    }

    /** Creates a container, which that agent also starts; one that cannot start is left behind under its name. */
    @Override
    public String create(ContainerRequest request, Duration deadline) {
        Refusals.checkNeedsNoAgent(request.spec());
        Map<String, String> labels = new LinkedHashMap<>(request.spec().labels());
        labels.putAll(request.ourLabels());
        ContainerSpec spec =
                request.spec().toBuilder().name(request.name()).labels(labels).build();
        return calls.change(
                "create " + request.name(),
                "POST",
                calls.url(List.of(CONTAINERS)),
                bytes(io.humpback.core.contract.Container.configOf(spec)),
                deadline,
                OriginalAgentEngine::id);
    }

    private static String id(InputStream body) throws IOException {
        JsonNode answer = JSON.readTree(body);
        String id = answer.path("Id").asText();
        if (id.isEmpty()) {
            throw new IOException("answer without an id");
        }
        return id;
    }

    @Override
    public void start(String id, Duration deadline) {
        act("start", id, Map.of(), deadline);
    }

    /** That agent knows no grace but its engine's. */
    @Override
    public void stop(String id, Duration grace, Duration deadline) {
        act("stop", id, Map.of(), deadline);
    }

    @Override
    public void restart(String id, Duration grace, Duration deadline) {
        act("restart", id, Map.of(), deadline);
    }

    @Override
    public void kill(String id, Duration deadline) {
        act("kill", id, Map.of(), deadline);
    }

    @Override
    public void pause(String id, Duration deadline) {
        act("pause", id, Map.of(), deadline);
    }

    @Override
    public void unpause(String id, Duration deadline) {
        act("unpause", id, Map.of(), deadline);
    }

    @Override
    public void rename(String id, String newName, Duration deadline) {
        act("rename", id, Map.of("NewName", newName), deadline);
    }

    private void act(String action, String id, Map<String, String> more, Duration deadline) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("Action", action);
        body.put("Container", id);
        body.putAll(more);
        try {
            calls.change(
                    action + " " + id,
                    "PUT",
                    calls.url(List.of(CONTAINERS)),
                    bytes(body),
                    deadline,
                    AgentCalls::nothing);
        } catch (EngineRefusedException e) {
            if (!OriginalAgentErrors.isAlreadySo(action, e)) {
                throw e;
            }
        }
    }

    @Override
    public void remove(String id, Duration deadline) {
        HttpUrl url = calls.url(List.of(CONTAINERS, id))
                .newBuilder()
                .addQueryParameter("force", "true")
                .build();
        try {
            calls.change("remove " + id, "DELETE", url, null, deadline, AgentCalls::nothing);
        } catch (EngineRefusedException e) {
            if (!OriginalAgentErrors.isAlreadySo("remove", e)) {
                throw e;
            }
        }
    }

    @Override
    public void pull(String image, Duration deadline) {
        pull(image, PullPolicy.MISSING, PullListener.NONE, deadline);
    }

    /** That agent fetches whatever it is asked for, so it is asked what it has first. It tells no progress. */
    @Override
    public String pull(String image, PullPolicy policy, PullListener listener, Duration deadline) {
        if (policy == PullPolicy.NEVER) {
            return "";
        }
        long end = System.nanoTime() + deadline.toNanos();
        if (policy == PullPolicy.MISSING) {
            Optional<String> present = images(deadline).findDigest(image);
            if (present.isPresent()) {
                return present.get();
            }
        }
        calls.change(
                "pull " + image,
                "POST",
                calls.url(IMAGES),
                bytes(Map.of("Image", image)),
                left(end),
                AgentCalls::nothing);
        return images(left(end)).findDigest(image).orElse("");
    }

    private OriginalImages images(Duration deadline) {
        return new OriginalImages(calls.get("images", calls.url(IMAGES), deadline, JSON::readTree));
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    private static byte[] bytes(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("value: " + value.getClass().getSimpleName() + " (expected: plain)", e);
        }
    }

    /** Says every few seconds that something may have happened, so that the node is listed. */
    @Override
    public Subscription subscribe(EngineEventListener listener) {
        return streams.poke(listener, open);
    }

    @Override
    public void close() {
        open.forEach(Subscription::close);
    }

    @Override
    public String toString() {
        return "OriginalAgentEngine[" + calls.endpoint() + "]";
    }
}
