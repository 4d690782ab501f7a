package io.humpback.server.agent;

import io.javalin.http.Context;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of questions. Stateless. */
final class Queries {
    private static final Pattern TAIL = Pattern.compile("all|\\d{1,7}");
    private static final Pattern SINCE = Pattern.compile("|\\d{1,12}(\\.\\d{1,9})?|[0-9T:.Z+-]{10,40}");
    private static final Set<String> TRUE = Set.of("true", "1", "yes");

    private Queries() {}

    static boolean flag(Context ctx, String name) {
        @Nullable String value = ctx.queryParam(name);
        return value != null && TRUE.contains(value.toLowerCase(java.util.Locale.ROOT));
    }

    /** Returns how many lines from the end are asked for. */
    static String tail(Context ctx) {
        return checked(ctx, "tail", "all", TAIL, "a number or all");
    }

    /** Returns from when on, empty for the begin. */
    static String since(Context ctx) {
        return checked(ctx, "since", "", SINCE, "seconds since 1970 or a time of RFC 3339");
    }

    private static String checked(Context ctx, String name, String absent, Pattern form, String expected) {
        @Nullable String value = ctx.queryParam(name);
        if (value == null || value.isEmpty()) {
            return absent;
        }
        if (!form.matcher(value).matches()) {
            throw AgentErrorException.refused(400, name + ": malformed (expected: " + expected + ")", "");
        }
        return value;
    }
}
