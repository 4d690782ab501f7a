package io.humpback.examples.backend;

import io.humpback.core.contract.NodeRecord;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.NotAnnouncedException;
import io.humpback.discovery.NotAnnouncedException.Kind;
import io.humpback.discovery.RecordCodec;
import io.humpback.discovery.RecordHolder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/** An agent's file below {@code nodes/}, written anew at each heartbeat. */
final class FilesAnnouncements implements Announcements {
    static final String NODES = "nodes";
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");

    private final SharedDirectory directory;
    private final Duration ttl;
    private final LeaseWatch holders;
    private final String own = UUID.randomUUID().toString();
    private long beats;

    FilesAnnouncements(SharedDirectory directory, Duration ttl) {
        this.directory = directory;
        this.ttl = ttl;
        long start = System.nanoTime();
        this.holders = new LeaseWatch(() -> Instant.EPOCH.plusNanos(System.nanoTime() - start));
    }

    private static Path file(Path root, String agentKey) {
        if (!KEY.matcher(agentKey).matches()) {
            throw new IllegalArgumentException(
                    "agentKey: \"" + agentKey + "\" (expected: one that can be a file name)");
        }
        return root.resolve(NODES).resolve(agentKey);
    }

    /** Another agent's file is left alone as long as somebody renews it: that is seen within its TTL. */
    @Override
    public void announce(String agentKey, NodeRecord record) {
        try {
            directory.change(root -> {
                Path file = file(root, agentKey);
                NodeFile stored = NodeFile.read(file);
                if (stored != null && holders.isAlive(agentKey, stored.mark(), stored.ttl())) {
                    RecordHolder.checkMayReplace(agentKey, stored.record(), record);
                }
                byte[] value = RecordCodec.encode(agentKey, record);
                SharedDirectory.write(
                        file, NodeFile.of(value, own + "-" + ++beats, ttl).bytes());
            });
        } catch (IOException e) {
            throw failure("node is not announced: reason=", e);
        }
    }

    @Override
    public void withdraw(String agentKey, String instance) {
        try {
            directory.change(root -> {
                Path file = file(root, agentKey);
                NodeFile stored = NodeFile.read(file);
                if (stored != null && RecordHolder.isOf(agentKey, stored.record(), instance)) {
                    SharedDirectory.remove(file);
                }
            });
        } catch (IOException e) {
            throw failure("node may still be announced: reason=", e);
        }
    }

    private static NotAnnouncedException failure(String what, IOException e) {
        Kind kind = e instanceof AccessDeniedException ? Kind.UNAUTHORIZED : Kind.UNAVAILABLE;
        return new NotAnnouncedException(kind, what + SharedDirectory.reason(e), e);
    }

    @Override
    public void cancel() {
        directory.cancel();
    }

    @Override
    public void close() {
        directory.cancel();
    }
}
