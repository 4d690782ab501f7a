package io.humpback.server;

import io.humpback.core.ClusterInfo;
import io.humpback.core.spi.StateStore;
import io.humpback.core.spi.StoreUnavailableException;
import java.util.function.Supplier;

/** Finds the cluster's id in the store, and remembers it: it is made once. Safe for use by several threads. */
final class ClusterIdSource implements Supplier<String> {
    private final StateStore store;
    private volatile String found = "";

    ClusterIdSource(StateStore store) {
        this.store = store;
    }

    /** Returns the id; empty while none was made, or the store cannot be asked. */
    @Override
    public String get() {
        if (found.isEmpty()) {
            try {
                found = store.load().documents().stream()
                        .filter(ClusterInfo.class::isInstance)
                        .map(document -> ((ClusterInfo) document).clusterId())
                        .findFirst()
                        .orElse("");
            } catch (StoreUnavailableException e) {
                return "";
            }
        }
        return found;
    }
}
