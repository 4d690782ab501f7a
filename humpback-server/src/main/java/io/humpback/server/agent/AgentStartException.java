package io.humpback.server.agent;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import org.jspecify.annotations.Nullable;

/** An agent cannot start. The message is one line for the operator. */
public final class AgentStartException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    /** Creates it; {@code message} says what failed and what to do. */
    public AgentStartException(String message, @Nullable Throwable cause) {
        super(ErrorCode.CONFIGURATION, message, cause);
    }
}
