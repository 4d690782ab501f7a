package io.humpback.webhook;

import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Receivers' URLs. Only their scheme, host and port may be told: user, path and query can hold secrets. */
final class ReceiverUrl {
    private static final String NOT_HTTP = "(not an http url)";

    private ReceiverUrl() {}

    /** Returns {@code url} cut after host and port, for example {@code http://10.0.0.7:8080}. */
    static String hostOf(String url) {
        HttpUrl parsed = parse(url);
        if (parsed == null) {
            return NOT_HTTP;
        }
        HttpUrl root = new HttpUrl.Builder()
                .scheme(parsed.scheme())
                .host(parsed.host())
                .port(parsed.port())
                .build();
        String text = root.toString();
        return text.substring(0, text.length() - 1); // the path of the root is one slash
    }

    /** Returns the parts of {@code url}, {@code null} if it is not an HTTP or HTTPS URL. */
    static @Nullable HttpUrl parse(String url) {
        return HttpUrl.parse(url);
    }
}
