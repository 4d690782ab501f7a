package io.humpback.core;

import org.jspecify.annotations.Nullable;

/** What failed and is not the caller's mistake in code. Subclasses are few, final, and carry their facts as fields. */
public abstract class HumpbackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** Creates it with a message in lower case: what failed, then facts as {@code key=value}. */
    protected HumpbackException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Returns what failed, with the facts. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }

    /** Returns the kind of failure. */
    public ErrorCode code() {
        return code;
    }
}
