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
 * center at a time. With {@code ?standby=true} several centers of one machine share it: one leads, and when it ends
 * another one does. Without, a second center is refused.
 */
public final class EmbeddedDiscoveryProvider implements DiscoveryProvider {
    private static final String STANDBY = "standby";

    /** Creates it, for {@link java.util.ServiceLoader}. */
    public EmbeddedDiscoveryProvider() {}

    @Override
    public String scheme() {
        return "embedded";
    }

    @Override
    public Backend open(BackendUri uri, BackendSettings settings) {
        boolean standby = standby(uri);
        if (uri.location().isBlank()) {
            throw new BackendException("embedded backend has no directory (expected: embedded:DIR)", null);
        }
        try {
            Path directory = Path.of(uri.location());
            return standby
                    ? StandbyBackend.open(directory, settings, SqliteOptions.DEFAULT)
                    : EmbeddedBackend.open(directory, settings, SqliteOptions.DEFAULT);
        } catch (InvalidPathException e) {
            throw new BackendException("data directory has no valid name: reason=" + e.getReason(), e);
        }
    }

    private static boolean standby(BackendUri uri) {
        for (String name : uri.options().keySet()) {
            if (!name.equals(STANDBY)) {
                throw new BackendException(
                        "embedded backend has no such option: option=" + name + " (expected: " + STANDBY + ")", null);
            }
        }
        return switch (uri.options().getOrDefault(STANDBY, "false")) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new BackendException(
                        "backend option is malformed: option=" + STANDBY + " (expected: true, false)", null);
        };
    }
}
