package io.humpback.server.docker;

import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.SSLConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * docker-java's way to an engine, with two guards: a call that was given up sends nothing more, and every request has
 * a connection of its own. A connection that was kept may have died unseen, and a request sent on it would have an
 * unknown outcome where a new connection is plainly refused. Safe for use by several threads.
 */
final class GuardedTransport implements DockerHttpClient {
    private final DockerEndpoint endpoint;
    private final DockerHttpClient transport;

    private GuardedTransport(DockerEndpoint endpoint, DockerHttpClient transport) {
        this.endpoint = endpoint;
        this.transport = transport;
    }

    /** Returns a way to {@code endpoint}; {@code readTimeout} is null for none and has no effect on unix sockets. */
    static GuardedTransport open(
            DockerEndpoint endpoint,
            @Nullable SSLContext tls,
            DockerSettings settings,
            @Nullable Duration readTimeout) {
        SSLConfig sslConfig = tls == null || endpoint.isUnix() ? null : () -> tls;
        ApacheDockerHttpClient.Builder builder = new ApacheDockerHttpClient.Builder()
                .dockerHost(endpoint.uri())
                .maxConnections(settings.maxCalls())
                .connectionTimeout(settings.connectTimeout());
        if (sslConfig != null) {
            builder.sslConfig(sslConfig);
        }
        if (readTimeout != null) {
            builder.responseTimeout(readTimeout);
        }
        return new GuardedTransport(endpoint, builder.build());
    }

    @Override
    public Response execute(Request request) {
        if (Thread.currentThread().isInterrupted()) {
            throw new UncheckedIOException(new NotReachedException("given up", null));
        }
        try {
            endpoint.knock();
        } catch (NotReachedException e) {
            throw new UncheckedIOException(e);
        }
        return transport.execute(
                Request.builder().from(request).putHeader("Connection", "close").build());
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
