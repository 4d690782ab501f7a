package io.humpback.discovery.consul;

import io.humpback.discovery.AnnouncedNodeDirectory;
import io.humpback.discovery.ClusterPath;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a directory what stands below {@code nodes/}, all of it each time, on a thread of its own: at once after a change
 * and after every wait without one. Nothing is derived from differences, so lost or repeated news do no harm.
 */
final class ConsulNodeWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ConsulNodeWatch.class);

    private final ConsulHttp http;
    private final ConsulApi api;
    private final ConsulTimes times;
    private final String prefix;
    private final AnnouncedNodeDirectory directory;
    private final ConsulLoop loop;
    /** Used by the loop's thread alone, like {@link #failing}. */
    private long index;

    private boolean failing;

    private ConsulNodeWatch(ConsulHttp http, ConsulTimes times, ClusterPath path, AnnouncedNodeDirectory directory) {
        this.http = http;
        this.api = new ConsulApi(http, times, times.attempt());
        this.times = times;
        this.prefix = path.nodes();
        this.directory = directory;
        this.loop = ConsulLoop.start("humpback-consul-nodes", times.pause(), this::round, this::failed);
    }

    /** Begins to watch. Closes {@code http} at its end. */
    static ConsulNodeWatch start(
            ConsulHttp http, ConsulTimes times, ClusterPath path, AnnouncedNodeDirectory directory) {
        return new ConsulNodeWatch(http, times, path, directory);
    }

    private Duration round() {
        KvListing listing = listing();
        index = listing.nextAfter(index);
        if (!listing.knownLeader()) {
            throw new ConsulException(ConsulException.Kind.NOT_NOW, "consul has no leader", null);
        }
        directory.replace(records(listing));
        if (failing) {
            failing = false;
            log.info("nodes are known again: nodes={}", listing.pairs().size());
        }
        return times.pause(); // many changes make one list
    }

    /** A host that does not answer is no outage as long as another does. */
    private KvListing listing() {
        if (index > 0) {
            try {
                return api.query(prefix, index, times.block());
            } catch (ConsulException e) {
                if (!e.isOfTheHost()) {
                    throw e;
                }
                log.debug("another host is asked for the nodes: reason={}", e.message());
            }
        }
        return api.query(prefix, 0, Duration.ZERO);
    }

    private Map<String, byte[]> records(KvListing listing) {
        Map<String, byte[]> records = new HashMap<>();
        for (KvPair pair : listing.pairs()) {
            String agentKey = pair.key().substring(prefix.length());
            if (!agentKey.isEmpty() && !agentKey.endsWith("/")) { // folders, as Consul's own pages make them
                records.put(agentKey, bytes(pair));
            }
        }
        return records;
    }

    private static byte[] bytes(KvPair pair) {
        try {
            return pair.bytes();
        } catch (IllegalArgumentException e) {
            throw new ConsulException(ConsulException.Kind.UNKNOWN, "consul's answer holds no base64", e);
        }
    }

    private void failed(ConsulException e) {
        index = 0;
        directory.outage(e.message());
        if (!failing) {
            failing = true;
            log.warn("nodes cannot be asked for; those known stay: reason={}", e.message());
        }
    }

    @Override
    public void close() {
        loop.end();
        http.close();
    }
}
