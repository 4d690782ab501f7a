package io.humpback.scheduler;

import io.humpback.core.Checks;

/**
 * Why a node may not take an instance. Filters hold theirs as constants, so that a veto costs no allocation; two are
 * the same reason if they are equal. Immutable.
 *
 * @param kind whether waiting helps
 * @param reason what is said of such nodes, in the plural: "lack memory", "are not healthy"
 */
public record Veto(Kind kind, String reason) {
    /** Whether waiting helps. */
    public enum Kind {
        /** Only a change of the request or of the node's description helps. */
        PERMANENT,
        /** May pass by itself: something ends, or comes back. */
        TRANSIENT
    }

    /** Checks that the reason is not blank. */
    public Veto {
        Checks.checkNotBlank("reason", reason);
    }

    /** Returns a veto that only a change lifts. */
    public static Veto permanent(String reason) {
        return new Veto(Kind.PERMANENT, reason);
    }

    /** Returns a veto that may pass by itself. */
    public static Veto temporary(String reason) {
        return new Veto(Kind.TRANSIENT, reason);
    }

    /** Returns whether waiting may help. */
    public boolean isTransient() {
        return kind == Kind.TRANSIENT;
    }
}
