package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.humpback.core.ContainerSpec;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.docker.AgentWire;
import io.humpback.server.docker.DockerEngine;
import io.humpback.server.testing.HumpbackJar;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many readers of much output, none of whom reads, at an agent in a process of its own with the heap that it is promised. */
@RequiresDocker
@Timeout(300)
class StalledReadersIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int READERS = 60;
    private static final String TALK =
            "sh -c 'i=0; while [ $i -lt 60000 ]; do i=$((i+1)); echo $i-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789; done; echo said; sleep 1000'";

    @TempDir
    private static Path directory;

    private static RealEngines engines;
    private static HumpbackJar agent;
    private static int port;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() {
        engines = RealEngines.start(1);
        agent = HumpbackJar.startClasses(
                directory.resolve("agent.log"),
                List.of("-Xmx64m"),
                Map.of(),
                List.of(
                        "agent",
                        "--listen",
                        "127.0.0.1:0",
                        "--engine",
                        engine().socket().toString(),
                        "--data-dir",
                        directory.resolve("agent").toString()));
        port = Integer.parseInt(
                agent.awaitPrinted("agent is up: .* port=(\\d+)").group(1));
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.close();
        }
        if (engines != null) {
            engines.close();
        }
    }

    private static RealEngine engine() {
        return engines.get(0);
    }

    private static String talkative() {
        try (DockerEngine docker = engine().connect()) {
            ContainerSpec spec = ContainerSpec.builder("talk", TestImages.NOOP)
                    .command(TALK)
                    .networkMode("host")
                    .build();
            String id = docker.create(new ContainerRequest("talk", spec, Map.of()), LIMIT);
            docker.start(id, LIMIT);
            return id;
        }
    }

    private HttpResponse<String> call(String method, String path, String body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(LIMIT)
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Socket stalled(String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        byte[] begin = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
        assertThat(new String(begin, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        return socket;
    }

    @Test
    void costTheAgentNeitherItsMemoryNorItsAnswers() throws IOException {
        String id = talkative();
        await("all that it says")
                .atMost(LIMIT)
                .until(() -> call("GET", "/v1/containers/" + id + "/logs?tail=1", "")
                        .body()
                        .contains("said"));
        List<Socket> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(stalled((i % 2 == 0 ? "/v1" : AgentWire.ROOT) + "/containers/" + id + "/logs"));
        }

        JsonNode lines = new ObjectMapper()
                .readTree(call("GET", "/v1/containers/" + id + "/logs?tail=20000", "")
                        .body());
        assertThat(lines).hasSize(20_000);
        assertThat(call("GET", AgentWire.ROOT + "/info", "").statusCode()).isEqualTo(200);
        assertThat(call("PUT", "/v1/containers", "{\"Action\":\"kill\",\"Container\":\"talk\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(agent.printed()).doesNotContain("OutOfMemory");
        for (Socket reader : readers) {
            reader.close();
        }
    }
}
