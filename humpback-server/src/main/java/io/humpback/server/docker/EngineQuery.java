package io.humpback.server.docker;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Something that is asked of Docker's API as it is, without changing anything. Only what stands here can be asked; what
 * callers name is encoded, so that it cannot become another path. Immutable.
 */
public final class EngineQuery {
    private final String path;

    private EngineQuery(String path) {
        this.path = path;
    }

    /** Returns the question what the engine says of itself. */
    public static EngineQuery info() {
        return new EngineQuery("/info");
    }

    /** Returns the question for the engine's version. */
    public static EngineQuery version() {
        return new EngineQuery("/version");
    }

    /** Returns the question for all images. */
    public static EngineQuery images() {
        return new EngineQuery("/images/json");
    }

    /** Returns the question for one image, by id or reference. */
    public static EngineQuery image(String name) {
        // a reference has slashes, and an engine knows them only as such
        return new EngineQuery("/images/" + encoded(name).replace("%2F", "/").replace("%3A", ":") + "/json");
    }

    /** Returns the question for the containers, with or without those that do not run. */
    public static EngineQuery containers(boolean all) {
        return new EngineQuery("/containers/json?all=" + all);
    }

    /** Returns the question for one container, by id or name. */
    public static EngineQuery container(String idOrName) {
        return new EngineQuery("/containers/" + encoded(idOrName) + "/json");
    }

    /** Returns the question for what a container uses, once or again and again. */
    public static EngineQuery stats(String idOrName, boolean follow) {
        return new EngineQuery("/containers/" + encoded(idOrName) + "/stats?stream=" + follow);
    }

    /**
     * Returns the question for a container's output.
     *
     * @param tail how many lines from the end, or {@code all}
     * @param since from when on, in seconds since 1970 or as RFC 3339; empty for the begin
     */
    public static EngineQuery logs(String idOrName, String tail, String since, boolean follow) {
        return new EngineQuery("/containers/" + encoded(idOrName) + "/logs?stdout=true&stderr=true&tail="
                + encoded(tail) + (since.isEmpty() ? "" : "&since=" + encoded(since)) + "&follow=" + follow);
    }

    String path() {
        return path;
    }

    @Override
    public String toString() {
        return path;
    }

    private static String encoded(String text) {
        if (text.equals(".") || text.equals("..") || text.contains("/../") || text.startsWith("../")) {
            throw new IllegalArgumentException("name: " + text + " (expected: an id or a name)");
        }
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
