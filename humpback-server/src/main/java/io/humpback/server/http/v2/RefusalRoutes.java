package io.humpback.server.http.v2;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.humpback.core.spi.RefusedRecord;
import io.humpback.scheduler.control.ClusterView;
import io.javalin.http.Context;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Tells what is announced and not used, and why, so that somebody can mend it. */
final class RefusalRoutes {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Supplier<ClusterView> view;

    RefusalRoutes(Supplier<ClusterView> view) {
        this.view = view;
    }

    void list(Context ctx) {
        ctx.contentType("application/json; charset=utf-8")
                .result(json(view.get().refused()));
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
