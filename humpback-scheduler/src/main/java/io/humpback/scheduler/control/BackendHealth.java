package io.humpback.scheduler.control;

import io.humpback.core.GroupGuard;
import io.humpback.core.spi.DirectoryView;
import java.time.Instant;

/** Remembers when state store or node directory were last known not to be healthy. Owned by the loop's thread. */
final class BackendHealth {
    private Instant failedAt = GroupGuard.NEVER;
    private boolean directoryOut;

    /** Takes over what the directory says of itself. */
    void hear(DirectoryView view, Instant now) {
        if (directoryOut || !view.isHealthy()) {
            failedAt = now;
        }
        directoryOut = !view.isHealthy();
    }

    /** Notes that the store could not be read or written. */
    void storeFailed(Instant now) {
        failedAt = now;
    }

    /** Returns the last moment of an outage: {@code now} while it lasts, {@link GroupGuard#NEVER} if there was none. */
    Instant failedAt(Instant now) {
        return directoryOut ? now : failedAt;
    }
}
