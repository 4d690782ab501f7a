package io.humpback.server.config;

import io.humpback.core.Checks;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where nodes announce themselves and the state is kept. Immutable.
 *
 * @param uris {@code embedded}, {@code embedded:DIR}, or one backend with its hosts:
 *     {@code etcd://h1:2379,h2:2379/prefix}
 * @param cluster the cluster's name below the backend's prefix
 * @param heartbeat time between two announcements of a node, above 0
 * @param nodeTtl how long a node's announcement outlasts its last renewal, as its agent was told too; 1 s to 1 h
 */
public record DiscoveryConfig(String uris, String cluster, Duration heartbeat, Duration nodeTtl) {
    /** The backend that lives in the center's own data directory. */
    public static final String EMBEDDED = "embedded";

    /** A scheme; what a number follows is a host with its port. */
    private static final Pattern NAMED = Pattern.compile("([a-z][a-z0-9+.-]*):(?![0-9])");

    /** Checks that names are not blank, and the ranges. */
    public DiscoveryConfig {
        Checks.checkNotBlank("uris", uris);
        Checks.checkNotBlank("cluster", cluster);
        Ranges.positive("heartbeat", heartbeat);
        checkNodeTtl(nodeTtl);
    }

    static Duration checkNodeTtl(Duration ttl) {
        return Ranges.between("node-ttl", ttl, Duration.ofSeconds(1), Duration.ofHours(1));
    }

    /** Returns the backend's name; hosts without a scheme are ZooKeeper's, as the original has it. */
    public String scheme() {
        String lower = uris.toLowerCase(Locale.ROOT);
        if (lower.equals(EMBEDDED) || lower.startsWith(EMBEDDED + ":")) {
            return EMBEDDED;
        }
        Matcher named = NAMED.matcher(lower);
        return named.lookingAt() ? named.group(1) : "zk";
    }

    /** Returns true if the center keeps its state itself, in a directory. */
    public boolean isEmbedded() {
        return scheme().equals(EMBEDDED);
    }

    /** Returns whether the directory is the center's data directory, since none was named. */
    public boolean isInDataDir() {
        return uris.equalsIgnoreCase(EMBEDDED);
    }

    /** Returns it with secrets masked. */
    @Override
    public String toString() {
        return "DiscoveryConfig[uris=" + Secrets.maskUri(uris) + ", cluster=" + cluster + ", heartbeat=" + heartbeat
                + ", nodeTtl=" + nodeTtl + "]";
    }
}
