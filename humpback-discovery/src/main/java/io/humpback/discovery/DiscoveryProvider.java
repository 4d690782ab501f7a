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

    /**
     * Opens what an agent needs of the backend, without waiting for the backend. Throws {@link BackendException}, whose
     * message is one line for the operator, if the URI makes no sense or agents cannot announce themselves there.
     */
    default Announcements announcements(BackendUri uri, AnnouncementSettings settings) {
        throw new BackendException(
                "agents cannot announce themselves in this backend: scheme=" + scheme()
                        + " (expected: the agent joins its center, --join http://CENTER:8589)",
                null);
    }
}
