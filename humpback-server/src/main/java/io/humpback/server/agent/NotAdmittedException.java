package io.humpback.server.agent;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import io.humpback.server.security.Violation;

/** A host's policy does not admit a request: nothing was done. */
public final class NotAdmittedException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final transient Violation violation;

    /** Creates it. */
    public NotAdmittedException(Violation violation) {
        super(ErrorCode.INVALID, violation.message(), null);
        this.violation = violation;
    }

    /** Returns what is not admitted. */
    public Violation violation() {
        return violation;
    }
}
