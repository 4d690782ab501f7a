package io.humpback.server.security;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Puts into one line why TLS did not come about, and what to do. The words fit both sides. The platform tells most
 * reasons by its messages alone, so those are what is looked at; one that is not known is repeated as it is. Stateless.
 */
public final class TlsFailure {
    private static final int MAX_REASON = 200;
    private static final int MAX_CAUSES = 20;
    private static final String ALERT = "received fatal alert: ";

    /** What a side says that does not take the other one's certificate, before it reads anything. */
    private static final Set<String> REFUSALS = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "certificate_required",
            "unknown_ca",
            "access_denied");

    /** Parts of the platform's messages, in lower case, in the order in which they are looked for. */
    private static final Map<String, String> WORDS = new TreeMap<>(Map.of(
            "empty client certificate chain",
            "the other side shows no certificate. Maybe start it with --tlscacert, --tlscert and --tlskey",
            "unsupported or unrecognized ssl message",
            "the other side speaks no TLS. Maybe only one of the two was given certificates, or the address begins with"
                    + " the wrong one of http:// and https://",
            "plaintext connection",
            "the other side speaks no TLS. Maybe only one of the two was given certificates, or the address begins with"
                    + " the wrong one of http:// and https://",
            "unable to find valid certification path",
            "the other side's certificate is of an authority that is not trusted here. Maybe one of the two was given"
                    + " another cluster's files",
            "path does not chain with any of the trust anchors",
            "the other side's certificate is of an authority that is not trusted here. Maybe one of the two was given"
                    + " another cluster's files",
            "extended key usage",
            "the other side's certificate is not for this use. Maybe have it signed with"
                    + " extendedKeyUsage=serverAuth,clientAuth"));

    private static final Set<String> OTHER_NAME =
            Set.of("no subject alternative", "no name matching", "not verified", "hostname");

    private TlsFailure() {}

    /** Returns what to tell of {@code failure}, empty if it has nothing to do with TLS. */
    public static Optional<String> words(Throwable failure) {
        boolean tls = false;
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            String known = known(cause);
            if (known != null) {
                return Optional.of(known);
            }
            tls |= cause instanceof SSLException;
            cause = cause.getCause();
        }
        return tls ? Optional.of("TLS failed: " + oneLine(failure)) : Optional.empty();
    }

    /** Returns whether the other side did not take our certificate: then it has read nothing of what we sent. */
    public static boolean isRefusal(Throwable failure) {
        String message = lower(failure);
        int alert = message.indexOf(ALERT);
        return failure instanceof SSLException
                && alert >= 0
                && REFUSALS.contains(message.substring(alert + ALERT.length()).strip());
    }

    private static @Nullable String known(Throwable cause) {
        if (cause instanceof CertificateExpiredException) {
            return "the other side's certificate has expired (" + oneLine(cause)
                    + "). Maybe have a new one signed, or a clock is wrong";
        }
        if (cause instanceof CertificateNotYetValidException) {
            return "the other side's certificate is not valid yet (" + oneLine(cause) + "). Maybe a clock is wrong";
        }
        if (isRefusal(cause)) {
            String message = lower(cause);
            return "the other side does not take our certificate ("
                    + message.substring(message.indexOf(ALERT) + ALERT.length()).strip()
                    + "). Maybe it is missing, expired or of another authority: the other side's log says";
        }
        String message = lower(cause);
        for (Map.Entry<String, String> entry : WORDS.entrySet()) {
            if (message.contains(entry.getKey())) {
                return entry.getValue();
            }
        }
        boolean certificates =
                cause instanceof SSLException || cause instanceof java.security.cert.CertificateException;
        return certificates && OTHER_NAME.stream().anyMatch(message::contains)
                ? "the other side's certificate does not name the address by which it is called. Maybe have one signed"
                        + " with subjectAltName=IP:<that address>"
                : null;
    }

    private static String lower(Throwable failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    }

    /** What the other side says must not break our log line, nor fill it. */
    private static String oneLine(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        String cut = text.length() > MAX_REASON ? text.substring(0, MAX_REASON) + "…" : text;
        return cut.replaceAll("[\\p{Cc}\\x{2028}\\x{2029}]+", " ").strip();
    }
}
