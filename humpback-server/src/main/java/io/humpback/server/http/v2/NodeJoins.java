package io.humpback.server.http.v2;

import io.humpback.core.contract.NodeRecord;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where agents announce themselves. Implementations are safe for use by several threads and return at once. */
public interface NodeJoins {
    /**
     * Announces a node, or renews its lease.
     *
     * @param ttl how long the lease is to last
     * @param member how its agent has shown to belong to the cluster
     */
    Answer join(String agentKey, NodeRecord record, Duration ttl, Membership member);

    /**
     * Ends the lease of an agent that says goodbye.
     *
     * @param instance which start of the agent says so
     * @return false if somebody else holds the lease
     */
    boolean leave(String agentKey, String instance);

    /** What becomes of an announcement. */
    sealed interface Answer {}

    /**
     * It was accepted.
     *
     * @param ttl how long the lease lasts
     * @param heartbeat how often it is to be renewed
     * @param clusterId the cluster's own id; empty where it has none yet
     */
    record Joined(Duration ttl, Duration heartbeat, String clusterId) implements Answer {}

    /**
     * It was not accepted.
     *
     * @param detail why, in one line for the operator of the agent
     * @param newestStamp of a stale record: the newest one's stamp; null for other reasons
     */
    record Refused(Reason reason, String detail, @Nullable Long newestStamp) implements Answer {
        /** Creates it for a reason that has no stamp. */
        public Refused(Reason reason, String detail) {
            this(reason, detail, null);
        }
    }

    /** Why an announcement is not accepted. */
    enum Reason {
        /** A field of the record makes no sense. */
        INVALID_RECORD(400, "the record is malformed"),
        /** The signature does not fit record, key and token. */
        FORGED_RECORD(403, "the signature does not fit the record"),
        /** The agent's certificate, by which it joins, does not fit what the record says. */
        OTHER_CERTIFICATE(403, "the certificate does not fit the record"),
        /** A newer record of this agent is known. */
        STALE_RECORD(409, "a newer record of this agent is known"),
        /** Another agent has the same key. */
        KEY_HELD(409, "another agent has this key"),
        /** Another agent is reached at the same address. */
        ADDRESS_HELD(409, "another agent has this address"),
        /** Configuration names the engine behind the agent as a node. */
        ENGINE_HELD(409, "the engine is a node without an agent"),
        /** It cannot be told yet; the agent is to try again. */
        NOT_READY(503, "not ready yet");

        private final int status;
        private final String title;

        Reason(int status, String title) {
            this.status = status;
            this.title = title;
        }

        /** Returns the HTTP status that tells of it. */
        public int status() {
            return status;
        }

        /** Returns it in words. */
        public String title() {
            return title;
        }
    }
}
