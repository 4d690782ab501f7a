package io.humpback.server.docker;

import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Where an engine is reached. Immutable.
 *
 * @param uri {@code unix:///path} or {@code tcp://host:port}
 */
record DockerEndpoint(URI uri) {
    private static final String EXPECTED = " (expected: unix:///path or tcp://host:port)";

    /** Returns the endpoint that {@code text} names, else throws {@link IllegalArgumentException}. */
    static DockerEndpoint parse(String text) {
        URI uri;
        try {
            uri = URI.create(text.trim());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("endpoint: " + text + EXPECTED, e);
        }
        boolean unix = "unix".equals(uri.getScheme())
                && uri.getPath() != null
                && uri.getPath().length() > 1;
        boolean tcp = "tcp".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0;
        if (!unix && !tcp) {
            throw new IllegalArgumentException("endpoint: " + text + EXPECTED);
        }
        return new DockerEndpoint(uri);
    }

    boolean isUnix() {
        return "unix".equals(uri.getScheme());
    }

    /**
     * Fails if nobody listens on a unix socket. The transport's own failure would not tell this case from a broken
     * connection, so it is found out before a request is sent.
     */
    void knock() throws NotReachedException {
        if (!isUnix()) {
            return;
        }
        try {
            SocketChannel.open(UnixDomainSocketAddress.of(Path.of(uri.getPath())))
                    .close();
        } catch (java.nio.channels.ClosedByInterruptException e) {
            Thread.currentThread().interrupt();
            throw new NotReachedException("given up", e);
        } catch (IOException e) {
            throw new NotReachedException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
