package io.humpback.discovery;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Opens backends by URI. Providers are found by {@link ServiceLoader}, through the thread's context class loader unless
 * another one is given, such as that of a plugin directory. Stateless.
 */
public final class Discovery {
    private Discovery() {}

    /**
     * Returns the backend that {@code uri} names, for example {@code embedded:./humpback-data}. The caller closes it.
     * Throws {@link BackendException}, whose message is one line for the operator, if there is no such backend or it
     * cannot be opened. Loads the classes of the chosen backend alone.
     */
    public static Backend open(String uri, BackendSettings settings) {
        return open(uri, settings, contextLoader());
    }

    /** Does the same with the providers that {@code loader} sees. It must stay open as long as the backend is used. */
    public static Backend open(String uri, BackendSettings settings, ClassLoader loader) {
        BackendUri parsed = BackendUri.parse(uri);
        return provider(parsed.scheme(), loader).open(parsed, settings);
    }

    /**
     * Returns the way in which an agent announces itself in the backend that {@code uri} names. Opens neither its state
     * nor its election. Whether the backend can be reached shows at the first announcement. The caller closes it.
     * Throws {@link BackendException}, whose message is one line for the operator, if there is no such backend or no
     * agent can announce itself there.
     */
    public static Announcements announcements(String uri, AnnouncementSettings settings) {
        BackendUri parsed = BackendUri.parse(uri);
        return provider(parsed.scheme(), contextLoader()).announcements(parsed, settings);
    }

    /** Returns the schemes that {@link #open} knows, in order. */
    public static List<String> schemes() {
        return schemes(contextLoader());
    }

    /** Returns the schemes of the providers that {@code loader} sees, in order. */
    public static List<String> schemes(ClassLoader loader) {
        return providers(loader).stream()
                .map(DiscoveryProvider::scheme)
                .sorted()
                .toList();
    }

    private static ClassLoader contextLoader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? ClassLoader.getSystemClassLoader() : context;
    }

    private static DiscoveryProvider provider(String scheme, ClassLoader loader) {
        List<DiscoveryProvider> found = providers(loader).stream()
                .filter(provider -> provider.scheme().equals(scheme))
                .toList();
        if (found.isEmpty()) {
            throw new BackendException(
                    "unknown backend: scheme=" + scheme + " (expected: " + String.join(", ", schemes(loader)) + ")",
                    null);
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

    private static List<DiscoveryProvider> providers(ClassLoader loader) {
        try {
            return ServiceLoader.load(DiscoveryProvider.class, loader).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (ServiceConfigurationError e) {
            throw new BackendException("backend cannot be loaded: reason=" + e.getMessage(), e);
        }
    }
}
