package io.humpback.server.http.v2;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.humpback.core.spi.PullProgress;
import io.humpback.scheduler.control.ClusterView;
import io.humpback.scheduler.control.PullStatus;
import io.humpback.server.http.ReadSource;
import io.javalin.http.Context;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells which images are fetched now, for which instance, where, and how far that is. */
final class PullRoutes {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final ReadSource source;

    PullRoutes(ReadSource source) {
        this.source = source;
    }

    /** One image on its way. */
    @JsonPropertyOrder({
        "metaId",
        "index",
        "container",
        "nodeId",
        "node",
        "image",
        "stage",
        "layers",
        "layersDone",
        "bytes",
        "totalBytes"
    })
    record Shape(
            String metaId,
            int index,
            String container,
            String nodeId,
            String node,
            String image,
            String stage,
            int layers,
            int layersDone,
            long bytes,
            long totalBytes) {
        static Shape of(PullStatus pull, ClusterView view) {
            PullProgress progress = pull.progress();
            return new Shape(
                    pull.meta().value(),
                    pull.index(),
                    pull.containerName(),
                    pull.node().value(),
                    view.nodes().stream()
                            .filter(shown -> shown.node().id().equals(pull.node()))
                            .map(shown -> shown.node().name())
                            .findFirst()
                            .orElse(""),
                    pull.image(),
                    progress.stage().name().toLowerCase(Locale.ROOT),
                    progress.layers(),
                    progress.layersDone(),
                    progress.bytes(),
                    progress.totalBytes());
        }
    }

    void list(Context ctx) {
        ClusterView now = source.of(ctx);
        List<Shape> pulls =
                now.pulls().stream().map(pull -> Shape.of(pull, now)).toList();
        try {
            ctx.contentType("application/json; charset=utf-8")
                    .result(MAPPER.writeValueAsString(Map.of("pulls", pulls)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
