package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.server.docker.AgentEvent;
import io.humpback.server.docker.AgentWire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream of events over a simulated engine. */
class EventHubTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private TestingAgent agent;
    private final List<Reader> readers = new ArrayList<>();

    @BeforeEach
    void start() {
        agent = TestingAgent.start(directory);
    }

    @AfterEach
    void stop() {
        readers.forEach(Reader::close);
        agent.close();
    }

    @Test
    void tellsManyReadersAndAsksTheEngineOnce() {
        for (int i = 0; i < 20; i++) {
            open();
        }
        readers.forEach(reader -> reader.await("open"));

        String id = agent.create("web");

        readers.forEach(reader -> reader.await(id + " create"));
        assertThat(agent.engine.followers()).isEqualTo(1);
        assertThat(readers)
                .allSatisfy(reader -> assertThat(reader.lines).first().isEqualTo("open"));
    }

    @Test
    void showsThatItLivesThoughNothingHappens() {
        Reader reader = open();

        reader.await("heartbeat");
        await().atMost(LIMIT)
                .until(() -> reader.lines.stream().filter("heartbeat"::equals).count() >= 3);
    }

    @Test
    void tellsThatTheEngineIsGoneAndOpensAgain() {
        Reader reader = open();
        reader.await("open");

        agent.engine.die();

        reader.await("broken");
        await().atMost(LIMIT).until(() -> reader.ended);
        agent.engine.comeBack();
        Reader next = open();
        next.await("open");
        String id = agent.create("web");
        next.await(id + " create");
    }

    @Test
    void tellsABreakAtOnceWhenTheEngineIsDeadFromTheBegin() {
        agent.engine.die();

        Reader reader = open();

        reader.await("broken");
        assertThat(reader.lines).doesNotContain("open");
    }

    @Test
    void isNotHeldUpByAReaderThatDoesNotRead() throws IOException {
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), agent.port)) {
            slow.setReceiveBufferSize(1024);
            slow.getOutputStream()
                    .write("GET /agent/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            Reader reader = open();
            reader.await("open");
            String id = "";
            for (int i = 0; i < 50; i++) {
                id = agent.createForeign("c" + i, java.util.Map.of());
            }

            reader.await(id + " create");
        }
    }

    @Test
    void refusesMoreReadersThanItsBoundAndFreesPlacesThatAreLeft() throws IOException {
        agent.close();
        agent = TestingAgent.start(
                directory, settings -> settings.withLimits(Duration.ofMillis(50), Duration.ofSeconds(20), 2));
        Socket first = rawReader();
        open().await("open");
        assertThat(agent.get(AgentWire.ROOT + "/events").status()).isEqualTo(503);

        first.close();

        await().atMost(LIMIT).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            try (Socket next = rawReader()) {
                byte[] answer = next.getInputStream().readNBytes("HTTP/1.1 200".length());
                assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
            }
        });
    }

    private Socket rawReader() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), agent.port);
        socket.getOutputStream()
                .write("GET /agent/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void endsAllReadersWhenItStops() {
        Reader reader = open();
        reader.await("open");

        agent.server.close();

        await().atMost(LIMIT).until(() -> reader.ended);
    }

    private Reader open() {
        Reader reader = new Reader(agent);
        readers.add(reader);
        return reader;
    }

    /** Reads a stream on a thread of its own. */
    private static final class Reader {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final InputStream body;
        private volatile boolean ended;

        Reader(TestingAgent agent) {
            try {
                HttpResponse<InputStream> answer = agent.http()
                        .send(
                                agent.request("GET", AgentWire.ROOT + "/events", "")
                                        .build(),
                                HttpResponse.BodyHandlers.ofInputStream());
                body = answer.body();
                lines.addAll(answer.statusCode() == 200 ? List.of() : List.of("status " + answer.statusCode()));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            Thread thread = new Thread(this::read, "reader");
            thread.setDaemon(true);
            thread.start();
        }

        private void read() {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                reader.lines().forEach(line -> lines.add(word(AgentWire.decode(line, AgentEvent.class))));
            } catch (IOException | RuntimeException e) {
                lines.add("cut");
            } finally {
                ended = true;
            }
        }

        private static String word(AgentEvent event) {
            if (event.open()) {
                return "open";
            }
            if (event.heartbeat()) {
                return "heartbeat";
            }
            return event.broken().isEmpty() ? event.id() + " " + event.action() : "broken";
        }

        void await(String line) {
            await(line, LIMIT);
        }

        void await(String line, Duration limit) {
            org.awaitility.Awaitility.await()
                    .atMost(limit)
                    .untilAsserted(() -> assertThat(lines).contains(line));
        }

        void close() {
            try {
                body.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
