package io.humpback.discovery.consul;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What the double was asked; {@code base64} is the body. */
record DoubleRequest(String method, String path, Map<String, String> query, String token, String base64) {
    static DoubleRequest of(HttpExchange exchange) throws IOException {
        Map<String, String> query = new TreeMap<>();
        String raw = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
        for (String part : raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
            int equals = part.indexOf('=');
            query.put(
                    equals < 0 ? part : part.substring(0, equals),
                    equals < 0 ? "" : URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return new DoubleRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query,
                Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("X-Consul-Token"), ""),
                Base64.getEncoder().encodeToString(exchange.getRequestBody().readAllBytes()));
    }

    boolean has(String name) {
        return query.containsKey(name);
    }

    String get(String name) {
        return query.getOrDefault(name, "");
    }

    long number(String name) {
        return has(name) ? Long.parseLong(get(name)) : 0;
    }

    int bodyLength() {
        return Base64.getDecoder().decode(base64).length;
    }

    String text() {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
