package io.humpback.core.spi;

import io.humpback.core.NodeFacts;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PullPolicy;
import java.time.Duration;
import java.util.List;

/**
 * The containers of one host. Every call blocks until the answer or its deadline; implementations are safe for use by
 * several threads. A call that fails throws an {@link EngineException} that says whether its outcome is unknown. Where
 * what is asked is already so (started, stopped, gone), the call succeeds.
 */
public interface ContainerEngine extends AutoCloseable {
    /**
     * Returns what the engine says of itself. Asks for what only a working engine can answer, so it serves as the
     * health check.
     */
    NodeFacts info(Duration deadline);

    /** Returns all containers, stopped ones too; ours with all details, foreign ones as a list shows them. */
    List<ObservedContainer> list(Duration deadline);

    /** Returns one container with all details; refused with 404 if there is none of this id or name. */
    ObservedContainer inspect(String idOrName, Duration deadline);

    /** Creates a container without starting it and returns its id; refused with 409 if the name is taken. */
    String create(ContainerRequest request, Duration deadline);

    /** Starts a container. */
    void start(String id, Duration deadline);

    /** Asks a container to stop and ends it when {@code grace} has passed. */
    void stop(String id, Duration grace, Duration deadline);

    /** Stops a container and starts it again. */
    void restart(String id, Duration grace, Duration deadline);

    /** Ends a container by a signal. */
    void kill(String id, Duration deadline);

    /** Freezes a container's processes. */
    void pause(String id, Duration deadline);

    /** Lets a container's processes go on. */
    void unpause(String id, Duration deadline);

    /** Renames a container. */
    void rename(String id, String newName, Duration deadline);

    /** Removes a container, also a running one. Its volumes stay. */
    void remove(String id, Duration deadline);

    /** Fetches an image unless the engine already has it; refused with the registry's reason. */
    void pull(String image, Duration deadline);

    /**
     * Fetches an image as {@code policy} says, with the logins that the engine's side knows; refused with the
     * registry's reason. That a registry is too slow is a refusal too, since nothing is waited for then.
     *
     * @return the digest of what the engine has then, empty where it does not say
     */
    default String pull(String image, PullPolicy policy, PullListener listener, Duration deadline) {
        if (policy != PullPolicy.NEVER) {
            pull(image, deadline);
        }
        return "";
    }

    /**
     * Begins to follow the engine's events of containers. The listener is called on a thread of the implementation,
     * one call at a time, until the subscription is closed or the stream breaks. Nothing is repeated: after
     * {@link EngineEventListener#onBroken} events may have been missed, so list before you subscribe again.
     */
    Subscription subscribe(EngineEventListener listener);

    /** Ends all connections; calls under way fail. Repeated calls do nothing. */
    @Override
    void close();
}
