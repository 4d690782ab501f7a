package io.humpback.server.cli;

import io.humpback.core.contract.NodeRecord;
import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.Discovery;
import io.humpback.discovery.NotAnnouncedException;
import io.humpback.server.agent.AnnouncementException;
import io.humpback.server.agent.AnnouncementException.Kind;
import io.humpback.server.agent.AnnouncementPlace;
import io.humpback.server.agent.AnnouncementTarget;
import io.humpback.server.config.AgentConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An agent's announcement in the backend that its centers watch. Safe for use as its port says. */
final class BackendAnnouncements implements AnnouncementTarget {
    /** Where a backend listens whose URI names no port. */
    private static final Map<String, Integer> PORTS = Map.of("etcd", 2379, "zk", 2181, "consul", 8500);

    private final Announcements announcements;
    private final Duration heartbeat;
    private final String shown;

    private BackendAnnouncements(Announcements announcements, Duration heartbeat, String shown) {
        this.announcements = announcements;
        this.heartbeat = heartbeat;
        this.shown = shown;
    }

    /** Returns the place that {@code config} names. */
    static AnnouncementPlace place(AgentConfig config) {
        BackendUri uri = BackendUri.parse(config.backend());
        String first = uri.location().replaceAll("^//", "").replaceAll("[,/].*", "");
        boolean bracketed = first.startsWith("[");
        String host = bracketed ? first.replaceAll("^\\[([^]]*).*", "$1") : first.replaceAll(":.*", "");
        String port = first.replaceAll(bracketed ? "^[^]]*\\]:?" : "^[^:]*:?", "");
        return new AnnouncementPlace(
                host,
                port.isEmpty() ? PORTS.getOrDefault(uri.scheme(), 1) : Integer.parseInt(port),
                () -> new BackendAnnouncements(
                        Discovery.announcements(
                                config.backend(), new AnnouncementSettings(config.clusterName(), config.ttl())),
                        config.heartbeat(),
                        uri.scheme() + "://" + host));
    }

    /** Returns the files that the backend's URI names. */
    static List<Path> files(AgentConfig config) {
        Map<String, String> options = BackendUri.parse(config.backend()).options();
        return Stream.of("ca", "cert", "key")
                .map(name -> options.getOrDefault(name, ""))
                .filter(file -> !file.isEmpty())
                .map(Path::of)
                .toList();
    }

    @Override
    public Lease announce(String agentKey, NodeRecord record, Duration ttl) {
        try {
            announcements.announce(agentKey, record);
            return new Lease(heartbeat, "");
        } catch (NotAnnouncedException e) {
            throw failure(e);
        }
    }

    @Override
    public void leave(String agentKey, String instance) {
        try {
            announcements.withdraw(agentKey, instance);
        } catch (NotAnnouncedException e) {
            throw failure(e);
        }
    }

    private static AnnouncementException failure(NotAnnouncedException e) {
        Kind kind = switch (e.kind()) {
            case UNAVAILABLE -> Kind.UNREACHABLE;
            case REFUSED -> Kind.REFUSED;
            case UNAUTHORIZED -> Kind.UNAUTHORIZED;
        };
        return AnnouncementException.of(kind, String.valueOf(e.getMessage()), e);
    }

    @Override
    public void cancel() {
        announcements.cancel();
    }

    @Override
    public void close() {
        announcements.close();
    }

    @Override
    public String toString() {
        return shown;
    }
}
