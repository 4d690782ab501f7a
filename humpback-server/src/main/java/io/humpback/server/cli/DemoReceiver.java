package io.humpback.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver of webhooks on this machine that keeps what it gets. Safe for use by several threads. */
final class DemoReceiver implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<JsonNode> received = new CopyOnWriteArrayList<>();

    private DemoReceiver(HttpServer server) {
        this.server = server;
    }

    static DemoReceiver start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            DemoReceiver receiver = new DemoReceiver(server);
            server.createContext("/hook", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                receiver.received.add(JSON.readTree(body));
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    /** Returns the bodies in the order in which they came. */
    List<JsonNode> received() {
        return List.copyOf(received);
    }

    boolean has(String event) {
        return received.stream().anyMatch(body -> body.path("Event").asText().equals(event));
    }

    /** Returns the first lines of a body, written over several lines. */
    static List<String> firstLines(JsonNode body, int count) {
        try {
            return JSON.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(body)
                    .lines()
                    .limit(count)
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
