package io.humpback.server.http.v2;

import io.humpback.server.security.CertificateNames;
import org.jspecify.annotations.Nullable;

/**
 * How who asks to join has shown to belong to the cluster. Immutable.
 *
 * @param certificate the hosts of the certificate with which the connection was made; null where the cluster's token
 *     was shown
 */
public record Membership(@Nullable CertificateNames certificate) {
    /** By the cluster's token. */
    public static final Membership BY_TOKEN = new Membership(null);
}
