package io.humpback.server.http;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells the header fields that belong to one connection, and are not passed on, from the others: those that HTTP knows,
 * those that the client sets itself, and those that the field {@code Connection} names (RFC 9110, section 7.6.1).
 * Immutable.
 */
final class HopHeaders {
    private static final Set<String> KNOWN = Set.of(
            "connection",
            "content-length",
            "date",
            "expect",
            "host",
            "keep-alive",
            "origin",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final Set<String> names;

    private HopHeaders(Set<String> names) {
        this.names = names;
    }

    /** Returns those of a message whose fields {@code Connection} have these values. */
    static HopHeaders of(Stream<String> connection) {
        Set<String> names = new HashSet<>(KNOWN);
        connection
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .forEach(name -> names.add(name.strip().toLowerCase(Locale.ROOT)));
        return new HopHeaders(names);
    }

    /** Returns whether the field goes on. HTTP/2 has some whose name begins with a colon, which are none. */
    boolean passes(String name) {
        return !name.startsWith(":") && !names.contains(name.toLowerCase(Locale.ROOT));
    }
}
