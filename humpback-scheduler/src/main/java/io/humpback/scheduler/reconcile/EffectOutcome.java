package io.humpback.scheduler.reconcile;

import io.humpback.core.ObservedContainer;
import org.jspecify.annotations.Nullable;

/**
 * How an effect ended. Immutable.
 *
 * @param reason why it was not done, empty if it was
 * @param container the container as it was seen after it was done; null if it is gone or was not done
 * @param removedId the container that existed for a moment and was removed again, empty if there was none
 */
public record EffectOutcome(
        Kind kind, String reason, @Nullable ObservedContainer container, String removedId) {
    /** Whether it was done. */
    public enum Kind {
        /** It was done. */
        DONE,
        /** The engine refused it: it was not done, and nothing is left of it. */
        REFUSED,
        /** It was never sent. */
        UNREACHABLE,
        /** It may have been done, or may be done later. */
        UNKNOWN
    }

    /** Returns that it was done. */
    public static EffectOutcome done(@Nullable ObservedContainer container) {
        return new EffectOutcome(Kind.DONE, "", container, "");
    }

    /** Returns that it was refused. */
    public static EffectOutcome refused(String reason) {
        return new EffectOutcome(Kind.REFUSED, reason, null, "");
    }

    /** Returns that it was refused when it was half done, and that what was there by then was removed. */
    public static EffectOutcome refusedAfterRemoval(String reason, String removedId) {
        return new EffectOutcome(Kind.REFUSED, reason, null, removedId);
    }

    /** Returns that it was never sent. */
    public static EffectOutcome unreachable(String reason) {
        return new EffectOutcome(Kind.UNREACHABLE, reason, null, "");
    }

    /** Returns that nobody knows. */
    public static EffectOutcome unknown(String reason) {
        return new EffectOutcome(Kind.UNKNOWN, reason, null, "");
    }
}
