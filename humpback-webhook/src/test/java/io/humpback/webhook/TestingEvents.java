package io.humpback.webhook;

import io.humpback.core.Cause;
import io.humpback.core.ContainerSpec;
import io.humpback.core.GroupId;
import io.humpback.core.Hook;
import io.humpback.core.Meta;
import io.humpback.core.MetaEvent;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.OperationId;
import io.humpback.core.Placement;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events whose content does not matter. */
final class TestingEvents {
    static final MetaId WEB = MetaId.of("web");
    static final MetaId API = MetaId.of("api");
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private static final Map<String, String> LABELS = Map.of("a", "1", "b", "2", "c", "3", "d", "4", "e", "5");

    private TestingEvents() {}

    static MetaEvent event(MetaId meta, long sequence, Hook... hooks) {
        return event(meta, sequence, List.of(hooks));
    }

    static MetaEvent event(MetaId meta, long sequence, List<Hook> hooks) {
        return new MetaEvent(
                sequence,
                1_000_000_000L + sequence,
                Cause.UPDATE,
                OperationId.of("op-" + sequence),
                meta(meta, hooks),
                List.of());
    }

    static Meta meta(MetaId id, List<Hook> hooks) {
        return new Meta(
                id,
                GroupId.of("group"),
                1,
                1,
                2,
                ContainerSpec.builder("name", "image:1").labels(LABELS).build(),
                Placement.ANYWHERE,
                hooks,
                MetaOptions.DEFAULT,
                NOON,
                Instant.EPOCH);
    }
}
