package io.humpback.core.spi;

import io.humpback.core.ErrorCode;
import org.jspecify.annotations.Nullable;

/** An engine could not be connected to: the call was never sent. */
public final class EngineUnreachableException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final String endpoint;

    /** Creates it for the engine at {@code endpoint}. */
    public EngineUnreachableException(String endpoint, String reason, @Nullable Throwable cause) {
        super(ErrorCode.ENGINE_UNREACHABLE, "engine not reachable: " + reason + ", endpoint=" + endpoint, cause);
        this.endpoint = endpoint;
    }

    /** Returns the engine's endpoint. */
    public String endpoint() {
        return endpoint;
    }

    @Override
    public boolean isOutcomeUnknown() {
        return false;
    }
}
