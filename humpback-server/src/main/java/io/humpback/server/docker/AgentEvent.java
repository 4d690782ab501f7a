package io.humpback.server.docker;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;

/**
 * A line of an agent's stream of events: that it is open, that it still is, that something happened to a container, or,
 * as the last line, that the agent has lost its engine's stream. Immutable.
 *
 * @param open true in the first line: what happens from now on will be told
 * @param heartbeat true in a line that says nothing else
 * @param id the container's id, empty in other lines
 * @param action what happened to it, in Docker's words
 * @param broken why the stream ends; empty in other lines
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record AgentEvent(
        @JsonSetter(nulls = Nulls.AS_EMPTY) boolean open,
        @JsonSetter(nulls = Nulls.AS_EMPTY) boolean heartbeat,

        @JsonSetter(nulls = Nulls.AS_EMPTY) @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String id,

        @JsonSetter(nulls = Nulls.AS_EMPTY) @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String action,

        @JsonSetter(nulls = Nulls.AS_EMPTY) @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String broken) {
    /** The first line. */
    public static final AgentEvent OPEN = new AgentEvent(true, false, "", "", "");
    /** A line that only shows that the agent lives. */
    public static final AgentEvent HEARTBEAT = new AgentEvent(false, true, "", "", "");

    /** Returns the line of something that happened to a container. */
    public static AgentEvent of(String id, String action) {
        return new AgentEvent(false, false, id, action, "");
    }

    /** Returns the last line. */
    public static AgentEvent broken(String reason) {
        return new AgentEvent(false, false, "", "", reason);
    }
}
