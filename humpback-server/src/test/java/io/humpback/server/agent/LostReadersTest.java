package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.server.docker.AgentWire;
import io.humpback.server.testing.LoggedErrors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of streams that are gone without a word while they are written to. */
class LostReadersTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PLACES = 20;

    @TempDir
    private Path directory;

    private final LoggedErrors errors = LoggedErrors.begin();
    private TestingAgent agent;

    /** Lines come as fast as they can, so that many a reader is lost in the middle of one. */
    @BeforeEach
    void start() {
        agent = TestingAgent.start(
                directory, settings -> settings.withLimits(Duration.ofMillis(1), Duration.ofSeconds(20), PLACES));
    }

    @AfterEach
    void stop() {
        agent.close();
        errors.close();
    }

    @Test
    void costNoPlaceNoThreadAndNoWordInTheLog() throws IOException {
        for (int round = 0; round < 20; round++) {
            for (Socket reader : readers()) {
                reader.setSoLinger(true, 0); // closing resets the connection
                reader.close();
            }
        }

        List<Socket> late = readers();
        await("idle threads").atMost(LIMIT).until(() -> threadsInARequest() == 0);
        assertThat(errors.lines()).isEmpty();
        for (Socket reader : late) {
            reader.close();
        }
    }

    /** Idle connections that are closed meanwhile show that the time has passed. */
    @Test
    void doNotIncludeWhoFollowsAQuietContainer() throws IOException {
        try (TestingAgent impatient = TestingAgent.startImpatient(directory, Duration.ofMillis(100))) {
            String id = impatient.create("quiet");
            impatient.change("POST", "/containers/" + id + "/start", "");
            try (Socket quiet = open(impatient.port, "/containers/" + id + "/logs?follow=true")) {
                for (int i = 0; i < 5; i++) {
                    try (Socket idle = open(impatient.port, "/info")) {
                        assertThat(idle.getInputStream().readAllBytes()).isNotEmpty();
                    }
                }

                impatient.change("POST", "/containers/" + id + "/kill", "");

                String all = new String(quiet.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(all).as("ended in order").startsWith("HTTP/1.1 200 ").endsWith("\r\n0\r\n\r\n");
            }
        }
    }

    /** Opens as many streams as there are places, which are free at some time. */
    private List<Socket> readers() throws IOException {
        List<Socket> readers = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            await("a place").atMost(LIMIT).pollDelay(Duration.ZERO).until(() -> {
                Socket socket = open(agent.port, "/events");
                boolean taken = isStream(socket);
                if (taken) {
                    readers.add(socket);
                } else {
                    socket.close();
                }
                return taken;
            });
        }
        return readers;
    }

    private static Socket open(int port, String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.getOutputStream()
                .write(("GET " + AgentWire.ROOT + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Reads to the first line of events. */
    private static boolean isStream(Socket socket) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        boolean ok = lines.readLine().contains(" 200 ");
        while (ok && !lines.readLine().startsWith("{")) {
            ok = true;
        }
        return ok;
    }

    private static long threadsInARequest() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> List.of(stack).toString().contains("io.javalin.http.servlet.JavalinServlet"))
                .count();
    }
}
