package io.humpback.server.agent;

import io.humpback.core.contract.ClusterToken;
import io.humpback.server.docker.AgentAccess;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where an agent announces itself, not opened yet. Immutable.
 *
 * @param host of the center or backend, a name or an address: the agent's own address is the one from which the way there
 *     begins
 * @param port of it, 1-65535
 * @param target opens the way; called once, and whoever calls closes it
 */
public record AnnouncementPlace(String host, int port, Supplier<AnnouncementTarget> target) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /**
     * Returns the place that is whichever of several centers answers.
     *
     * @param uris at least one, each as in {@link #center}
     */
    public static AnnouncementPlace centers(
            List<URI> uris, @Nullable ClusterToken token, AgentAccess.@Nullable Tls tls) {
        AnnouncementPlace first = center(uris.get(0), token, tls);
        if (uris.size() == 1) {
            return first;
        }
        return new AnnouncementPlace(
                first.host(),
                first.port(),
                () -> new AlternateTargets(uris.stream()
                        .map(uri -> center(uri, token, tls).target().get())
                        .toList()));
    }

    /**
     * Returns the place that is a center.
     *
     * @param uri {@code http://host:port} or {@code https://host:port}
     * @param token the cluster's secret; null where certificates take its place
     * @param tls our certificate and whom we trust; null for none
     */
    public static AnnouncementPlace center(URI uri, @Nullable ClusterToken token, AgentAccess.@Nullable Tls tls) {
        if (token == null && tls == null) {
            throw new IllegalArgumentException(
                    "token: none (expected: the cluster's, or certificates, to join " + uri + ")");
        }
        int standard = "https".equals(uri.getScheme()) ? HTTPS : HTTP;
        return new AnnouncementPlace(
                String.valueOf(uri.getHost()),
                uri.getPort() > 0 ? uri.getPort() : standard,
                () -> new CenterAnnouncements(uri, token, tls));
    }
}
