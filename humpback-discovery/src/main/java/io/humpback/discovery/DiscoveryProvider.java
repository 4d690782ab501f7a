package io.humpback.discovery;

/**
 * Makes one kind of backend known. Found by {@link java.util.ServiceLoader}, so it needs a public constructor without
 * arguments; that constructor must not load the backend's client, since every provider on the class path is asked for
 * its scheme. Stateless.
 */
public interface DiscoveryProvider {
    /** Returns the scheme of the URIs that it opens, in lower case. */
    String scheme();

    /**
     * Opens a backend. Throws {@link BackendException}, whose message is one line for the operator, if the URI makes no
     * sense or the backend cannot be used.
     */
    Backend open(BackendUri uri, BackendSettings settings);
}
