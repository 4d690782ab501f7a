package io.humpback.scheduler.control;

import java.util.List;
import java.util.Locale;

/** Brings an endpoint into one form, so that two ways to write it are found to be one. Stateless. */
final class Endpoints {
    private static final List<String> SAME_SCHEMES = List.of("tcp://", "http://", "https://");

    private Endpoints() {}

    /** Returns the plain form of {@code endpoint}; one that names a file of this host keeps its letters' case. */
    static String normalised(String endpoint) {
        String text = endpoint.trim();
        int scheme = text.indexOf("://");
        boolean file = scheme > 0 && !isNetwork(text.substring(0, scheme));
        if (!file) {
            text = text.toLowerCase(Locale.ROOT);
        }
        for (String same : SAME_SCHEMES) {
            if (text.startsWith(same)) {
                text = text.substring(same.length());
                break;
            }
        }
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        return text.startsWith("localhost:") ? "127.0.0.1" + text.substring("localhost".length()) : text;
    }

    private static boolean isNetwork(String scheme) {
        return SAME_SCHEMES.contains(scheme.toLowerCase(Locale.ROOT) + "://");
    }
}
