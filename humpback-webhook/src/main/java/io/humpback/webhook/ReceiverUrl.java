package io.humpback.webhook;

import io.humpback.core.Hook;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Receivers' URLs. Only their scheme, host and port may be told: user, path and query can hold secrets. */
final class ReceiverUrl {
    private static final String NOT_HTTP = "(not an http url)";

    private ReceiverUrl() {}

    /**
     * Returns {@code url} cut after host and port, for example {@code http://10.0.0.7:8080}. Of what is no URL nothing
     * is told: it may be a secret that was put into the wrong field.
     */
    static String hostOf(String url) {
        return parse(url) == null ? NOT_HTTP : Hook.origin(url);
    }

    /** Returns the parts of {@code url}, {@code null} if it is not an HTTP or HTTPS URL. */
    static @Nullable HttpUrl parse(String url) {
        return HttpUrl.parse(url);
    }
}
