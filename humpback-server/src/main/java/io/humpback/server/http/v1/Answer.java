package io.humpback.server.http.v1;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.humpback.server.http.Failure;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A status and a body to write as JSON. Immutable.
 *
 * @param body an {@link Envelope}, or what the original answers without one
 */
record Answer(int status, Object body) {
    static final String CONTENT_TYPE = "application/json; charset=utf-8";

    /** The shapes bring their maps in the order in which they are to be written. */
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    static Answer success(String content, @Nullable Object data) {
        return new Answer(200, Envelope.success(content, data));
    }

    static Answer accepted(String content, Object data) {
        return new Answer(202, Envelope.success(content, data));
    }

    static Answer failure(int status, String content) {
        return new Answer(status, Envelope.failure(status, content));
    }

    /** Returns the body's text. */
    String json() {
        try {
            return MAPPER.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes it past Javalin, for a request that goes on without its thread. */
    void writeTo(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setContentType(CONTENT_TYPE);
        if (status == 503) {
            response.setHeader("Retry-After", Failure.RETRY_AFTER_SECONDS);
        }
        response.getOutputStream().write(json().getBytes(StandardCharsets.UTF_8));
    }

    void writeTo(Context ctx) {
        ctx.status(status).contentType(CONTENT_TYPE).result(json());
        if (status == 503) {
            ctx.header("Retry-After", Failure.RETRY_AFTER_SECONDS);
        }
    }
}
