package io.humpback.server.docker;

import com.github.dockerjava.core.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The PEM files with which a client and Docker engines know each other. Immutable.
 *
 * @param ca who signs the engines' certificates
 * @param certificate the client's certificate
 * @param key the client's private key
 */
public record DockerTls(Path ca, Path certificate, Path key) {
    /** The stores live in memory alone. */
    private static final char[] NO_PASSWORD = new char[0];

    /** Returns the files of a directory as Docker's own client names them: ca.pem, cert.pem and key.pem. */
    public static DockerTls ofDirectory(Path directory) {
        return new DockerTls(directory.resolve("ca.pem"), directory.resolve("cert.pem"), directory.resolve("key.pem"));
    }

    /** Reads the files; throws {@link IllegalArgumentException} that names them if they make no sense. */
    public SSLContext context() {
        try {
            PrivateKey privateKey = CertificateUtils.loadPrivateKey(Files.readString(key));
            if (privateKey == null) {
                throw new KeyStoreException("no private key");
            }
            KeyStore own = emptyStore();
            own.setKeyEntry("client", privateKey, NO_PASSWORD, certificates(certificate));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);
            KeyStore trusted = emptyStore();
            for (Certificate authority : certificates(ca)) {
                trusted.setCertificateEntry("ca-" + trusted.size(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "tls: " + this + " (expected: readable PEM files of a CA, a certificate and its key)", e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static Certificate[] certificates(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
        }
    }
}
