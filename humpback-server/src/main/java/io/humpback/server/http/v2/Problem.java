package io.humpback.server.http.v2;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import java.io.UncheckedIOException;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as RFC 9457 writes it. Immutable.
 *
 * @param type names the kind for programs; {@code about:blank} where the status says all
 * @param title the kind for people
 * @param detail this one, in one line
 * @param newestStamp of a stale record: the newest one's stamp
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "newestStamp"})
record Problem(
        String type,
        String title,
        int status,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long newestStamp) {
    static final String CONTENT_TYPE = "application/problem+json";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Returns a problem of which the status says all. */
    static Problem of(int status, String detail) {
        return new Problem("about:blank", HttpStatus.getMessage(status), status, detail, null);
    }

    String json() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    void writeTo(Context ctx) {
        ctx.status(status).contentType(CONTENT_TYPE).result(json());
    }
}
