package io.humpback.discovery.consul;

import com.google.common.net.HostAndPort;
import io.humpback.discovery.consul.ConsulException.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what Consul answers in place of what was asked for. Stateless. */
final class ConsulRefusals {
    private static final int MAX_REASON = 200;
    /** Consul sends nothing on to a leader before it knows one, and looks at its limits first. */
    private static final List<String> NOTHING_DONE = List.of("No cluster leader", "rate limit");

    private ConsulRefusals() {}

    /** Returns null if the status is part of an answer. */
    static @Nullable ConsulException of(HostAndPort host, int status, String body) {
        if (status == 200 || status == 404 || status == 409) {
            return null;
        }
        String facts = "host=" + host + ", status=" + status + ", reason=" + line(body);
        if (status == 401 || status == 403) {
            return new ConsulException(
                    Kind.FORBIDDEN,
                    "consul refuses the token: " + facts
                            + ". Maybe it has not key_prefix \"…\" { policy = \"write\" } and session_prefix \"\""
                            + " { policy = \"write\" }",
                    null);
        }
        boolean nothingDone = status == 429 || NOTHING_DONE.stream().anyMatch(body::contains);
        if (nothingDone) {
            return new ConsulException(Kind.NOT_NOW, "consul cannot do it now: " + facts, null);
        }
        return status < 500
                ? new ConsulException(Kind.REFUSED, "consul refuses the request: " + facts, null)
                : new ConsulException(Kind.UNKNOWN, "consul failed: " + facts, null);
    }

    /** Returns the refusal to take a list for whole from which Consul left out what the token may not read. */
    static ConsulException filtered(HostAndPort host) {
        return new ConsulException(
                Kind.FORBIDDEN,
                "consul hides keys from the token: host=" + host
                        + ". Maybe it has not key_prefix \"…\" { policy = \"write\" }",
                null);
    }

    /** Returns the first line of {@code text}, not too long, in plain characters. */
    static String line(String text) {
        String first = text.strip().lines().findFirst().orElse("none");
        String cut = first.length() > MAX_REASON ? first.substring(0, MAX_REASON) + "…" : first;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
