package io.humpback.server.docker;

import com.fasterxml.jackson.databind.JsonNode;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Understands the failures of the original's agent: {@code {Code, Message, Detail}} with status 500 for whatever its
 * engine refused, so that only the engine's words tell what it was.
 */
final class OriginalAgentErrors {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    /** What agents of ours answer in the original's place when they, or their engine, gave up. */
    private static final Set<Integer> GAVE_UP = Set.of(503, 504);

    private OriginalAgentErrors() {}

    /** Returns what an answer means; throws {@link IllegalArgumentException} if that agent does not give it. */
    static EngineException of(int status, byte[] body) {
        String words = words(body);
        String lower = words.toLowerCase(Locale.ROOT);
        if (GAVE_UP.contains(status)
                || lower.contains("deadline exceeded")
                || lower.contains(
                        "cannot connect to the docker daemon")) { // also said of one that connected and fell silent
            return new EngineTimeoutException("agent", words, null);
        }
        if (lower.contains("no such container") || lower.contains("no such image")) {
            return new EngineRefusedException(NOT_FOUND, words);
        }
        if (lower.contains("conflict. the container name") || lower.contains("in progress")) {
            return new EngineRefusedException(CONFLICT, words);
        }
        return new EngineRefusedException(status, words);
    }

    private static String words(byte[] body) {
        JsonNode answer;
        try {
            answer = EngineClient.JSON.readTree(body);
        } catch (IOException e) {
            throw new IllegalArgumentException("no failure of an agent", e);
        }
        if (answer == null || !answer.has("Code")) {
            throw new IllegalArgumentException("no failure of an agent");
        }
        List<String> words = new ArrayList<>();
        JsonNode detail = answer.path("Detail");
        if (detail.isArray()) {
            detail.forEach(line -> words.add(line.asText()));
        } else {
            words.add(detail.asText());
        }
        return String.join(" ", words);
    }

    /** Returns whether a refusal of {@code action} only says that all is as asked. */
    static boolean isAlreadySo(String action, EngineRefusedException refusal) {
        String words = refusal.reason().toLowerCase(Locale.ROOT);
        return switch (action) {
            case "kill", "stop" -> words.contains("is not running") || words.contains("already stopped");
            case "start" -> words.contains("already started");
            case "pause" -> words.contains("already paused");
            case "unpause" -> words.contains("is not paused");
            case "rename" -> words.contains("same name");
            case "remove" -> refusal.isNotFound() || words.contains("in progress");
            default -> false;
        };
    }
}
