package io.humpback.server.docker;

import com.github.dockerjava.core.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The PEM files with which two sides know each other: a client and Docker engines, or the center and its agents.
 * Immutable.
 *
 * @param ca who signs the other side's certificates
 * @param certificate our own certificate, with those between it and the authority behind it
 * @param key our own private key
 */
public record DockerTls(Path ca, Path certificate, Path key) {
    /** The stores live in memory alone. */
    private static final char[] NO_PASSWORD = new char[0];

    private static final byte[] PAIR = "is this a pair".getBytes(StandardCharsets.US_ASCII);

    /** Returns the files of a directory as Docker's own client names them: ca.pem, cert.pem and key.pem. */
    public static DockerTls ofDirectory(Path directory) {
        return new DockerTls(directory.resolve("ca.pem"), directory.resolve("cert.pem"), directory.resolve("key.pem"));
    }

    /** Reads the files; throws {@link IllegalArgumentException} that names them if they make no sense. */
    public SSLContext context() {
        return load().context();
    }

    /**
     * Reads the files for a cluster, as {@link #context} does; besides, our certificate must be valid at {@code now}
     * and the key must be its own, which nobody but the other side would notice else.
     */
    public AgentAccess.Tls forCluster(Instant now) {
        AgentAccess.Tls loaded = load();
        try {
            if (!(certificates(certificate)[0] instanceof X509Certificate own)) {
                throw new IllegalArgumentException("tls: " + certificate + " (expected: an X.509 certificate)");
            }
            own.checkValidity(Date.from(now));
            if (!isPair(privateKey(), own.getPublicKey())) {
                throw new IllegalArgumentException("tls: the key " + key + " is not that of the certificate "
                        + certificate + " (expected: a pair)");
            }
            return loaded;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            throw new IllegalArgumentException(
                    "tls: the certificate " + certificate + " is not valid now, " + e.getMessage()
                            + ". Maybe have a new one signed, or set the clock",
                    e);
        } catch (IOException | GeneralSecurityException e) {
            throw wrong(e);
        }
    }

    private AgentAccess.Tls load() {
        try {
            KeyStore own = emptyStore();
            own.setKeyEntry("own", privateKey(), NO_PASSWORD, certificates(certificate));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);
            X509TrustManager trust = trust();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[] {trust}, null);
            return new AgentAccess.Tls(context, trust);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw wrong(e);
        }
    }

    private IllegalArgumentException wrong(Exception cause) {
        return new IllegalArgumentException(
                "tls: " + this + " (expected: readable PEM files of a CA, a certificate and its key)", cause);
    }

    private PrivateKey privateKey() throws GeneralSecurityException, IOException {
        PrivateKey privateKey = CertificateUtils.loadPrivateKey(Files.readString(key));
        if (privateKey == null) {
            throw new KeyStoreException("no private key");
        }
        return privateKey;
    }

    private X509TrustManager trust() throws GeneralSecurityException, IOException {
        KeyStore trusted = emptyStore();
        for (Certificate authority : certificates(ca)) {
            trusted.setCertificateEntry("ca-" + trusted.size(), authority);
        }
        if (trusted.size() == 0) {
            throw new KeyStoreException("no certificate of an authority");
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager found) {
                return found;
            }
        }
        throw new KeyStoreException("every Java platform has one for X.509");
    }

    /** Signs something with the one and verifies it with the other. */
    private static boolean isPair(PrivateKey secret, PublicKey known) throws GeneralSecurityException {
        String algorithm = switch (known.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> known.getAlgorithm();
        };
        if (secret.getAlgorithm().contains("RSA") != known.getAlgorithm().contains("RSA")) {
            return false;
        }
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(secret);
        signing.update(PAIR);
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(known);
        verifying.update(PAIR);
        return verifying.verify(signing.sign());
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
