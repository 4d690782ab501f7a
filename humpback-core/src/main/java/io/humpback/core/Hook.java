package io.humpback.core;

/**
 * A receiver of a meta's events.
 *
 * @param url where events are posted
 * @param secretToken sent as {@code X-Humpback-Token}; empty for none. Never logged
 */
public record Hook(String url, String secretToken) {
    /** Checks that the URL is not blank and that neither part holds a control character. */
    public Hook {
        Checks.checkNotBlank("url", url);
        checkPrintable("url", url);
        checkPrintable("secretToken", secretToken);
    }

    /** A line feed in a token would forge a header. The value is secret, so the message does not repeat it. */
    private static void checkPrintable(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw new IllegalArgumentException(
                        name + ": control character at " + i + " (expected: printable characters)");
            }
        }
    }

    /** Returns the hook without its token, its URL cut after the host, so that it can be logged. */
    @Override
    public String toString() {
        return "Hook[url=" + origin(url) + "]";
    }

    /**
     * Returns scheme, host and port of {@code url}, which need not be well formed. What follows, and a user's name and
     * password, may be secret: many receivers carry their key in the path or the query.
     */
    public static String origin(String url) {
        int scheme = url.indexOf("://");
        int from = scheme < 0 ? 0 : scheme + 3;
        int to = from;
        while (to < url.length() && "/?#\\".indexOf(url.charAt(to)) < 0) {
            to++;
        }
        int user = url.lastIndexOf('@', to - 1);
        return (scheme < 0 ? "" : url.substring(0, from)) + url.substring(user < from ? from : user + 1, to);
    }
}
