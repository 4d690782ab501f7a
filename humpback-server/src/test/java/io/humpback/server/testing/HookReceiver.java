package io.humpback.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Receives webhooks on the loopback address and keeps them. Safe for use by several threads. */
public final class HookReceiver implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<Long, Event> events = new LinkedHashMap<>();

    /**
     * What was received.
     *
     * @param containerIds the ids of the containers that it names
     * @param nanos its timestamp
     * @param body all of it
     */
    public record Event(String name, Set<String> containerIds, long nanos, JsonNode body) {}

    private HookReceiver(HttpServer server) {
        this.server = server;
    }

    /** Starts a receiver at a free port. */
    public static HookReceiver start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            HookReceiver receiver = new HookReceiver(server);
            server.createContext("/", receiver::receive);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns where it listens. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    /** Returns what was received, in the order of the first arrival; a repetition has the timestamp of the original. */
    public List<Event> events() {
        synchronized (events) {
            return List.copyOf(events.values());
        }
    }

    /** Returns the names of what was received, in the order of the first arrival. */
    public List<String> names() {
        return events().stream().map(Event::name).toList();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            Set<String> ids = new TreeSet<>();
            body.path("HookContainers")
                    .forEach(container ->
                            ids.add(container.path("Container").path("Id").asText()));
            long nanos = body.path("Timestamp").asLong();
            synchronized (events) {
                events.putIfAbsent(nanos, new Event(body.path("Event").asText(), ids, nanos, body));
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** Stops to listen. */
    @Override
    public void close() {
        server.stop(0);
    }
}
