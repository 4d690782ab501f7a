package io.humpback.server.docker;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.humpback.core.spi.EngineDeadException;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineRefusedException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import java.util.List;

/**
 * What an agent answers to a call that failed, in the original's shape, with what its own protocol adds. Immutable.
 *
 * @param code the HTTP status of the answer; of a refused call the engine's own
 * @param message empty for none
 * @param detail what is wrong, in the words of agent or engine, one text or several
 * @param outcome what the failure means
 * @param rule which rule of the agent refused, for example {@code fence-epoch} or {@code bind}; empty for none
 */
@JsonPropertyOrder({"Code", "Message", "Detail", "Outcome", "Rule"})
public record AgentError(
        @JsonProperty("Code") int code,

        @JsonProperty("Message") @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        String message,

        @JsonProperty("Detail")
        @JsonFormat(
                with = {
                    JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
                    JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED
                })
        @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<String> detail,

        @JsonProperty("Outcome") AgentOutcome outcome,

        @JsonProperty("Rule") @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        String rule) {
    /** An agent that has seen a newer leader answers with this status. */
    public static final int STALE_EPOCH = 412;
    /** An agent of another cluster answers with this status. */
    public static final int OTHER_CLUSTER = 409;
    /** An agent that cannot keep the epoch answers with this status. */
    public static final int CANNOT_KEEP = 507;
    /** The rule that refuses the calls of a leader that is not the newest any more. */
    public static final String RULE_EPOCH = "fence-epoch";
    /** The rule that refuses the calls of another cluster. */
    public static final String RULE_CLUSTER = "fence-cluster";
    /** The rule that refuses all changes while the newest epoch cannot be kept. */
    public static final String RULE_DISK = "fence-disk";
    /** The rule that refuses to change a container that is not the cluster's. */
    public static final String RULE_FOREIGN = "foreign-container";

    private static final int UNAVAILABLE = 503;
    private static final int NO_ANSWER_IN_TIME = 504;

    /** Copies the detail. */
    public AgentError {
        detail = List.copyOf(detail);
    }

    /** Returns that {@code rule} refuses a call with {@code status}, and why. */
    public static AgentError refused(int status, String detail, String rule) {
        return new AgentError(status, "", List.of(detail), AgentOutcome.REFUSED, rule);
    }

    /** Returns that the agent's engine is dead, and why the agent thinks so. */
    public static AgentError engineDead(String reason) {
        return new AgentError(UNAVAILABLE, "", List.of(reason), AgentOutcome.ENGINE_DEAD, "");
    }

    /** Returns what the failure of a call to the agent's engine is on the wire. */
    public static AgentError of(EngineException failure) {
        if (failure instanceof EngineRefusedException refused) {
            return refused(refused.status(), refused.reason(), "");
        }
        if (failure instanceof EngineDeadException dead) {
            return engineDead(String.valueOf(dead.getMessage()));
        }
        boolean unknown = failure.isOutcomeUnknown();
        return new AgentError(
                unknown ? NO_ANSWER_IN_TIME : UNAVAILABLE,
                "",
                List.of(String.valueOf(failure.getMessage())),
                unknown ? AgentOutcome.UNKNOWN : AgentOutcome.UNREACHABLE,
                "");
    }

    /** Returns this failure as the center knows it, of a call to the agent at {@code endpoint}. */
    public EngineException toException(String endpoint) {
        return switch (outcome) {
            case REFUSED -> new EngineRefusedException(code, reason());
            case UNREACHABLE -> new EngineUnreachableException(endpoint, reason(), null);
            case ENGINE_DEAD -> new EngineDeadException(endpoint, reason(), null);
            case UNKNOWN -> new EngineTimeoutException(endpoint, reason(), null);
        };
    }

    /** Returns all that is said, in one line. */
    public String reason() {
        String details = String.join(" ", detail);
        return message.isEmpty() ? details : details.isEmpty() ? message : message + " " + details;
    }
}
