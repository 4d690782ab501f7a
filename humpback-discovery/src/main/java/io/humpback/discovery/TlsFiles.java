package io.humpback.discovery;

import com.google.common.io.BaseEncoding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PEM files that TLS to a backend is set up with. Every method that reads them throws {@link BackendException}, in
 * one line that names the file, if it cannot be used. Immutable.
 *
 * @param ca certificates that sign the servers'; null for those that Java trusts
 * @param cert our own certificate, with those that sign it behind it; null for none
 * @param key its private key, unencrypted PKCS #8; null for none
 */
public record TlsFiles(
        @Nullable Path ca, @Nullable Path cert, @Nullable Path key) {
    private static final Logger log = LoggerFactory.getLogger(TlsFiles.class);
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END", Pattern.DOTALL);

    /** Checks that certificate and key come together. */
    public TlsFiles {
        if ((cert == null) != (key == null)) {
            throw new BackendException("backend options are incomplete: cert and key (expected: both or none)", null);
        }
    }

    /** Returns whether no file is named. */
    public boolean isEmpty() {
        return ca == null && cert == null;
    }

    /** Returns who says whether a server's certificate is right. Does not look at its name. */
    public X509TrustManager trustManager() {
        try {
            KeyStore store = null;
            if (ca != null) {
                store = emptyStore();
                int number = 0;
                for (X509Certificate certificate : certificates(ca)) {
                    store.setCertificateEntry("ca-" + number++, certificate);
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return only(X509TrustManager.class, factory.getTrustManagers());
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw unusable(ca, e);
        }
    }

    /** Returns who shows our certificate, null if we have none. */
    public @Nullable X509KeyManager keyManager() {
        if (cert == null || key == null) {
            return null;
        }
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry(
                    "own", privateKey(key), new char[0], certificates(cert).toArray(new X509Certificate[0]));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return only(X509KeyManager.class, factory.getKeyManagers());
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw unusable(cert, e);
        }
    }

    /** Returns both for Java's own TLS. Whoever uses it checks the server's name. */
    public SSLContext context() {
        X509KeyManager own = keyManager();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    own == null ? new KeyManager[0] : new KeyManager[] {own},
                    new TrustManager[] {trustManager()},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new BackendException("TLS cannot be set up: reason=" + e.getMessage(), e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static <T> T only(Class<T> type, Object[] managers) {
        return Stream.of(managers)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private static List<X509Certificate> certificates(Path file) throws GeneralSecurityException, IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (var certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            certificates.add((X509Certificate) certificate);
        }
        if (certificates.isEmpty()) {
            throw new BackendException("no certificate in file: file=" + file + " (expected: PEM)", null);
        }
        return certificates;
    }

    private static PrivateKey privateKey(Path file) throws GeneralSecurityException {
        try {
            return decodedKey(file);
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(file, e);
        }
    }

    private static PrivateKey decodedKey(Path file) throws GeneralSecurityException, IOException {
        Matcher matcher = PRIVATE_KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!matcher.find() || !matcher.group(1).isEmpty()) {
            throw new BackendException(
                    "no unencrypted PKCS #8 key in file: file=" + file
                            + ". Maybe convert it: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW",
                    null);
        }
        byte[] bytes = BaseEncoding.base64().decode(matcher.group(2).replaceAll("\\s", ""));
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (InvalidKeySpecException e) {
                log.debug("key is not of this kind: file={}, kind={}", file, algorithm);
            }
        }
        throw new BackendException("key is of no known kind: file=" + file + " (expected: RSA, EC, Ed25519)", null);
    }

    private static BackendException unusable(@Nullable Path file, Exception e) {
        return new BackendException(
                "TLS file cannot be used: file=" + file + ", reason=" + reason(e)
                        + " (expected: a PEM file that this user may read)",
                e);
    }

    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("");
    }
}
