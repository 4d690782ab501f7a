package io.humpback.examples.backend;

import io.humpback.discovery.AnnouncementSettings;
import io.humpback.discovery.Announcements;
import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.BackendOptions;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.ClusterPath;
import io.humpback.discovery.DiscoveryProvider;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Opens {@code files:DIR[?ttl=10s]}: the cluster in the directory DIR, which must exist, since one that is missing is
 * more likely not mounted than new.
 */
public final class FilesDiscoveryProvider implements DiscoveryProvider {
    /** Creates it, for {@link java.util.ServiceLoader}. */
    public FilesDiscoveryProvider() {}

    @Override
    public String scheme() {
        return "files";
    }

    @Override
    public Backend open(BackendUri uri, BackendSettings settings) {
        BackendOptions options = BackendOptions.of(uri, Set.of("ttl"));
        SharedDirectory directory = directory(uri, settings.clusterName());
        try {
            directory.prepare();
        } catch (IOException e) {
            throw new BackendException(
                    "shared directory cannot be used: reason=" + SharedDirectory.reason(e)
                            + ". Maybe it is not mounted, or belongs to another user",
                    e);
        }
        return new FilesBackend(directory, settings, options.leaderTtl());
    }

    @Override
    public Announcements announcements(BackendUri uri, AnnouncementSettings settings) {
        BackendOptions.of(uri, Set.of());
        return new FilesAnnouncements(directory(uri, settings.clusterName()), settings.ttl());
    }

    private static SharedDirectory directory(BackendUri uri, String clusterName) {
        try {
            if (!uri.location().isBlank()) {
                return new SharedDirectory(
                        Path.of(uri.location()), ClusterPath.of("", clusterName).root());
            }
        } catch (InvalidPathException e) {
            throw new BackendException("shared directory has no valid name: reason=" + e.getReason(), e);
        }
        throw new BackendException("shared directory has no name (expected: files:DIR)", null);
    }
}
