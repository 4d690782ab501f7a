package io.humpback.core.spi;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import org.jspecify.annotations.Nullable;

/** A call to a container engine failed. What matters is whether it may have had, or may still have, its effect. */
public abstract class EngineException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    EngineException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }

    /** Returns whether the call may have had its effect or may still have it. */
    public abstract boolean isOutcomeUnknown();
}
