package io.humpback.discovery;

import com.google.common.base.Splitter;
import java.util.regex.Pattern;

/**
 * Where one cluster's keys stand in a backend: {@code <prefix>/<cluster name>/…}, without a slash at the beginning.
 * Immutable.
 *
 * @param root without slashes at its ends
 */
public record ClusterPath(String root) {
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_.:@~+=-]{1,128}");
    private static final int MAX_LENGTH = 256;

    /** Checks the form. */
    public ClusterPath {
        boolean valid = root.length() <= MAX_LENGTH
                && Splitter.on('/')
                        .splitToStream(root)
                        .allMatch(segment ->
                                SEGMENT.matcher(segment).matches() && !segment.equals(".") && !segment.equals(".."));
        if (!valid) {
            throw new BackendException(
                    "prefix or cluster name cannot be a path: path=\"" + root.replaceAll("[^ -~]", "?")
                            + "\" (expected: words of A-Z a-z 0-9 _ . : @ ~ + = - with slashes between them)",
                    null);
        }
    }

    /** Returns the place of a cluster. Slashes at the ends of both, and doubled ones, do not count. */
    public static ClusterPath of(String prefix, String clusterName) {
        return new ClusterPath(
                (prefix + "/" + clusterName).replaceAll("/+", "/").replaceAll("^/|/$", ""));
    }

    /** Returns the prefix of the agents' records, with a slash at its end. */
    public String nodes() {
        return root + "/nodes/";
    }

    /** Returns the key of an agent's record. */
    public String node(String agentKey) {
        return nodes() + agentKey;
    }

    /** Returns the key of the election. */
    public String leader() {
        return root + "/leader";
    }

    /** Returns the key under which a backend keeps the {@link KeyValueStore}'s {@code key}. */
    public String state(String key) {
        return root + "/" + key;
    }
}
