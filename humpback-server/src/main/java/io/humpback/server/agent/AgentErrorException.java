package io.humpback.server.agent;

import io.humpback.core.ErrorCode;
import io.humpback.core.HumpbackException;
import io.humpback.server.docker.AgentError;

/** Ends the handling of a request with an error that is known already. */
final class AgentErrorException extends HumpbackException {
    private static final long serialVersionUID = 1L;

    private final transient AgentError error;

    AgentErrorException(AgentError error) {
        super(ErrorCode.INVALID, error.reason(), null);
        this.error = error;
    }

    static AgentErrorException refused(int status, String reason, String rule) {
        return new AgentErrorException(AgentError.refused(status, reason, rule));
    }

    AgentError error() {
        return error;
    }
}
