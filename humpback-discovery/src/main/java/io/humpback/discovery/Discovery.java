package io.humpback.discovery;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Opens backends by URI. Stateless. */
public final class Discovery {
    private Discovery() {}

    /**
     * Returns the backend that {@code uri} names, for example {@code embedded:./humpback-data}. The caller closes it.
     * Throws {@link BackendException}, whose message is one line for the operator, if there is no such backend or it
     * cannot be opened. Loads the classes of the chosen backend alone.
     */
    public static Backend open(String uri, BackendSettings settings) {
        BackendUri parsed = BackendUri.parse(uri);
        return provider(parsed.scheme()).open(parsed, settings);
    }

    /**
     * Returns the way in which an agent announces itself in the backend that {@code uri} names. Opens neither its state
     * nor its election. Whether the backend can be reached shows at the first announcement. The caller closes it.
     * Throws {@link BackendException}, whose message is one line for the operator, if there is no such backend or no
     * agent can announce itself there.
     */
    public static Announcements announcements(String uri, AnnouncementSettings settings) {
        BackendUri parsed = BackendUri.parse(uri);
        return provider(parsed.scheme()).announcements(parsed, settings);
    }

    /** Returns the schemes that {@link #open} knows, in order. */
    public static List<String> schemes() {
        return providers().stream().map(DiscoveryProvider::scheme).sorted().toList();
    }

    private static DiscoveryProvider provider(String scheme) {
        List<DiscoveryProvider> found = providers().stream()
                .filter(provider -> provider.scheme().equals(scheme))
                .toList();
        if (found.isEmpty()) {
            throw new BackendException(
                    "unknown backend: scheme=" + scheme + " (expected: " + String.join(", ", schemes()) + ")", null);
        }
        if (found.size() > 1) {
            throw new BackendException(
                    "backend is provided twice: scheme=" + scheme + ", providers="
                            + found.stream()
                                    .map(provider -> provider.getClass().getName())
                                    .sorted()
                                    .collect(Collectors.joining(", ")),
                    null);
        }
        return found.get(0);
    }

    private static List<DiscoveryProvider> providers() {
        try {
            return ServiceLoader.load(DiscoveryProvider.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (ServiceConfigurationError e) {
            throw new BackendException("backend cannot be loaded: reason=" + e.getMessage(), e);
        }
    }
}
