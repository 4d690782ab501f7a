package io.humpback.server.agent;

import io.javalin.http.Context;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of questions. Stateless. */
final class Queries {
    private static final Pattern TAIL = Pattern.compile("all|\\d{1,7}");
    private static final Pattern SINCE = Pattern.compile("|\\d{1,12}(\\.\\d{1,9})?|[0-9-]{10}T[0-9:.Z+-]{6,30}");
    private static final Set<String> TRUE = Set.of("true", "1", "yes");

    private Queries() {}

    static boolean flag(Context ctx, String name) {
        @Nullable String value = ctx.queryParam(name);
        return value != null && TRUE.contains(value.toLowerCase(Locale.ROOT));
    }

    /** Returns how many lines from the end are asked for. */
    static String tail(Context ctx) {
        return checked(ctx, "tail", "all", TAIL, "a number or all");
    }

    /** Returns from when on, in seconds since 1970, which is all that an engine knows; empty for the begin. */
    static String since(Context ctx) {
        String expected = "seconds since 1970 or a time of RFC 3339";
        String since = checked(ctx, "since", "", SINCE, expected);
        if (since.indexOf('T') < 0) {
            return since;
        }
        try {
            Instant time = OffsetDateTime.parse(since).toInstant();
            return String.format(Locale.ROOT, "%d.%09d", time.getEpochSecond(), time.getNano());
        } catch (DateTimeParseException e) {
            throw malformed("since", expected);
        }
    }

    private static String checked(Context ctx, String name, String absent, Pattern form, String expected) {
        @Nullable String value = ctx.queryParam(name);
        if (value == null || value.isEmpty()) {
            return absent;
        }
        if (!form.matcher(value).matches()) {
            throw malformed(name, expected);
        }
        return value;
    }

    private static AgentErrorException malformed(String name, String expected) {
        return AgentErrorException.refused(400, name + ": malformed (expected: " + expected + ")", "");
    }
}
