package io.humpback.server.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a real engine is to be run. Immutable.
 *
 * @param hostName the name that the engine gives its host
 * @param labels the engine's labels, {@code key=value}
 * @param bridge with a bridge in a network namespace of its own, so that ports can be published, the same ones on each
 *     engine; otherwise there is only host networking or none
 * @param tcp listens on TCP at the loopback address too; not with a bridge
 * @param certificates a directory with ca.pem, server-cert.pem and server-key.pem: TCP with TLS, clients must have a
 *     certificate; null for plain TCP
 * @param liveRestore keeps its containers over a restart of the daemon
 */
public record EngineOptions(
        String hostName,
        List<String> labels,
        boolean bridge,
        boolean tcp,
        @Nullable Path certificates,
        boolean liveRestore) {
    /** Copies the labels and checks that there is no TCP with a bridge. */
    public EngineOptions {
        labels = List.copyOf(labels);
        if (bridge && tcp) {
            throw new IllegalArgumentException("tcp: true (expected: false with a bridge)");
        }
    }

    /** Returns the options of an engine with a unix socket and host networking or none. */
    public static EngineOptions named(String hostName) {
        return new EngineOptions(hostName, List.of(), false, false, null, false);
    }

    /** Returns these with labels. */
    public EngineOptions withLabels(String... newLabels) {
        return new EngineOptions(hostName, List.of(newLabels), bridge, tcp, certificates, liveRestore);
    }

    /** Returns these with a bridge. */
    public EngineOptions withBridge() {
        return new EngineOptions(hostName, labels, true, tcp, certificates, liveRestore);
    }

    /** Returns these with plain TCP. */
    public EngineOptions withTcp() {
        return new EngineOptions(hostName, labels, bridge, true, null, liveRestore);
    }

    /** Returns these with TCP and TLS. */
    public EngineOptions withTls(Path newCertificates) {
        return new EngineOptions(hostName, labels, bridge, true, newCertificates, liveRestore);
    }

    /** Returns these with containers that outlive a restart of the daemon. */
    public EngineOptions withLiveRestore() {
        return new EngineOptions(hostName, labels, bridge, tcp, certificates, true);
    }

    /** Returns the directory of the certificates, empty for plain TCP. */
    public Optional<Path> findCertificates() {
        return Optional.ofNullable(certificates);
    }
}
