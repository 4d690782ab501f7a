package io.humpback.server.config;

import io.humpback.core.Checks;
import io.humpback.core.NodeId;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A Docker engine that configuration names as a node. Immutable.
 *
 * @param name what the node shall be called; empty for the engine's own host name
 * @param uri {@code unix:///path} or {@code tcp://host:port}, normalised by {@link #parse}
 */
public record EngineAddress(String name, URI uri) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    /** Checks the name and the URI. */
    public EngineAddress {
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: \"" + name + "\" (expected: letters, digits, \".\", \"_\" and \"-\", at most 128)");
        }
        checkUri(uri);
    }

    /**
     * Returns the engine that {@code [name=]URI} writes; scheme and host are brought to lower case, the path of a
     * socket to its shortest form, so that one engine has one text.
     *
     * @throws IllegalArgumentException if the name or the URI is malformed, or the scheme neither unix nor tcp
     */
    public static EngineAddress parse(String text) {
        int scheme = text.indexOf("://");
        int equals = text.indexOf('=');
        boolean named = equals >= 0 && (scheme < 0 || equals < scheme);
        if (named && equals == 0) {
            throw new IllegalArgumentException("name: \"\" (expected: a name in front of \"=\")");
        }
        return new EngineAddress(
                named ? text.substring(0, equals) : "", normalise(named ? text.substring(equals + 1) : text));
    }

    private static URI normalise(String text) {
        URI uri = URI.create(text);
        checkUri(uri);
        if (isUnix(uri)) {
            Path path = Path.of(uri.getRawPath()).normalize();
            return URI.create("unix://" + path);
        }
        return URI.create("tcp://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + uri.getPort());
    }

    private static boolean isUnix(URI uri) {
        return "unix".equalsIgnoreCase(uri.getScheme());
    }

    private static void checkUri(URI uri) {
        boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
        if (!plain || !(isUnix(uri) ? isSocket(uri) : isTcp(uri))) {
            throw new IllegalArgumentException("engine: expected unix:///path/to/docker.sock or tcp://host:port");
        }
    }

    private static boolean isSocket(URI uri) {
        String path = uri.getRawPath();
        boolean hierarchical = uri.getRawSchemeSpecificPart().startsWith("///");
        return hierarchical
                && uri.getRawAuthority() == null
                && path != null
                && path.startsWith("/")
                && path.length() > 1;
    }

    private static boolean isTcp(URI uri) {
        String path = uri.getRawPath();
        return "tcp".equalsIgnoreCase(uri.getScheme())
                && uri.getHost() != null
                && uri.getPort() > 0
                && uri.getPort() <= 65_535
                && (path == null || path.isEmpty() || path.equals("/"));
    }

    /** Returns the id of the node: the text of the URI. */
    public NodeId nodeId() {
        return NodeId.of(uri.toString());
    }

    /** Returns the address under which others reach the node's containers: the host, 127.0.0.1 for a socket. */
    public String address() {
        if (isUnix(uri)) {
            return ListenAddress.LOOPBACK;
        }
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Returns this engine under another name. */
    public EngineAddress withName(String newName) {
        return new EngineAddress(Checks.checkNotBlank("name", newName), uri);
    }

    @Override
    public String toString() {
        return name.isEmpty() ? uri.toString() : name + "=" + uri;
    }
}
