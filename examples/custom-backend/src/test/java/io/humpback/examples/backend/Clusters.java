package io.humpback.examples.backend;

import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.ConfiguredNodeDirectory;
import io.humpback.discovery.Discovery;
import io.humpback.discovery.JoinedNodeDirectory;
import io.humpback.discovery.RecordPolicy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Opens what tests need, as the center does. */
final class Clusters {
    /** A clock that never jumps. */
    static final InstantSource CLOCK = clock();

    private Clusters() {}

    private static InstantSource clock() {
        long start = System.nanoTime();
        return () -> Instant.EPOCH.plusNanos(System.nanoTime() - start);
    }

    static Backend open(Path shared) {
        return open(shared, RecordPolicy.OPEN);
    }

    static Backend open(Path shared, RecordPolicy records) {
        BackendSettings settings = new BackendSettings(
                "test", new ConfiguredNodeDirectory(List.of()), new JoinedNodeDirectory(CLOCK), records, CLOCK);
        return Discovery.open("files:" + shared, settings);
    }
}
