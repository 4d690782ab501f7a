package io.humpback.server.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DockerClientConfig;
import com.google.common.base.Throwables;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/** Tells what a failed call means: refused, never sent, or with an outcome that nobody knows. */
final class EngineErrors {
    /** What comes before a request is sent. */
    private static final List<Class<? extends Throwable>> NEVER_SENT = List.of(
            NotReachedException.class,
            ConnectException.class,
            ConnectTimeoutException.class,
            UnknownHostException.class,
            NoRouteToHostException.class,
            SSLHandshakeException.class,
            SSLPeerUnverifiedException.class);

    /** Answers of something between us and the engine that gave up on the engine. */
    private static final Set<Integer> GATEWAY_GAVE_UP = Set.of(408, 502, 504);

    /** How an engine says that its own runtime has not answered: what was asked may still happen. */
    private static final List<String> RUNTIME_GAVE_UP =
            List.of("context deadline exceeded", "context canceled", "transport is closing", "ttrpc: closed");

    private static final Pattern STATUS_PREFIX = Pattern.compile("^Status \\d+: ");

    private EngineErrors() {}

    /** Returns the failure of the call {@code what} as callers know it. */
    static EngineException translate(String endpoint, String what, Throwable failure) {
        List<Throwable> chain = Throwables.getCausalChain(failure);
        for (Throwable link : chain) {
            if (link instanceof EngineException known) {
                return known;
            }
            if (link instanceof DockerException answer && answer.getHttpStatus() > 0) {
                return ofAnswer(endpoint, what, answer);
            }
            if (NEVER_SENT.stream().anyMatch(type -> type.isInstance(link))) {
                return new EngineUnreachableException(endpoint, what + ", " + link.getMessage(), failure);
            }
        }
        Throwable root = chain.get(chain.size() - 1);
        String reason = root.getClass().getSimpleName() + ": " + firstLine(String.valueOf(root.getMessage()));
        return new EngineTimeoutException(endpoint, what + ", " + reason, failure);
    }

    private static EngineException ofAnswer(String endpoint, String what, DockerException answer) {
        String words = words(answer);
        int status = answer.getHttpStatus();
        boolean unknown = GATEWAY_GAVE_UP.contains(status)
                || (status == 500 && RUNTIME_GAVE_UP.stream().anyMatch(lower(words)::contains));
        return unknown
                ? new EngineTimeoutException(endpoint, what + ", " + words, answer)
                : new EngineRefusedException(status, words);
    }

    /** Returns the engine's own words: the message of its JSON answer, or the whole answer where it is something else. */
    static String words(DockerException answer) {
        String text = STATUS_PREFIX
                .matcher(String.valueOf(answer.getMessage()))
                .replaceFirst("")
                .trim();
        try {
            JsonNode message =
                    DockerClientConfig.getDefaultObjectMapper().readTree(text).path("message");
            return message.isTextual() ? message.asText().trim() : firstLine(text);
        } catch (JsonProcessingException e) {
            return firstLine(text);
        }
    }

    /** Returns whether {@code failure} may mean that the engine has changed, so that all that is known is to be asked anew. */
    static boolean isLostContact(EngineException failure) {
        return !(failure instanceof EngineRefusedException refused)
                || refused.reason().contains("client version");
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
