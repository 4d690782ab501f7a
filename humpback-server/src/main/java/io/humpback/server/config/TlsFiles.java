package io.humpback.server.config;

/**
 * The files with which engines at {@code tcp://} are spoken to over TLS. Immutable.
 *
 * @param caCert certificates of the authorities to trust; empty for none given
 * @param cert the client's certificate; empty for none
 * @param key the client's key; empty for none
 */
public record TlsFiles(String caCert, String cert, String key) {
    /** No TLS. */
    public static final TlsFiles NONE = new TlsFiles("", "", "");

    /** Checks that certificate and key come together. */
    public TlsFiles {
        if (cert.isEmpty() != key.isEmpty()) {
            throw new IllegalArgumentException(
                    (cert.isEmpty() ? "tls-cert" : "tls-key") + ": not given (expected: certificate and key together)");
        }
    }

    /** Returns true if engines at {@code tcp://} are to be spoken to over TLS. */
    public boolean isUsed() {
        return !caCert.isEmpty() || !cert.isEmpty();
    }
}
