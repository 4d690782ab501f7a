package io.humpback.core.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * The secret that the center and the agents of one cluster share. Agents show it when they join and ask for it when
 * they are called. Immutable. Its text never shows it.
 *
 * @param value 16 to 256 characters that can stand in an {@code Authorization} header (RFC 6750, b64token)
 */
public record ClusterToken(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/=-]{16,256}");
    private static final String SCHEME = "Bearer ";

    /** Checks the form; the message does not repeat the value. */
    public ClusterToken {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "token: " + value.length() + " characters (expected: 16-256 of A-Z a-z 0-9 . _ ~ + / = -)");
        }
    }

    /** Returns whether {@code presented} is this token, in a time that does not tell how much of it is right. */
    public boolean matches(String presented) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns whether an {@code Authorization} header, empty for none, shows this token. */
    public boolean isShownBy(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && matches(authorization.substring(SCHEME.length()).strip());
    }

    /** Returns the {@code Authorization} header that shows this token. */
    public String authorization() {
        return SCHEME + value;
    }

    /** Returns a text without the value. */
    @Override
    public String toString() {
        return "ClusterToken[***]";
    }
}
