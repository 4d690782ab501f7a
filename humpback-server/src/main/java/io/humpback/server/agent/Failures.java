package io.humpback.server.agent;

import io.humpback.core.spi.EngineException;
import io.humpback.server.docker.AgentError;
import io.humpback.server.docker.AgentOutcome;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what a failure is on the wire. Stateless. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);
    private static final int FORBIDDEN = 403;
    private static final int BAD_REQUEST = 400;
    private static final int INTERNAL = 500;

    private Failures() {}

    /** Returns the error to tell. A defect is logged here and told without details. */
    static AgentError of(Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof AgentErrorException known) {
            return known.error();
        }
        if (failure instanceof NotAdmittedException refused) {
            return AgentError.refused(
                    FORBIDDEN,
                    refused.violation().message(),
                    refused.violation().rule());
        }
        if (failure instanceof EngineException engine) {
            return AgentError.of(engine);
        }
        if (failure instanceof HttpResponseException http) {
            return AgentError.refused(http.getStatus(), String.valueOf(http.getMessage()), "");
        }
        if (failure instanceof IllegalArgumentException mistake) {
            return AgentError.refused(BAD_REQUEST, String.valueOf(mistake.getMessage()), "");
        }
        log.error("request failed by a defect", failure);
        return new AgentError(INTERNAL, "", List.of("internal error"), AgentOutcome.UNKNOWN, "");
    }
}
