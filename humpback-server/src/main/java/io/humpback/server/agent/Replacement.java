package io.humpback.server.agent;

import io.humpback.core.ObservedContainer;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineException;
import io.humpback.server.docker.DockerHost;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a new container in the place of an old one, under its name and with its ports. Where the new one cannot be made
 * or started, the old one gets its name back and runs as before. Safe for use by several threads.
 */
final class Replacement {
    private static final Logger log = LoggerFactory.getLogger(Replacement.class);
    private static final int SUFFIX_LENGTH = 8;

    private final DockerHost host;
    private final Duration deadline;
    private final Duration grace;

    Replacement(DockerHost host, Duration deadline, Duration grace) {
        this.host = host;
        this.deadline = deadline;
        this.grace = grace;
    }

    /** Returns {@code image} with another tag and without a digest, which would contradict it. */
    static String withTag(String image, String tag) {
        String name = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
        int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
        return (colon < 0 ? name : name.substring(0, colon)) + ":" + tag;
    }

    /** Returns the id of the new container, which runs; {@code ports} completes it once the old one holds none. */
    String replace(ObservedContainer old, ContainerRequest request, UnaryOperator<ContainerRequest> ports) {
        boolean ran = old.state().isLive();
        String aside = old.name() + "-"
                + old.id().substring(0, Math.min(SUFFIX_LENGTH, old.id().length()));
        host.stop(old.id(), grace, deadline);
        boolean made = false;
        String id = "";
        try {
            host.rename(old.id(), aside, deadline);
            id = host.create(ports.apply(request), deadline);
            host.start(id, deadline);
            made = true;
        } finally {
            if (!made) {
                putBack(old, id, ran);
            }
        }
        clear(old.id());
        return id;
    }

    /** Removes a container that is in the way; if this fails it is only told of. */
    void clear(String id) {
        try {
            host.remove(id, deadline);
        } catch (EngineException e) {
            log.warn("container left behind: id={}", id, e);
        }
    }

    private void putBack(ObservedContainer old, String newId, boolean ran) {
        try {
            if (!newId.isEmpty()) {
                host.remove(newId, deadline);
            }
            host.rename(old.id(), old.name(), deadline);
            if (ran) {
                host.start(old.id(), deadline);
            }
        } catch (EngineException e) {
            log.error("container not put back: name={} id={}", old.name(), old.id(), e);
        }
    }
}
