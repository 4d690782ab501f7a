package io.humpback.server.http.v2;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.humpback.core.spi.RefusedRecord;
import io.humpback.server.http.ReadSource;
import io.javalin.http.Context;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Tells what is announced and not used, and why, so that somebody can mend it. */
final class RefusalRoutes {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final ReadSource source;

    RefusalRoutes(ReadSource source) {
        this.source = source;
    }

    void list(Context ctx) {
        ctx.contentType("application/json; charset=utf-8")
                .result(json(source.of(ctx).refused()));
    }

    /** Returns the body for {@code refused}. */
    static String json(List<RefusedRecord> refused) {
        try {
            return MAPPER.writeValueAsString(Map.of("refusals", refused));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
