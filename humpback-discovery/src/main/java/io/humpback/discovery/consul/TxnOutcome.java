package io.humpback.discovery.consul;

import java.util.List;

/**
 * What became of a transaction. Immutable.
 *
 * @param done false if it was rolled back
 * @param pairs what it read, and what it wrote, without values
 * @param reason why it was rolled back, empty if it was not
 */
record TxnOutcome(boolean done, List<KvPair> pairs, String reason) {
    TxnOutcome {
        pairs = List.copyOf(pairs);
    }
}
