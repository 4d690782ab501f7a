package io.humpback.discovery.embedded;

import io.humpback.discovery.Backend;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.BackendSettings;
import io.humpback.discovery.BackendUri;
import io.humpback.discovery.DiscoveryProvider;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Opens {@code embedded:DIR}: the state in the directory DIR, which is created if it does not exist and belongs to one
 * center at a time. Has no options.
 */
public final class EmbeddedDiscoveryProvider implements DiscoveryProvider {
    /** Creates it, for {@link java.util.ServiceLoader}. */
    public EmbeddedDiscoveryProvider() {}

    @Override
    public String scheme() {
        return "embedded";
    }

    @Override
    public Backend open(BackendUri uri, BackendSettings settings) {
        if (!uri.options().isEmpty()) {
            throw new BackendException("embedded backend has no options: " + uri + " (expected: embedded:DIR)", null);
        }
        if (uri.location().isBlank()) {
            throw new BackendException("embedded backend has no directory (expected: embedded:DIR)", null);
        }
        try {
            return EmbeddedBackend.open(Path.of(uri.location()), settings, SqliteOptions.DEFAULT);
        } catch (InvalidPathException e) {
            throw new BackendException("data directory has no valid name: reason=" + e.getReason(), e);
        }
    }
}
