package io.humpback.discovery;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import org.jspecify.annotations.Nullable;

/** An announcement was not made, or not taken back. The message is one line for the operator. */
public final class NotAnnouncedException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What is to be done about it. */
    public enum Kind {
        /** The backend does not answer, or only "not now"; the announcement may have been made: try again soon. */
        UNAVAILABLE,
        /** Another agent holds the key: it is not overwritten while it lasts. */
        REFUSED,
        /** User, password or token are wrong, or may not write here: somebody must act. */
        UNAUTHORIZED
    }

    /** Creates it with what failed and the facts, without secrets. */
    public NotAnnouncedException(Kind kind, String message, @Nullable Throwable cause) {
        super(kind == Kind.UNAVAILABLE ? ErrorCode.STORE_UNAVAILABLE : ErrorCode.CONFLICT, message, cause);
        this.kind = kind;
    }

    /** Returns what is to be done about it. */
    public Kind kind() {
        return kind;
    }
}
