package io.humpback.server.agent;

import io.humpback.core.ContainerState.Status;
import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineRefusedException;
import java.time.Duration;
import java.util.Optional;

/**
 * Undoes a replacement that failed somewhere: what was made in place of a container goes, and the container gets its name
 * back and runs if it ran. It goes by what the engine has, not by which call is known to have succeeded, so that it can be
 * run at any time and again. Not for use by several threads at a time.
 */
final class PutBack {
    private final ContainerEngine host;
    private final ObservedContainer old;
    private final Duration deadline;
    private String name = "";
    private String holder = "";
    private String made = "";

    /** Creates it for {@code old} as it was before anything was done. */
    PutBack(ContainerEngine host, ObservedContainer old, Duration deadline) {
        this.host = host;
        this.old = old;
        this.deadline = deadline;
    }

    /** Called before a container is created under {@code newName}: whoever has that name now was not made by us. */
    void creating(String newName) {
        holder = find(newName).map(ObservedContainer::id).orElse("");
        name = newName;
    }

    /** Called when it is known which container was created. */
    void created(String id) {
        made = id;
    }

    String containerId() {
        return old.id();
    }

    @Override
    public String toString() {
        return "name=" + old.name() + " id=" + old.id();
    }

    /** Leaves all as it was; throws an {@code EngineException} if that cannot be done, or not now. */
    void run() {
        removeMade();
        ObservedContainer now = host.inspect(old.id(), deadline);
        if (!now.name().equals(old.name())) {
            host.rename(old.id(), old.name(), deadline);
        }
        if (old.state().isLive() && !now.state().isLive()) {
            host.start(old.id(), deadline);
        }
    }

    /** A create without an answer may have been done: then there is one under the name that was never started. */
    private void removeMade() {
        if (!made.isEmpty()) {
            host.remove(made, deadline);
        } else if (!name.isEmpty()) {
            find(name)
                    .filter(found -> !found.id().equals(old.id()) && !found.id().equals(holder))
                    .filter(found -> found.state().status() == Status.CREATED)
                    .ifPresent(found -> host.remove(found.id(), deadline));
        }
    }

    private Optional<ObservedContainer> find(String wished) {
        try {
            return Optional.of(host.inspect(wished, deadline));
        } catch (EngineRefusedException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
