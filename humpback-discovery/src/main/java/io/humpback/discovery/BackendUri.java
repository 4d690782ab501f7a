package io.humpback.discovery;

import com.google.common.base.Splitter;
import com.google.common.net.HostAndPort;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Names a backend: {@code <scheme>:<location>[?<name>=<value>&…]}; hosts alone, such as {@code host1:2181/prefix}, are
 * ZooKeeper's, as the original has it. Not a {@link java.net.URI}, since a location may be
 * a path with spaces in it. Immutable.
 *
 * @param scheme in lower case
 * @param location what stands between the scheme's colon and the options, for example {@code ./data} or
 *     {@code //host1:2379,host2:2379/prefix}
 * @param options by name, decoded. May hold passwords
 */
public record BackendUri(String scheme, String location, Map<String, String> options) {
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*");
    private static final String HOST = "(\\w[\\w.-]*|\\[[0-9a-fA-F:.]+\\])(:[0-9]{1,5})?";
    /** Hosts alone; one without dot and port could be a directory as well. */
    private static final Pattern HOSTS =
            Pattern.compile("(?=[^/?]*[:,.])" + HOST + "(," + HOST + ")*([/?].*)?", Pattern.DOTALL);

    private static final String SCHEME_OF_HOSTS = "zk";

    /** Copies {@code options}. */
    public BackendUri {
        options = Map.copyOf(options);
    }

    /** Returns what {@code text} names. Throws {@link BackendException} if it is no such URI. */
    public static BackendUri parse(String text) {
        if (!text.contains("://") && HOSTS.matcher(text).matches()) {
            return parse(SCHEME_OF_HOSTS + "://" + text);
        }
        int colon = text.indexOf(':');
        if (colon < 0 || !SCHEME.matcher(text.substring(0, colon)).matches()) {
            throw new BackendException("backend has no scheme (expected: for example embedded:./humpback-data)", null);
        }
        int question = text.indexOf('?', colon);
        int end = question < 0 ? text.length() : question;
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        String query = question < 0 ? "" : text.substring(question + 1);
        return new BackendUri(scheme, text.substring(colon + 1, end), options(scheme, query));
    }

    private static Map<String, String> options(String scheme, String query) {
        Map<String, String> options = new TreeMap<>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (part.isEmpty()) {
                continue;
            }
            if (equals < 1) {
                throw new BackendException("backend option has no name or no value: scheme=" + scheme, null);
            }
            String name = part.substring(0, equals);
            if (options.put(name, decode(name, part.substring(equals + 1))) != null) {
                throw new BackendException(
                        "backend option is given twice: scheme=" + scheme + ", option=" + name, null);
            }
        }
        return options;
    }

    private static String decode(String name, String value) {
        try {
            // A plus stands for itself: in a password it is more likely than a space.
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BackendException("backend option is not percent-encoded: option=" + name, null);
        }
    }

    /**
     * Returns the hosts of {@code //host1:port,host2/prefix}, each with its port. Throws {@link BackendException} if it
     * is not of that form.
     */
    public List<HostAndPort> hosts(int defaultPort) {
        List<HostAndPort> hosts = new ArrayList<>();
        for (String host : Splitter.on(',').split(authority())) {
            try {
                HostAndPort parsed = HostAndPort.fromString(host.strip()).withDefaultPort(defaultPort);
                if (parsed.getHost().isEmpty()) {
                    throw malformed();
                }
                hosts.add(parsed);
            } catch (IllegalArgumentException e) {
                throw malformed();
            }
        }
        return List.copyOf(hosts);
    }

    /** Returns what follows the hosts, without the slash at its beginning; empty if there is nothing. */
    public String prefix() {
        int slash = location.indexOf('/', 2);
        return slash < 0 ? "" : location.substring(slash + 1);
    }

    private String authority() {
        if (!location.startsWith("//")) {
            throw malformed();
        }
        int slash = location.indexOf('/', 2);
        String authority = location.substring(2, slash < 0 ? location.length() : slash);
        if (authority.contains("@")) {
            throw new BackendException(
                    "backend has user or password before its hosts: scheme=" + scheme
                            + " (expected: as options, ?user=NAME&password=TEXT)",
                    null);
        }
        return authority;
    }

    private BackendException malformed() {
        return new BackendException(
                "backend has no hosts: scheme=" + scheme + " (expected: " + scheme + "://HOST:PORT,HOST:PORT/PREFIX)",
                null);
    }

    /** Returns scheme and names of the options; location and values may hold secrets. */
    @Override
    public String toString() {
        return scheme + ":…" + (options.isEmpty() ? "" : "?" + String.join("&", new TreeMap<>(options).keySet()));
    }
}
