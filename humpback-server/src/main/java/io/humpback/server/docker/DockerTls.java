package io.humpback.server.docker;

import com.github.dockerjava.core.util.CertificateUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
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
    private static final String PROTOCOL = "TLS";
    /** Not a secret: docker-java protects the key in memory with this word. */
    private static final String KEY_PASSWORD = "docker";

    /** Returns the files of a directory as Docker's own client names them: ca.pem, cert.pem and key.pem. */
    public static DockerTls ofDirectory(Path directory) {
        return new DockerTls(directory.resolve("ca.pem"), directory.resolve("cert.pem"), directory.resolve("key.pem"));
    }

    /** Reads the files; throws {@link IllegalArgumentException} that names them if they make no sense. */
    SSLContext context() {
        try {
            KeyStore own = CertificateUtils.createKeyStore(Files.readString(key), Files.readString(certificate));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, KEY_PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(CertificateUtils.createTrustStore(Files.readString(ca)));
            SSLContext context = SSLContext.getInstance(PROTOCOL);
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "tls: " + this + " (expected: readable PEM files of a CA, a certificate and its key)", e);
        }
    }
}
