package io.humpback.discovery;

import io.humpback.core.Node;
import io.humpback.core.contract.AnnouncedNode;
import io.humpback.core.contract.NodeRecord;
import io.humpback.core.contract.RecordSignature;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Makes nodes of stored records, as far as they are to be believed. Remembers the newest record of each agent, so that
 * an older one that somebody put in its place is told. Not safe for use by several threads.
 */
final class RecordReader {
    /** More than there can be nodes. */
    private static final int MAX_REMEMBERED = 20_000;

    private final RecordPolicy policy;
    private final Map<String, Newest> newest = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Newest> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /** The newest record of an agent. */
    private record Newest(long stamp, String instance, String endpoint) {}

    RecordReader(RecordPolicy policy) {
        this.policy = policy;
    }

    /**
     * Returns the node that is announced.
     *
     * @throws IllegalArgumentException with the reason, if the record is refused
     */
    Node read(String agentKey, byte[] value) {
        NodeRecord record = RecordCodec.decode(agentKey, value);
        Node node = AnnouncedNode.of(agentKey, record);
        checkSignature(agentKey, record);
        checkAge(agentKey, record, node);
        return node;
    }

    private void checkSignature(String agentKey, NodeRecord record) {
        if (policy.token() == null) {
            return;
        }
        if (record.signature() == null) {
            // Whom the record leads to is told the token, if it is said to be an agent of ours.
            if (policy.signedOnly() || record.isOurs()) {
                throw new IllegalArgumentException("it is not signed. Maybe its agent has no cluster token");
            }
        } else if (!RecordSignature.isValid(agentKey, record, policy.token())) {
            throw new IllegalArgumentException(
                    "it is not signed with this cluster's token. Maybe its agent has another one");
        }
    }

    /**
     * Stamps are compared with each other and never with a clock. An agent that starts anew after its clock was set back
     * is believed as long as it is where it was: then nothing is led astray, whoever wrote the record.
     */
    private void checkAge(String agentKey, NodeRecord record, Node node) {
        Long stamp = record.stamp();
        if (stamp == null) {
            return;
        }
        String instance = Objects.requireNonNullElse(record.instance(), "");
        Newest known = newest.get(agentKey);
        if (known != null && stamp < known.stamp) {
            if (known.instance.equals(instance) || !known.endpoint.equals(node.endpoint())) {
                throw new IllegalArgumentException(
                        "it is older than the newest of its agent. Maybe the clock there was set"
                                + " back, or somebody put an old record in its place");
            }
        }
        newest.put(agentKey, new Newest(stamp, instance, node.endpoint()));
    }
}
