package io.humpback.server.agent;

import io.humpback.core.Fence;
import io.humpback.server.docker.AgentError;
import io.humpback.server.docker.AgentWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps on disk whom this host obeys: one cluster, and of its leaders the newest that was ever heard. A call is passed
 * on only after the epoch that it brings is kept, so that a leader that was replaced has no effect any more, also
 * after the agent was restarted. Safe for use by several threads.
 */
final class Fencing {
    private static final Logger log = LoggerFactory.getLogger(Fencing.class);
    private static final int MAX_BYTES = 4096;

    private final Path file;
    private final AtomicFile writer;
    private @Nullable Fence highest;

    /**
     * Creates it with what the file says. Throws {@link IllegalArgumentException} that names the file if it is damaged:
     * an agent that has forgotten whom it obeys would obey anybody.
     */
    Fencing(Path file, AtomicFile writer) {
        this.file = file;
        this.writer = writer;
        try {
            if (Files.exists(file)) {
                if (Files.size(file) > MAX_BYTES) {
                    throw new IllegalArgumentException("too large");
                }
                highest = AgentWire.decode(Files.readAllBytes(file), Fence.class);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "fence: " + file + " (expected: as the agent wrote it). Maybe remove it, if no center of before"
                            + " is at work any more",
                    e);
        }
    }

    /** Returns whom this host obeys, empty as long as nobody has said so. */
    synchronized Optional<Fence> highest() {
        return Optional.ofNullable(highest);
    }

    /** Lets a call of {@code caller} pass, keeping its epoch, or returns why it may not. Nothing was done then. */
    synchronized Optional<AgentError> check(Fence caller) {
        Fence known = highest;
        if (known != null && !known.clusterId().equals(caller.clusterId())) {
            return refused(
                    AgentError.OTHER_CLUSTER,
                    "this host belongs to cluster " + known.clusterId() + ". Maybe stop that center and remove " + file
                            + " on the host",
                    AgentError.RULE_CLUSTER);
        }
        if (known != null && caller.epoch() < known.epoch()) {
            return refused(
                    AgentError.STALE_EPOCH,
                    "epoch " + caller.epoch() + " is over, the newest leader has " + known.epoch(),
                    AgentError.RULE_EPOCH);
        }
        return caller.equals(known) ? Optional.empty() : keep(caller);
    }

    private Optional<AgentError> keep(Fence newer) {
        try {
            writer.write(file, AgentWire.encodeBytes(newer));
        } catch (IOException e) {
            log.error("epoch not kept, changes are refused: file={}", file, e);
            return refused(
                    AgentError.CANNOT_KEEP,
                    "the epoch cannot be kept on this host's disk: " + e.getMessage(),
                    AgentError.RULE_DISK);
        }
        log.info("new leader: cluster={} epoch={}", newer.clusterId(), newer.epoch());
        highest = newer;
        return Optional.empty();
    }

    private static Optional<AgentError> refused(int status, String reason, String rule) {
        return Optional.of(AgentError.refused(status, reason, rule));
    }
}
