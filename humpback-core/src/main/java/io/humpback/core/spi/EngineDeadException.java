package io.humpback.core.spi;

import io.humpback.core.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A node's own agent answered, and says that its engine is dead. Thrown by {@link ContainerEngine#info} this is the one
 * signal by which a node counts as dead though it goes on announcing itself. Not to be thrown for an engine that is only
 * slow, nor by an engine that is asked without an agent.
 */
public final class EngineDeadException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final String endpoint;

    /** Creates it for the engine behind the agent at {@code endpoint}; {@code reason} is in the agent's words. */
    public EngineDeadException(String endpoint, String reason, @Nullable Throwable cause) {
        super(
                ErrorCode.ENGINE_UNREACHABLE,
                "agent says that its engine is dead: " + reason + ", endpoint=" + endpoint,
                cause);
        this.endpoint = endpoint;
    }

    /** Returns the agent's endpoint. */
    public String endpoint() {
        return endpoint;
    }

    /** Returns true: an engine that has just died may have done it before. */
    @Override
    public boolean isOutcomeUnknown() {
        return true;
    }
}
