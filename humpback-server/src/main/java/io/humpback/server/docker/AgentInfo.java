package io.humpback.server.docker;

import io.humpback.core.Checks;
import io.humpback.core.Fence;
import io.humpback.core.NodeFacts;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says of its host and its engine. Only an agent whose engine answers, and does what it is asked to, gives
 * this answer; otherwise it is an {@link AgentError}, with {@link AgentOutcome#ENGINE_DEAD} if nothing came from the engine
 * for long. Immutable.
 *
 * @param protocol the version of the agent's protocol, 1 or more
 * @param version the agent's own version
 * @param facts what the engine says of itself
 * @param lastFinishedMillis how long ago a change of a container last came to its end, in milliseconds
 * @param oldestWaitingMillis for how long the oldest change that is under way has been waiting, 0 for none
 * @param obeys the cluster, and the newest of its leaders, whose changes it takes; null as long as none has come
 */
public record AgentInfo(
        int protocol,
        String version,
        NodeFacts facts,
        long lastFinishedMillis,
        long oldestWaitingMillis,
        @Nullable Fence obeys) {
    /** Checks the ranges. */
    public AgentInfo {
        Checks.checkRange("protocol", protocol, 1, Integer.MAX_VALUE);
        Checks.checkNotNegative("lastFinishedMillis", lastFinishedMillis);
        Checks.checkNotNegative("oldestWaitingMillis", oldestWaitingMillis);
    }

    /** Returns this answer of an agent that obeys {@code fence}. */
    public AgentInfo obeying(@Nullable Fence fence) {
        return new AgentInfo(protocol, version, facts, lastFinishedMillis, oldestWaitingMillis, fence);
    }
}
