package io.humpback.server.security;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * The hosts that a certificate is for: the addresses and names among its subject alternative names (RFC 5280). What
 * stands in its subject is no host (RFC 9110, 4.3.4). Immutable.
 *
 * @param names in the certificate's order
 */
public record CertificateNames(List<String> names) {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;
    private static final String WILDCARD = "*.";

    /** Copies the list. */
    public CertificateNames {
        names = List.copyOf(names);
    }

    /** Returns the hosts of {@code certificate}; none if what it says makes no sense. */
    public static CertificateNames of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                boolean host = name.get(0).equals(DNS) || name.get(0).equals(ADDRESS);
                if (host && name.get(1) instanceof String text) {
                    names.add(text);
                }
            }
        } catch (CertificateParsingException e) {
            return new CertificateNames(List.of());
        }
        return new CertificateNames(names);
    }

    /** Returns the hosts of the first certificate in a PEM file; none if it cannot be read. */
    public static CertificateNames ofFile(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in) instanceof X509Certificate first
                    ? of(first)
                    : new CertificateNames(List.of());
        } catch (IOException | CertificateException e) {
            return new CertificateNames(List.of());
        }
    }

    /**
     * Returns whether the certificate is for {@code host}: addresses are compared as addresses, names without regard to
     * case, and {@code *.} stands for one label.
     */
    public boolean cover(String host) {
        return names.stream().anyMatch(name -> isSame(name, host));
    }

    private static boolean isSame(String name, String host) {
        if (InetAddresses.isInetAddress(host) || InetAddresses.isInetAddress(name)) {
            return InetAddresses.isInetAddress(host)
                    && InetAddresses.isInetAddress(name)
                    && InetAddresses.forString(host).equals(InetAddresses.forString(name));
        }
        String wanted = host.toLowerCase(Locale.ROOT);
        String given = name.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        return given.startsWith(WILDCARD)
                ? dot > 0 && wanted.substring(dot).equals(given.substring(1))
                : wanted.equals(given);
    }

    /** Returns the hosts, separated by commas. */
    @Override
    public String toString() {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
