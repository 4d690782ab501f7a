package io.humpback.server.http.v1;

import io.humpback.server.http.RequestRefusedException;
import io.javalin.http.Context;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads requests so that a caller's mistake becomes an answer with status 400. Stateless. */
final class Bodies {
    private Bodies() {}

    /** Returns what {@code read} makes of the body. */
    static <T> T read(Context ctx, Function<Fields, T> read) {
        return resolve(() -> read.apply(Fields.parse(ctx.bodyAsBytes())));
    }

    /** Returns the value; an {@link IllegalArgumentException} is the caller's mistake, and its message is for him. */
    static <T> T resolve(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new RequestRefusedException(400, String.valueOf(e.getMessage()));
        }
    }
}
