package io.humpback.discovery;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import org.jspecify.annotations.Nullable;

/** A state cannot be exported or imported; the message says in one line why and what to do. */
public final class StateMoveException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    /** Creates it. */
    public StateMoveException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }
}
