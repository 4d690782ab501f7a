package io.humpback.discovery;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import org.jspecify.annotations.Nullable;

/** A call to a {@link KeyValueStore} failed. What matters is whether it may have had, or may still have, its effect. */
public final class KeyValueException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final boolean outcomeUnknown;

    private KeyValueException(ErrorCode code, String message, boolean outcomeUnknown, @Nullable Throwable cause) {
        super(code, message, cause);
        this.outcomeUnknown = outcomeUnknown;
    }

    /** Returns the failure of a call that surely had no effect and will have none. */
    public static KeyValueException notDone(String message, @Nullable Throwable cause) {
        return new KeyValueException(ErrorCode.STORE_UNAVAILABLE, message, false, cause);
    }

    /** Returns the failure of a call that may have had its effect or may still have it. */
    public static KeyValueException outcomeUnknown(String message, @Nullable Throwable cause) {
        return new KeyValueException(ErrorCode.STORE_UNKNOWN, message, true, cause);
    }

    /** Returns whether the call may have had its effect or may still have it. */
    public boolean isOutcomeUnknown() {
        return outcomeUnknown;
    }
}
