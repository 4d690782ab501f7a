package io.humpback.server.http;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;

/** A request makes no sense or is not allowed. Its message is shown to the caller. */
public final class RequestRefusedException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** Creates it with the answer's status, 400 or above, and its text. */
    public RequestRefusedException(int status, String message) {
        super(ErrorCode.INVALID, message, null);
        this.status = status;
    }

    /** Returns the answer's status. */
    public int status() {
        return status;
    }

    /** Returns the answer's text. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
