package io.humpback.server.docker;

import io.humpback.core.Node;
import io.humpback.core.spi.ContainerEngine;
import io.humpback.core.spi.EngineConnector;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Opens the way to nodes whose endpoint is Docker's API. Safe for use by several threads. */
public final class DockerConnector implements EngineConnector {
    private final DockerSettings settings;
    private final @Nullable SSLContext tls;

    /** Creates it; throws {@link IllegalArgumentException} if the settings name certificates that cannot be read. */
    public DockerConnector(DockerSettings settings) {
        this.settings = settings;
        this.tls = settings.tls() == null ? null : settings.tls().context();
    }

    /**
     * Returns an engine for {@code node}, connected with its first call. Throws {@link IllegalArgumentException} if the
     * node's endpoint is neither {@code unix:///path} nor {@code tcp://host:port}.
     */
    @Override
    public ContainerEngine connect(Node node) {
        return connect(node.endpoint());
    }

    /** Returns the engine at {@code endpoint}, as {@link #connect(Node)} does for a node's. */
    public DockerEngine connect(String endpoint) {
        return new DockerEngine(DockerEndpoint.parse(endpoint), settings, tls);
    }

    /** Returns the engine at {@code endpoint} for an agent on its host, which needs more of it than a center does. */
    public DockerHost host(String endpoint) {
        return new DockerHost(DockerEndpoint.parse(endpoint), settings, tls);
    }
}
