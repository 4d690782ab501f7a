package io.humpback.core.spi;

import io.humpback.core.ErrorCode;

/** An engine answered that it will not do what was asked: the call had no effect. */
public final class EngineRefusedException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;

    /** Creates it with the HTTP status and the engine's own words. */
    public EngineRefusedException(int status, String reason) {
        super(ErrorCode.ENGINE_REFUSED, "engine refused: " + reason + ", status=" + status, null);
        this.status = status;
        this.reason = reason;
    }

    /** Returns the HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** Returns the engine's own words. */
    public String reason() {
        return reason;
    }

    /** Returns whether what the call names does not exist. */
    public boolean isNotFound() {
        return status == 404;
    }

    /** Returns whether the call contradicts what exists, such as a name that is taken. */
    public boolean isConflict() {
        return status == 409;
    }

    @Override
    public boolean isOutcomeUnknown() {
        return false;
    }
}
