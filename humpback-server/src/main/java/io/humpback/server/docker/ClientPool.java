package io.humpback.server.docker;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The present client for an engine's commands. A client on which a call got stuck is replaced by a new one at once and
 * closed as soon as nobody waits for an answer of it any more, which frees the threads and connections that are stuck
 * without disturbing the calls beside them. Safe for use by several threads.
 */
final class ClientPool {
    private final Supplier<EngineClient> source;
    private final Executor closer;
    private final Set<Lease> leases = new HashSet<>();
    private @Nullable Lease present;

    ClientPool(Supplier<EngineClient> source, Executor closer) {
        this.source = source;
        this.closer = closer;
    }

    /** A client with the number of callers that wait for its answers. */
    final class Lease {
        private final EngineClient client;
        private int waiting;

        private Lease(EngineClient client) {
            this.client = client;
        }

        EngineClient client() {
            return client;
        }

        /** Says that the caller waits no longer. */
        void release() {
            synchronized (ClientPool.this) {
                waiting--;
                closeIfUnused();
            }
        }

        /** Keeps later callers from this client. */
        void retire() {
            synchronized (ClientPool.this) {
                if (present == this) {
                    present = null;
                }
            }
        }

        private void closeIfUnused() {
            if (present != this && waiting == 0 && leases.remove(this)) {
                closer.execute(client::close); // may block on a connection that is stuck
            }
        }
    }

    /** Returns the present client, to be released. */
    synchronized Lease lease() {
        Lease lease = present;
        if (lease == null) {
            lease = new Lease(source.get());
            present = lease;
            leases.add(lease);
        }
        lease.waiting++;
        return lease;
    }

    /** Closes all clients though calls are under way. */
    synchronized void close() {
        present = null;
        List<Lease> left = List.copyOf(leases);
        leases.clear();
        left.forEach(lease -> lease.client.close());
    }
}
