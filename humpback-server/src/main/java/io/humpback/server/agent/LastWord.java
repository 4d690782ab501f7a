package io.humpback.server.agent;

import io.humpback.core.InstanceIdentity;
import io.humpback.core.ObservedContainer;
import io.humpback.core.StopOnDisconnect;
import io.humpback.server.docker.DockerHost;
import java.time.Duration;
import java.util.List;

/**
 * What an agent that nobody hears does to its engine. Each call is a short one, so that a few at a time are enough for
 * any number of containers. For use by several threads; failures are {@link io.humpback.core.spi.EngineException}s.
 */
interface LastWord {
    /**
     * A container that asks to be stopped, and has not ended. Immutable.
     *
     * @param clusterId of which cluster it is, empty for none
     * @param time for how long its agent may hear nothing
     */
    record Leashed(String id, String name, String clusterId, Duration time) {}

    /** Returns all that have not ended. */
    List<Leashed> leashed(Duration deadline);

    /** Sends the signal by which a container is asked to end, and does not wait for that. */
    void askToEnd(String id, Duration deadline);

    /** Ends a container. */
    void kill(String id, Duration deadline);

    /** Returns that to a real engine. */
    static LastWord to(DockerHost host) {
        return new LastWord() {
            @Override
            public List<Leashed> leashed(Duration deadline) {
                return host.started(StopOnDisconnect.LABEL, deadline).stream()
                        .map(LastWord::leashed)
                        .toList();
            }

            @Override
            public void askToEnd(String id, Duration deadline) {
                host.askToEnd(id, deadline);
            }

            @Override
            public void kill(String id, Duration deadline) {
                host.endAtOnce(id, deadline);
            }
        };
    }

    private static Leashed leashed(ObservedContainer listed) {
        var labels = listed.spec().labels();
        String cluster =
                InstanceIdentity.of(labels).map(InstanceIdentity::clusterId).orElse("");
        return new Leashed(listed.id(), listed.name(), cluster, StopOnDisconnect.of(labels));
    }
}
