package io.humpback.core.spi;

import io.humpback.core.ErrorCode;
import org.jspecify.annotations.Nullable;

/** An engine gave no full answer before the deadline: the call may have had its effect, or may have it later. */
public final class EngineTimeoutException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final String endpoint;

    /** Creates it for a call to the engine at {@code endpoint}; {@code reason} says which and what was awaited. */
    public EngineTimeoutException(String endpoint, String reason, @Nullable Throwable cause) {
        super(ErrorCode.ENGINE_TIMEOUT, "engine gave no answer: " + reason + ", endpoint=" + endpoint, cause);
        this.endpoint = endpoint;
    }

    /** Returns the engine's endpoint. */
    public String endpoint() {
        return endpoint;
    }

    @Override
    public boolean isOutcomeUnknown() {
        return true;
    }
}
