package io.humpback.server.agent;

import io.humpback.core.Fence;
import io.humpback.server.docker.AgentWire;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Reads what the headers of the agent's own protocol say. Each stands once, in one spelling. Stateless. */
final class CallHeaders {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,17}");
    private static final Pattern CLUSTER = Pattern.compile("[\\x21-\\x7E]{1,200}");
    private static final long MAX_DEADLINE_MILLIS = 60L * 60 * 1000;
    private static final long MIN_MARGIN_MILLIS = 20;
    private static final long MAX_MARGIN_MILLIS = 500;

    private CallHeaders() {}

    /** Returns whether a call says who makes it. */
    static boolean hasFence(Context ctx) {
        return ctx.req().getHeader(AgentWire.CLUSTER_HEADER) != null
                || ctx.req().getHeader(AgentWire.EPOCH_HEADER) != null;
    }

    /** Returns who makes the call; refused with 400 if it does not say. */
    static Fence fence(Context ctx) {
        String cluster = one(ctx, AgentWire.CLUSTER_HEADER, CLUSTER, "the cluster's id");
        String epoch = one(ctx, AgentWire.EPOCH_HEADER, NUMBER, "the leader's epoch");
        return new Fence(cluster, Long.parseLong(epoch));
    }

    /**
     * Returns for how long the engine may take, a little less than the caller waits, so that the agent's answer comes
     * first; {@code absent} if the caller does not say.
     */
    static Duration deadline(Context ctx, Duration absent) {
        if (ctx.req().getHeader(AgentWire.DEADLINE_HEADER) == null) {
            return absent;
        }
        long millis = Long.parseLong(one(ctx, AgentWire.DEADLINE_HEADER, NUMBER, "milliseconds"));
        if (millis < 1 || millis > MAX_DEADLINE_MILLIS) {
            throw refused(AgentWire.DEADLINE_HEADER, "1-" + MAX_DEADLINE_MILLIS);
        }
        long margin = Math.max(MIN_MARGIN_MILLIS, Math.min(MAX_MARGIN_MILLIS, millis / 10));
        return Duration.ofMillis(Math.max(1, millis - margin));
    }

    private static String one(Context ctx, String name, Pattern form, String expected) {
        List<String> values = Collections.list(ctx.req().getHeaders(name));
        if (values.size() != 1 || !form.matcher(values.get(0)).matches()) {
            throw refused(name, expected);
        }
        return values.get(0);
    }

    private static AgentErrorException refused(String name, String expected) {
        return AgentErrorException.refused(400, name + ": missing or malformed (expected: " + expected + ")", "header");
    }
}
