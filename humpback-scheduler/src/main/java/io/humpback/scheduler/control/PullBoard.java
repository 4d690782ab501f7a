package io.humpback.scheduler.control;

import io.humpback.core.spi.PullProgress;
import io.humpback.scheduler.reconcile.Effect;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What nodes fetch for instances now. Written by the threads of calls, read by the loop's; safe for all of them. */
final class PullBoard {
    private final Map<String, PullStatus> underWay = new ConcurrentHashMap<>();

    void progress(Effect.Create create, PullProgress progress) {
        underWay.put(
                create.key(),
                new PullStatus(
                        create.node(),
                        create.identity().metaId(),
                        create.identity().index(),
                        create.request().name(),
                        create.request().spec().image(),
                        progress));
    }

    void ended(Effect.Create create) {
        underWay.remove(create.key());
    }

    /** Returns all of them, ordered by the containers' names. */
    List<PullStatus> all() {
        return underWay.values().stream()
                .sorted(Comparator.comparing(PullStatus::containerName).thenComparing(PullStatus::index))
                .toList();
    }
}
