package io.humpback.discovery;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import org.jspecify.annotations.Nullable;

/** A backend could not be opened. The message is one line that tells the operator what to do about it. */
public final class BackendException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    /** Creates it with what failed and the facts, without secrets. */
    public BackendException(String message, @Nullable Throwable cause) {
        super(ErrorCode.CONFIGURATION, message, cause);
    }
}
