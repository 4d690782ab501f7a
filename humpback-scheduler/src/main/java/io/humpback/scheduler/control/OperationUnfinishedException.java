package io.humpback.scheduler.control;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import io.humpback.core.OperationId;

/**
 * A center stopped leading while an operation was under way. What was committed goes on under the next leader, so the
 * operation is neither done nor failed, and asking for it again may do it twice.
 */
public final class OperationUnfinishedException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final String operation;

    /** Creates it for the operation that nobody here sees the end of. */
    public OperationUnfinishedException(OperationId operation) {
        super(
                ErrorCode.OUTCOME_UNKNOWN,
                "this center does not lead any more: what was asked for may have been done, or goes on under the next"
                        + " leader: operation=" + operation,
                null);
        this.operation = operation.value();
    }

    /** Returns the operation that was under way. */
    public OperationId operation() {
        return OperationId.of(operation);
    }
}
