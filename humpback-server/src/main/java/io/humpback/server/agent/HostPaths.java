package io.humpback.server.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Finds out where a path of the host really leads: without dots and double slashes, and with each symbolic link
 * followed, also one whose target does not exist yet. Safe for use by several threads.
 */
final class HostPaths {
    private static final int MAX_LINKS = 40;

    private final Path root;

    /** Creates it for a host whose root directory is seen as {@code root}. */
    HostPaths(Path root) {
        this.root = root;
    }

    /**
     * Returns the absolute path of the host, without links, that {@code path} leads to. Parts that do not exist stay as
     * they are. Throws {@link IOException} if links lead in a circle or cannot be read.
     */
    Path resolve(String path) throws IOException {
        Path resolved = Path.of("/");
        Deque<String> left = new ArrayDeque<>();
        push(left, Path.of(path));
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.pop();
            if (name.equals(".") || name.isEmpty()) {
                continue;
            }
            if (name.equals("..")) {
                resolved = parentOf(resolved);
                continue;
            }
            Path next = resolved.resolve(name);
            Path seen = seen(next);
            if (!Files.isSymbolicLink(seen)) {
                resolved = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw new IOException("more than " + MAX_LINKS + " symbolic links");
            }
            Path target = Files.readSymbolicLink(seen);
            if (target.isAbsolute()) {
                resolved = Path.of("/");
            }
            push(left, target);
        }
        return resolved;
    }

    /** Returns whether both exist on the host and are the same file or directory, whatever their paths are. */
    boolean isSame(Path one, Path other) {
        try {
            return Files.exists(seen(one), LinkOption.NOFOLLOW_LINKS)
                    && Files.exists(seen(other))
                    && Files.isSameFile(seen(one), seen(other));
        } catch (IOException e) {
            return false; // what the agent itself may not look at, it cannot compare; the paths were compared before
        }
    }

    private Path seen(Path ofHost) {
        return root.resolve(Path.of("/").relativize(ofHost));
    }

    private static void push(Deque<String> left, Path path) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            left.push(path.getName(i).toString());
        }
    }

    private static Path parentOf(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }
}
