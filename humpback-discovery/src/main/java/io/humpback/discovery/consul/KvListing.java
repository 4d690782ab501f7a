package io.humpback.discovery.consul;

import java.util.List;

/**
 * What a query found. Immutable.
 *
 * @param index from which the next one may wait for a change, 0 if none can
 * @param knownLeader false if the servers have none at present, so that this may be old
 * @param pairs in the order of their keys
 */
record KvListing(long index, boolean knownLeader, List<KvPair> pairs) {
    KvListing {
        pairs = List.copyOf(pairs);
    }

    /**
     * Returns the index for the next query of a watch: 0 if it went back, as it does after a restore or a wipe, since a
     * query from an index in the future would stay silent.
     */
    long nextAfter(long before) {
        return index < before ? 0 : index;
    }
}
