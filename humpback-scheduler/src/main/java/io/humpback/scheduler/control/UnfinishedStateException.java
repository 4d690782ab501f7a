package io.humpback.scheduler.control;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;

/**
 * The state is not whole: something was begun with it, an import for example, and not finished. Nobody leads on it, since
 * what is missing there would be taken for removed.
 */
public final class UnfinishedStateException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    /** Creates it for what was not finished. */
    public UnfinishedStateException(String task) {
        super(
                ErrorCode.CONFIGURATION,
                "the state is not whole: not finished=" + task + ". Maybe it was interrupted; do it again",
                null);
    }
}
