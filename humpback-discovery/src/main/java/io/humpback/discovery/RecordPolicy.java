package io.humpback.discovery;

import io.humpback.core.contract.ClusterToken;
import org.jspecify.annotations.Nullable;

/**
 * Which node records a center believes. A signature that is there must be right; an original agent's record has none,
 * and one of our own agents is not believed without.
 * Immutable.
 *
 * @param token what our own agents sign their records with; null where the cluster has none: then nothing is checked
 * @param signedOnly whether a record without a signature is refused, so that nobody who can write to the backend can
 *     announce a node; original agents are no nodes then
 */
public record RecordPolicy(@Nullable ClusterToken token, boolean signedOnly) {
    /** Believes every record. */
    public static final RecordPolicy OPEN = new RecordPolicy(null, false);

    /** Checks that signatures are demanded only where they can be checked. */
    public RecordPolicy {
        if (signedOnly && token == null) {
            throw new IllegalArgumentException("token: none (expected: one, since signatures are demanded)");
        }
    }
}
