package io.humpback.server.config;

/**
 * PEM files: those with which engines at {@code tcp://} are spoken to over TLS, or those of a member of the cluster, by
 * which center and agents know each other. Immutable.
 *
 * @param caCert certificates of the authorities to trust; empty for none given
 * @param cert our own certificate; empty for none
 * @param key our own key; empty for none
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

    /** Returns true if any file is named. */
    public boolean isUsed() {
        return !caCert.isEmpty() || !cert.isEmpty();
    }

    /** Returns true if all three are named, as a member of a cluster needs them. */
    public boolean isComplete() {
        return !caCert.isEmpty() && !cert.isEmpty();
    }
}
