package io.humpback.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.humpback.core.ContainerSpec;
import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.docker.AgentWire;
import io.humpback.server.docker.DockerConnector;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.docker.DockerSettings;
import io.humpback.server.simulated.EngineProfile;
import io.humpback.server.simulated.SimulatedEngine;
import io.humpback.server.simulated.SimulatedEngines;
import io.humpback.server.simulated.SimulatedImage;
import io.humpback.server.testing.TestImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** An agent over an engine, simulated unless it is given one, and a client that says what it is told to say. */
final class TestingAgent implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(60);
    static final String TOKEN = "tZ0k3n-of-the-cluster";
    static final String CLUSTER = "c1";
    static final InstanceIdentity IDENTITY =
            new InstanceIdentity(CLUSTER, GroupId.of("group-1"), MetaId.of("meta-1"), 1, 1, 1, 1);
    static final ObjectMapper JSON = new ObjectMapper();
    static final SimulatedImage NOOP = SimulatedImage.named(TestImages.NOOP)
            .withCommand("/bin/sh", "-c", "trap \"exit 0\" TERM INT; sleep 1000000 & wait")
            .withEnv("IMGTAG=1");
    static final SimulatedImage NOOP_2 = SimulatedImage.named(TestImages.NOOP_2)
            .withCommand("/bin/sh", "-c", "trap \"exit 0\" TERM INT; sleep 1000000 & wait")
            .withEnv("IMGTAG=2");

    final SimulatedEngines engines;
    final SimulatedEngine engine;
    final DockerHost host;
    final AgentServer server;
    final int port;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestingAgent(AgentSettings settings, AtomicFile writer, Duration idle) {
        engines = SimulatedEngines.start(
                List.of(EngineProfile.named("n1")
                        .withImages(List.of(NOOP, NOOP_2, SimulatedImage.named(TestImages.BROKEN)))),
                InstantSource.system());
        engine = engines.get(0);
        host = new DockerConnector(DockerSettings.DEFAULT).host(engine.endpoint());
        server = new AgentServer(settings, host, writer, idle);
        port = server.start();
    }

    static AgentSettings settings(Path directory) {
        return AgentSettings.of(directory)
                .withAddress("127.0.0.1", 0)
                .withLimits(Duration.ofMillis(200), Duration.ofSeconds(20), 64);
    }

    /** Starts one whose connections end after a silence of {@code idle}, but for those that wait for an answer. */
    static TestingAgent startImpatient(Path directory, Duration idle) {
        return new TestingAgent(settings(directory), AtomicFile.DISK, idle);
    }

    static TestingAgent start(Path directory) {
        return start(directory, UnaryOperator.identity());
    }

    static TestingAgent start(Path directory, UnaryOperator<AgentSettings> change) {
        return new TestingAgent(change.apply(settings(directory)), AtomicFile.DISK, IDLE);
    }

    static TestingAgent startWith(Path directory, AtomicFile writer) {
        return new TestingAgent(settings(directory), writer, IDLE);
    }

    /** A call to the agent: text for text. */
    record Answer(int status, String body, HttpResponse<String> raw) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }
    }

    HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
    }

    Answer call(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body(), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Begins a call and waits for nothing. */
    CompletableFuture<HttpResponse<Void>> begin(HttpRequest.Builder request) {
        return http.sendAsync(request.timeout(Duration.ofMinutes(1)).build(), HttpResponse.BodyHandlers.discarding());
    }

    Answer get(String path) {
        return call(request("GET", path, ""));
    }

    Answer plain(String method, String path, String body) {
        return call(request(method, path, body));
    }

    /** A change as a center of cluster c1 makes it. */
    Answer change(String method, String path, String body) {
        return change(method, path, body, CLUSTER, 1);
    }

    Answer change(String method, String path, String body, String cluster, long epoch) {
        return call(request(method, AgentWire.ROOT + path, body)
                .header(AgentWire.CLUSTER_HEADER, cluster)
                .header(AgentWire.EPOCH_HEADER, Long.toString(epoch)));
    }

    HttpClient http() {
        return http;
    }

    /** Creates a container of ours and returns its id. */
    String create(String name) {
        Answer answer = change("POST", "/containers", AgentWire.encode(ours(name)));
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.body());
        }
        return answer.json().get("id").asText();
    }

    static ContainerRequest ours(String name) {
        return new ContainerRequest(
                name, ContainerSpec.builder(name, TestImages.NOOP).build(), IDENTITY.labels());
    }

    /** Creates a container of somebody else's, past the agent. */
    String createForeign(String name, Map<String, String> labels) {
        return host.create(
                new ContainerRequest(
                        name, ContainerSpec.builder(name, TestImages.NOOP).build(), labels),
                Duration.ofSeconds(5));
    }

    @Override
    public void close() {
        server.close();
        host.close();
        engines.close();
    }
}
