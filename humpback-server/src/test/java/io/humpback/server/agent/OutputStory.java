package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.humpback.core.ContainerSpec;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.docker.AgentStats;
import io.humpback.server.docker.AgentWire;
import io.humpback.server.docker.DockerHost;
import io.humpback.server.testing.TestImages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a container prints and uses, through an agent, in the contract's form and as a stream, on any engine. */
abstract class OutputStory {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Returns the engine past the agent. */
    abstract DockerHost host();

    /** Returns the port of the agent. */
    abstract int port();

    @AfterEach
    void remove() {
        host().list(LIMIT).forEach(container -> host().remove(container.id(), LIMIT));
    }

    /** Starts a container and returns its id when it has printed all that it prints. */
    String started(String command, String last) {
        String id = host().create(
                        new ContainerRequest(
                                "talk",
                                ContainerSpec.builder("talk", TestImages.NOOP)
                                        .command(command)
                                        .networkMode("host")
                                        .build(),
                                Map.of()),
                        LIMIT);
        host().start(id, LIMIT);
        await("output").atMost(LIMIT).until(() -> contract(id, "").toString().contains(last));
        return id;
    }

    private HttpResponse<InputStream> open(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                    .timeout(LIMIT)
                    .build();
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    BufferedReader lines(String path) {
        return new BufferedReader(new InputStreamReader(open(path).body(), StandardCharsets.UTF_8));
    }

    private List<String> stream(String id, String query) throws IOException {
        try (BufferedReader lines = lines(AgentWire.ROOT + "/containers/" + id + "/logs" + query)) {
            return lines.lines().toList();
        }
    }

    JsonNode contract(String id, String query) {
        try (InputStream body = open("/v1/containers/" + id + "/logs" + query).body()) {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void tellsAllThatWasPrintedOrTheLastLines() throws IOException {
        String id = started("sh -c 'echo one; echo two; echo three; sleep 1000'", "three");

        assertThat(stream(id, "")).containsExactly("one", "two", "three");
        assertThat(stream(id, "?tail=2")).containsExactly("two", "three");
        assertThat(contract(id, "")).extracting(JsonNode::asText).containsExactly("one", "two", "three");
        assertThat(contract(id, "?tail=1")).extracting(JsonNode::asText).containsExactly("three");
    }

    /** Whoever follows is told the end too, and not cut off. */
    @Test
    void followsUntilTheContainerEnds() throws IOException {
        String id = started("sh -c 'echo one; sleep 1000'", "one");
        try (BufferedReader lines = lines(AgentWire.ROOT + "/containers/" + id + "/logs?follow=true")) {
            assertThat(lines.readLine()).isEqualTo("one");

            host().kill(id, LIMIT);

            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void tellsWhatAContainerUsesOnceAndAgainAndAgain() throws IOException {
        String id = started("sh -c 'echo one; sleep 1000'", "one");
        try (BufferedReader once = lines(AgentWire.ROOT + "/containers/" + id + "/stats");
                BufferedReader following = lines(AgentWire.ROOT + "/containers/" + id + "/stats?follow=true");
                InputStream contract = open("/v1/containers/" + id + "/stats").body()) {
            assertThat(limit(once.readLine())).isPositive();
            assertThat(once.readLine()).isNull();
            for (int i = 0; i < 3; i++) {
                assertThat(limit(following.readLine())).isPositive();
            }
            assertThat(JSON.readTree(contract).path("MemoryLimit").asLong()).isPositive();
        }
    }

    private static long limit(String line) {
        return AgentWire.decode(line, AgentStats.class).memoryLimitBytes();
    }
}
