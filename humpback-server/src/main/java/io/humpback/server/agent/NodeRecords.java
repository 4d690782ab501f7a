package io.humpback.server.agent;

import io.humpback.core.NodeFacts;
import io.humpback.core.contract.ClusterToken;
import io.humpback.core.contract.NodeRecord;
import io.humpback.core.contract.RecordSignature;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of one agent: what its engine says, and who it is; signed where the cluster has a token. Each has
 * a higher stamp than the one before. For one thread at a time.
 */
final class NodeRecords {
    private final AgentIdentity identity;
    private final @Nullable ClusterToken token;
    private final Supplier<String> address;
    private final InstantSource wallClock;
    private long stamp;

    /**
     * Creates it.
     *
     * @param address under which others reach the host at the moment
     * @param wallClock only makes stamps rise across restarts, and may be wrong
     */
    NodeRecords(
            AgentIdentity identity, @Nullable ClusterToken token, Supplier<String> address, InstantSource wallClock) {
        this.identity = identity;
        this.token = token;
        this.address = address;
        this.wallClock = wallClock;
    }

    AgentIdentity identity() {
        return identity;
    }

    /** Returns the next record. */
    NodeRecord next(NodeFacts facts) {
        stamp = Math.max(stamp + 1, wallClock.millis());
        NodeRecord record = original(facts, address.get())
                .asOurs(identity.instance(), identity.zone().isEmpty() ? null : identity.zone(), identity.tls(), stamp);
        return token == null ? record : RecordSignature.sign(identity.key(), record, token);
    }

    /** Lets the next record be newer than one that others know: the clock was set back since. */
    void surpass(long newestStamp) {
        stamp = Math.max(stamp, newestStamp);
    }

    private NodeRecord original(NodeFacts facts, String ownAddress) {
        return new NodeRecord(
                facts.engineId(),
                identity.name().isEmpty() ? facts.hostName() : identity.name(),
                ownAddress,
                identity.apiAddress(ownAddress),
                facts.cpus(),
                facts.memoryBytes(),
                facts.storageDriver(),
                facts.kernelVersion(),
                facts.platform().architecture(),
                facts.operatingSystem(),
                facts.platform().os(),
                facts.labels().entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .toList(),
                identity.version(),
                facts.engineVersion());
    }
}
