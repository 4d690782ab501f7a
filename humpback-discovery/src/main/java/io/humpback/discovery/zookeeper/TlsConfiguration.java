package io.humpback.discovery.zookeeper;

import io.humpback.discovery.BackendException;
import io.humpback.discovery.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the client is set up. It takes certificate and private key from one file alone; where they stand in two, a copy of
 * both is made that only this user can read, and deleted in the end. Immutable.
 */
final class TlsConfiguration implements AutoCloseable {
    /** The names of a meta's 100,000 events in one answer are larger than the client takes by default. */
    private static final int LARGEST_ANSWER = 64 << 20;
    /** How long the client's own blocking calls may take. Ours do not block. */
    private static final long REQUEST_TIMEOUT_MS = 5_000;

    private static final Logger log = LoggerFactory.getLogger(TlsConfiguration.class);

    private final ZKClientConfig client;
    private final @Nullable Path copy;

    private TlsConfiguration(ZKClientConfig client, @Nullable Path copy) {
        this.client = client;
        this.copy = copy;
    }

    static TlsConfiguration of(ZooKeeperSettings settings) {
        ZKClientConfig client = new ZKClientConfig();
        client.setProperty(ZKClientConfig.JUTE_MAXBUFFER, Integer.toString(LARGEST_ANSWER));
        client.setProperty(ZKClientConfig.ZOOKEEPER_REQUEST_TIMEOUT, Long.toString(REQUEST_TIMEOUT_MS));
        client.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
        return new TlsConfiguration(
                client,
                settings.options().tls() ? secure(client, settings.options().files()) : null);
    }

    private static @Nullable Path secure(ZKClientConfig client, TlsFiles files) {
        files.context(); // says in one line what is wrong with a file
        client.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
        client.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
        client.setProperty("zookeeper.ssl.hostnameVerification", "true");
        if (files.ca() != null) {
            client.setProperty("zookeeper.ssl.trustStore.type", "PEM");
            client.setProperty("zookeeper.ssl.trustStore.location", files.ca().toString());
        }
        Path cert = files.cert();
        Path key = files.key();
        if (cert == null || key == null) {
            return null;
        }
        Path copy = cert.equals(key) ? null : copy(cert, key);
        client.setProperty("zookeeper.ssl.keyStore.type", "PEM");
        client.setProperty("zookeeper.ssl.keyStore.location", (copy == null ? cert : copy).toString());
        return copy;
    }

    private static Path copy(Path cert, Path key) {
        try {
            Path copy = Files.createTempFile("humpback-", ".pem"); // for its owner alone
            copy.toFile().deleteOnExit();
            Files.writeString(copy, Files.readString(key) + "\n" + Files.readString(cert));
            return copy;
        } catch (IOException e) {
            throw new BackendException("TLS files cannot be copied: cert=" + cert + ", key=" + key, e);
        }
    }

    ZKClientConfig client() {
        return client;
    }

    @Override
    public void close() {
        if (copy != null) {
            try {
                Files.deleteIfExists(copy);
            } catch (IOException e) {
                log.warn("copy of the private key cannot be deleted: file={}", copy, e);
            }
        }
    }
}
