package io.humpback.server.docker;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a failed call to an agent means for the one who asked. */
public enum AgentOutcome {
    /** Agent or engine said no: nothing was done. */
    REFUSED("refused"),
    /** The agent could not send it to its engine: nothing was done. */
    UNREACHABLE("unreachable"),
    /** The engine gave no answer in time: it may have been done, or may be done later. */
    UNKNOWN("unknown"),
    /** The agent lives and its engine does not: nothing was done, and nothing will be until the engine is back. */
    ENGINE_DEAD("engine-dead");

    private final String word;

    AgentOutcome(String word) {
        this.word = word;
    }

    /** Returns the word on the wire. */
    @JsonValue
    public String word() {
        return word;
    }

    /** Returns the outcome of {@code word}; what is not known counts as {@link #UNKNOWN}, which claims nothing. */
    @JsonCreator
    public static AgentOutcome of(String word) {
        for (AgentOutcome outcome : values()) {
            if (outcome.word.equals(word)) {
                return outcome;
            }
        }
        return UNKNOWN;
    }
}
