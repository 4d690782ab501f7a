package io.humpback.server.simulated;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that was read in full. Immutable.
 *
 * @param path the path, decoded, without the query
 * @param query the query's parameters, decoded
 * @param headers by their names in lower case
 */
record HttpRequest(String method, String path, Map<String, String> query, Map<String, String> headers, String body) {
    /** Returns the request whose target, such as {@code /v1.41/info?x=y}, stands undecoded. */
    static HttpRequest of(String method, String target, Map<String, String> headers, String body) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        return new HttpRequest(method, decode(path.replace("+", "%2B")), parameters(query), headers, body);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : Splitter.on('&').split(query)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                parameters.put(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    /** Returns whether a parameter says yes, in the ways that an engine knows. */
    boolean flag(String name) {
        String value = parameter(name).strip();
        return !value.isEmpty() && !value.equals("0") && !value.equals("no") && !value.equals("false");
    }

    /** Returns the parameter {@code filters}; throws {@link Refusal} if it is no JSON. */
    Filters filters() {
        return Filters.parse(parameter("filters"));
    }

    /** Returns the body; throws {@link Refusal} in an engine's words if it is no JSON. */
    JsonNode json() {
        if (!header("content-type").startsWith("application/json")) {
            throw new Refusal(
                    400, "Content-Type specified (" + header("content-type") + ") must be 'application/json'");
        }
        if (body.isEmpty()) {
            throw new Refusal(500, "EOF");
        }
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Refusal(500, "unexpected EOF");
        }
    }
}
