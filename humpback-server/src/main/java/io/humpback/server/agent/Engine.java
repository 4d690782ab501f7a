package io.humpback.server.agent;

import io.humpback.core.NodeFacts;
import io.humpback.core.spi.EngineException;
import io.humpback.core.spi.EngineTimeoutException;
import io.humpback.core.spi.EngineUnreachableException;
import io.humpback.server.docker.AgentError;
import io.humpback.server.docker.AgentInfo;
import io.humpback.server.docker.AgentWire;
import io.humpback.server.docker.DockerHost;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * The host's engine as the agent's routes use it: with a bound on the changes at a time, and with a memory of how calls
 * ended, by which a dead engine is told from a slow one. Safe for use by several threads.
 */
final class Engine {
    private static final int MAX_CHANGES = 32;

    private final DockerHost host;
    private final CallLog calls;
    private final ChangeLog changesMade;
    private final String version;
    private final Duration deadAfter;
    private final Semaphore changes = new Semaphore(MAX_CHANGES);

    /** Creates it; {@code deadAfter} is the silence after which an unanswered question for its health means its death. */
    Engine(DockerHost host, CallLog calls, ChangeLog changesMade, String version, Duration deadAfter) {
        this.host = host;
        this.calls = calls;
        this.changesMade = changesMade;
        this.version = version;
        this.deadAfter = deadAfter;
    }

    DockerHost host() {
        return host;
    }

    /** Runs a question. */
    <T> T ask(Supplier<T> question) {
        try {
            return calls.run(question);
        } catch (EngineUnreachableException e) {
            throw deadOr(e);
        }
    }

    /** Runs a change; refused where too many are under way, so that threads are left for questions. */
    <T> T change(Supplier<T> change) {
        if (!changes.tryAcquire()) {
            throw AgentErrorException.refused(503, "too many changes under way: " + MAX_CHANGES, "busy");
        }
        try {
            return changesMade.run(() -> ask(change));
        } finally {
            changes.release();
        }
    }

    /** Runs a change without a result. */
    void change(Runnable change) {
        change(() -> {
            change.run();
            return true;
        });
    }

    /**
     * Returns how the engine is. One that cannot be reached or does not answer is dead if all calls have failed for
     * long; otherwise it may be slow, or be starting again, and nothing is claimed. One that answers but does nothing of
     * what it is asked to is told as one that did not answer: nothing new is to come to it, and nothing is to leave.
     */
    AgentInfo info(Duration deadline) {
        NodeFacts facts = facts(deadline);
        if (changesMade.showsThatNothingIsDone()) {
            throw new EngineTimeoutException(
                    host.endpoint(),
                    "any of the last changes, though it answers questions; a change last came to its end "
                            + changesMade.lastEndAge().toSeconds() + " s ago",
                    null);
        }
        return new AgentInfo(
                AgentWire.VERSION,
                version,
                facts,
                changesMade.lastEndAge().toMillis(),
                changesMade.oldestWaiting().toMillis(),
                null);
    }

    private NodeFacts facts(Duration deadline) {
        try {
            return ask(() -> host.info(deadline));
        } catch (EngineTimeoutException e) {
            throw deadOr(e);
        }
    }

    private RuntimeException deadOr(EngineException failure) {
        Duration failing = calls.failingFor();
        return failing.compareTo(deadAfter) < 0
                ? failure
                : new AgentErrorException(AgentError.engineDead("all calls to the engine have failed for "
                        + failing.toSeconds() + " s, " + failure.getMessage()));
    }
}
