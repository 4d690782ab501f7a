package io.humpback.discovery;

import io.humpback.core.contract.NodeRecord;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says whose a stored record is, so that an agent does not overwrite another one's. Stateless. */
public final class RecordHolder {
    private RecordHolder() {}

    /**
     * Checks that an agent may put {@code record} in the place of {@code stored}: there is none, or none that can be
     * read, or it is this agent's own, or that of an agent at the same address. Another agent with the same key, on a
     * cloned machine, is at another address: the first one keeps the key while it lasts.
     *
     * @param stored null if there is none
     * @throws NotAnnouncedException if it is another agent's
     */
    public static void checkMayReplace(String agentKey, byte @Nullable [] stored, NodeRecord record) {
        NodeRecord other = decode(agentKey, stored);
        if (other == null || isOf(other, record.instance()) || Objects.equals(other.apiAddr(), record.apiAddr())) {
            return;
        }
        throw new NotAnnouncedException(
                NotAnnouncedException.Kind.REFUSED,
                "another agent is announced with this key, at another address: key=" + agentKey
                        + ". Maybe the machine was cloned: stop this agent and delete its key file",
                null);
    }

    /** Returns whether {@code stored} was announced by the start {@code instance} of the agent; false if there is none. */
    public static boolean isOf(String agentKey, byte @Nullable [] stored, String instance) {
        NodeRecord other = decode(agentKey, stored);
        return other != null && isOf(other, instance);
    }

    /**
     * Returns whether {@code stored} says all that {@code record} does, but for stamp and signature: then it need not be
     * written again.
     */
    public static boolean saysTheSame(String agentKey, byte @Nullable [] stored, NodeRecord record) {
        NodeRecord other = decode(agentKey, stored);
        return other != null && unstamped(other).equals(unstamped(record));
    }

    private static NodeRecord unstamped(NodeRecord record) {
        return record.isOurs()
                ? record.asOurs(
                                Objects.requireNonNullElse(record.instance(), ""),
                                record.zone(),
                                Boolean.TRUE.equals(record.tls()),
                                0)
                        .withSignature(record.signature() == null ? "" : "signed")
                : record;
    }

    private static boolean isOf(NodeRecord record, @Nullable String instance) {
        return record.instance() != null && record.instance().equals(instance);
    }

    private static @Nullable NodeRecord decode(String agentKey, byte @Nullable [] stored) {
        if (stored == null) {
            return null;
        }
        try {
            return RecordCodec.decode(agentKey, stored);
        } catch (IllegalArgumentException e) {
            return null; // nobody's: the agent mends it
        }
    }
}
