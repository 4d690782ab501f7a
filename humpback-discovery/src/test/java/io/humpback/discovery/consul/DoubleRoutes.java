package io.humpback.discovery.consul;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.discovery.consul.DoubleState.Pair;
import io.humpback.discovery.consul.DoubleState.RolledBack;
import io.humpback.discovery.consul.DoubleState.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The endpoints of {@link TestingConsul}. */
final class DoubleRoutes {
    private static final int MAX_BYTES = 512 * 1024;
    private static final int MAX_OPERATIONS = 64;
    private static final Duration LONGEST_TTL = Duration.ofDays(1);
    private static final Duration LONGEST_LOCK_DELAY = Duration.ofSeconds(60);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final TestingConsul consul;
    private final DoubleState state;
    private final LongSupplier nanos;
    private final Duration shortestTtl;
    private final Map<String, Check> checks = new ConcurrentHashMap<>();

    /** A check that fails by itself unless it is passed within its TTL. */
    private record Check(Duration ttl, String status, long passed) {}

    DoubleRoutes(TestingConsul consul, DoubleState state, LongSupplier nanos, Duration shortestTtl) {
        this.consul = consul;
        this.state = state;
        this.nanos = nanos;
        this.shortestTtl = shortestTtl;
    }

    DoubleAnswer answer(DoubleRequest request) throws InterruptedException {
        String path = request.path();
        try {
            if (path.startsWith("/v1/kv/")) {
                return keyValue(request, path.substring("/v1/kv/".length()));
            }
            if (path.equals("/v1/txn")) {
                return transaction(request);
            }
            if (path.startsWith("/v1/session/")) {
                return session(request, path.substring("/v1/session/".length()));
            }
            if (path.startsWith("/v1/agent/check")) {
                return check(request, path.substring("/v1/agent/check".length()));
            }
            return DoubleAnswer.of(404, "");
        } catch (JsonProcessingException e) {
            return DoubleAnswer.of(400, "Failed to parse body");
        } catch (RolledBack e) {
            return DoubleAnswer.of(500, String.valueOf(e.getMessage()));
        }
    }

    private DoubleAnswer keyValue(DoubleRequest request, String key) throws InterruptedException {
        if (consul.strictKeys && !key.matches("[A-Za-z0-9,_./-]*(?<!\\.(js|json|log|com|txt|conf|py|sh|gz))")) {
            return DoubleAnswer.of(400, "key contains invalid character");
        }
        return switch (request.method()) {
            case "GET" -> read(request, key);
            case "PUT" -> put(request, key);
            case "DELETE" -> delete(request, key);
            default -> DoubleAnswer.of(405, "");
        };
    }

    private DoubleAnswer read(DoubleRequest request, String key) throws InterruptedException {
        boolean whole = request.has("recurse") || request.has("keys");
        if (request.has("index")) {
            Duration wait = request.has("wait") ? duration(request.get("wait")) : Duration.ofMinutes(5);
            Duration shorter = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
            state.await(key, whole, request.number("index"), shorter.plus(shorter.dividedBy(32)));
        }
        long index = Math.max(1, state.indexOf(key, whole));
        List<Pair> found = whole ? state.list(key) : state.get(key) == null ? List.of() : List.of(state.get(key));
        if (found.isEmpty()) {
            return new DoubleAnswer(404, index, "");
        }
        if (request.has("raw")) {
            return new DoubleAnswer(
                    200,
                    index,
                    new String(Base64.getDecoder().decode(found.get(0).base64()), StandardCharsets.UTF_8));
        }
        ArrayNode answer = MAPPER.createArrayNode();
        if (request.has("keys")) {
            names(found, key, request.get("separator")).forEach(answer::add);
        } else {
            found.forEach(pair -> answer.add(json(pair, true)));
        }
        return new DoubleAnswer(200, index, answer.toString());
    }

    private static Set<String> names(List<Pair> found, String prefix, String separator) {
        Set<String> names = new LinkedHashSet<>();
        for (Pair pair : found) {
            int end = separator.isEmpty() ? -1 : pair.key().indexOf(separator, prefix.length());
            names.add(end < 0 ? pair.key() : pair.key().substring(0, end + separator.length()));
        }
        return names;
    }

    private static ObjectNode json(Pair pair, boolean withValue) {
        ObjectNode node = MAPPER.createObjectNode()
                .put("LockIndex", pair.lock())
                .put("Key", pair.key())
                .put("Flags", pair.flags());
        node.put("Value", withValue && !pair.base64().isEmpty() ? pair.base64() : null);
        if (!pair.session().isEmpty()) {
            node.put("Session", pair.session());
        }
        return node.put("CreateIndex", pair.create()).put("ModifyIndex", pair.modify());
    }

    private DoubleAnswer put(DoubleRequest request, String key) {
        if (request.bodyLength() > MAX_BYTES) {
            return DoubleAnswer.of(413, "Request body too large, max size: " + MAX_BYTES + " bytes");
        }
        String value = request.base64();
        long flags = request.number("flags");
        if (request.has("cas")) {
            return DoubleAnswer.of(state.cas(key, value, flags, request.number("cas")));
        }
        if (request.has("acquire")) {
            return DoubleAnswer.of(state.acquire(key, value, flags, request.get("acquire")));
        }
        if (request.has("release")) {
            return DoubleAnswer.of(state.release(key, value, flags, request.get("release")));
        }
        state.put(key, value, flags);
        return DoubleAnswer.of(true);
    }

    private DoubleAnswer delete(DoubleRequest request, String key) {
        if (request.has("cas")) {
            return DoubleAnswer.of(state.deleteCas(key, request.number("cas")));
        }
        if (request.has("recurse")) {
            state.deleteTree(key);
        } else {
            state.delete(key);
        }
        return DoubleAnswer.of(true);
    }

    private DoubleAnswer transaction(DoubleRequest request) throws JsonProcessingException {
        if (request.bodyLength() > MAX_BYTES) {
            return DoubleAnswer.of(413, "Request body too large, max size: " + MAX_BYTES + " bytes");
        }
        JsonNode operations = MAPPER.readTree(request.text());
        if (operations.size() > MAX_OPERATIONS) {
            return DoubleAnswer.of(413, "Transaction contains too many operations");
        }
        ArrayNode results = MAPPER.createArrayNode();
        int[] at = {0};
        try {
            state.transaction(() -> {
                for (JsonNode operation : operations) {
                    operate(operation.path("KV"), results);
                    at[0]++;
                }
            });
        } catch (RolledBack e) {
            ObjectNode failed = MAPPER.createObjectNode().putNull("Results");
            failed.putArray("Errors").addObject().put("OpIndex", at[0]).put("What", e.getMessage());
            return DoubleAnswer.of(409, failed.toString());
        }
        ObjectNode done = MAPPER.createObjectNode();
        done.set("Results", results);
        return DoubleAnswer.ok(done.putNull("Errors").toString());
    }

    private void operate(JsonNode operation, ArrayNode results) {
        String key = operation.path("Key").asText();
        String value = operation.path("Value").asText("");
        String session = operation.path("Session").asText("");
        long index = operation.path("Index").asLong();
        boolean done = true;
        String verb = operation.path("Verb").asText();
        switch (verb) {
            case "get" -> done = state.get(key) != null;
            case "get-tree" -> state.list(key).forEach(pair -> result(results, pair, true));
            case "set" -> state.put(key, value, 0);
            case "cas" -> done = state.cas(key, value, 0, index);
            case "lock" -> done = state.acquire(key, value, 0, session);
            case "unlock" -> done = state.release(key, value, 0, session);
            case "delete" -> state.delete(key);
            case "delete-tree" -> state.deleteTree(key);
            default -> throw new RolledBack("unknown KV verb \"" + verb + "\"");
        }
        if (!done) {
            throw new RolledBack("failed to " + verb + " key \"" + key + "\"");
        }
        if (Set.of("get", "set", "cas", "lock", "unlock").contains(verb)) {
            result(results, state.get(key), verb.equals("get"));
        }
    }

    private static void result(ArrayNode results, Pair pair, boolean withValue) {
        results.addObject().set("KV", json(pair, withValue));
    }

    private DoubleAnswer session(DoubleRequest request, String path) throws JsonProcessingException {
        int slash = path.indexOf('/');
        String id = slash < 0 ? "" : path.substring(slash + 1);
        return switch (slash < 0 ? path : path.substring(0, slash)) {
            case "create" -> create(MAPPER.readTree(request.text().isEmpty() ? "{}" : request.text()));
            case "renew" ->
                state.renew(id)
                        ? DoubleAnswer.ok(sessions(List.of(state.session(id))))
                        : DoubleAnswer.of(404, "Session id '" + id + "' not found");
            case "destroy" -> {
                state.destroy(id);
                yield DoubleAnswer.of(true);
            }
            case "info" ->
                DoubleAnswer.ok(sessions(state.session(id) == null ? List.of() : List.of(state.session(id))));
            case "list" -> DoubleAnswer.ok(sessions(state.sessions()));
            default -> DoubleAnswer.of(404, "");
        };
    }

    private DoubleAnswer create(JsonNode body) {
        Duration ttl = duration(body.path("TTL").asText("0s"));
        Duration lockDelay = duration(body.path("LockDelay").asText("15s"));
        String behavior = body.path("Behavior").asText("release");
        if (!ttl.isZero() && (ttl.compareTo(shortestTtl) < 0 || ttl.compareTo(LONGEST_TTL) > 0)) {
            return DoubleAnswer.of(500, "Invalid Session TTL '" + ttl.toNanos() + "', must be between [10s=24h0m0s]");
        }
        if (!List.of("release", "delete").contains(behavior)) {
            return DoubleAnswer.of(500, "Invalid Behavior setting '" + behavior + "'");
        }
        String id = state.createSession(
                body.path("Name").asText(""),
                behavior,
                ttl,
                lockDelay.compareTo(LONGEST_LOCK_DELAY) > 0 ? LONGEST_LOCK_DELAY : lockDelay);
        return DoubleAnswer.ok(MAPPER.createObjectNode().put("ID", id).toString());
    }

    private static String sessions(List<Session> sessions) {
        ArrayNode answer = MAPPER.createArrayNode();
        for (Session session : sessions) {
            answer.addObject()
                    .put("ID", session.id())
                    .put("Name", session.name())
                    .put("Node", "testing")
                    .put("LockDelay", session.lockDelay().toNanos())
                    .put("Behavior", session.behavior())
                    .put("TTL", session.ttl().toSeconds() + "s")
                    .put("CreateIndex", session.create());
        }
        return answer.toString();
    }

    private DoubleAnswer check(DoubleRequest request, String path) throws JsonProcessingException {
        if (path.equals("s")) {
            ObjectNode answer = MAPPER.createObjectNode();
            new ArrayList<>(checks.keySet())
                    .stream()
                            .sorted()
                            .forEach(id ->
                                    answer.putObject(id).put("CheckID", id).put("Status", status(checks.get(id))));
            return DoubleAnswer.ok(answer.toString());
        }
        if (path.equals("/register")) {
            JsonNode body = MAPPER.readTree(request.text());
            checks.put(
                    body.path("ID").asText(),
                    new Check(duration(body.path("TTL").asText()), "critical", 0));
            return DoubleAnswer.of(200, "");
        }
        String[] parts = path.split("/", 3);
        Check known = parts.length == 3 ? checks.get(parts[2]) : null;
        Map<String, String> words = Map.of("pass", "passing", "warn", "warning", "fail", "critical");
        if (known == null || !words.containsKey(parts[1])) {
            return DoubleAnswer.of(404, "Unknown check ID");
        }
        checks.put(parts[2], new Check(known.ttl, words.get(parts[1]), nanos.getAsLong()));
        return DoubleAnswer.of(200, "");
    }

    private String status(Check check) {
        return nanos.getAsLong() - check.passed > check.ttl.toNanos() ? "critical" : check.status;
    }

    private static Duration duration(String text) {
        if (text.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return text.endsWith("m") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
    }
}
