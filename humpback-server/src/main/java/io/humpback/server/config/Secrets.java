package io.humpback.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Hides what nobody but its owner may read before a value is shown. Stateless. */
final class Secrets {
    static final String MASK = "***";

    /** Greedy up to the last {@code @} of the authority: a password may contain one. */
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/?#]*@");

    /** After a comma too: a list of hosts may repeat the user. */
    private static final Pattern BARE_USER_INFO = Pattern.compile("(?<=^|,)[^/?#,@:]+:[^/?#,@]*@");

    private static final Pattern QUERY_VALUE = Pattern.compile("(?<=[?&])([^=&#]*)=[^&#]*");
    private static final Pattern SECRET_KEY =
            Pattern.compile("passw|pwd|secret|token|auth|credential|cookie|api.?key|private");

    private Secrets() {}

    /** Returns the text of a URI, or of several, without user, password and the values of a query. */
    static String maskUri(String uri) {
        String withoutUser = USER_INFO.matcher(uri).replaceAll(MASK + "@");
        String withoutBare = BARE_USER_INFO.matcher(withoutUser).replaceAll(MASK + "@");
        return QUERY_VALUE.matcher(withoutBare).replaceAll("$1=" + MASK);
    }

    /** Returns a copy of a tree of maps, lists and texts in which secrets are masked. */
    static Object mask(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> masked = new LinkedHashMap<>();
            map.forEach((key, value) -> masked.put(String.valueOf(key), maskValue(String.valueOf(key), value)));
            return masked;
        }
        if (tree instanceof List<?> list) {
            List<Object> masked = new ArrayList<>();
            list.forEach(item -> masked.add(mask(item)));
            return masked;
        }
        return tree instanceof String text ? maskUri(text) : tree;
    }

    private static Object maskValue(String key, Object value) {
        String folded = key.toLowerCase(Locale.ROOT);
        boolean headers = folded.contains("header") && value instanceof Map;
        if (headers) {
            // Which header carries the credential is the endpoint's choice, so none is shown.
            Map<String, Object> masked = new LinkedHashMap<>();
            ((Map<?, ?>) value).keySet().forEach(name -> masked.put(String.valueOf(name), MASK));
            return masked;
        }
        boolean empty = value instanceof String text && text.isEmpty();
        return SECRET_KEY.matcher(folded).find() && !empty ? MASK : mask(value);
    }
}
