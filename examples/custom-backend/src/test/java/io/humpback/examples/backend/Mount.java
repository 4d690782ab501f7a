package io.humpback.examples.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One process's way to a shared directory, which can be lost without a word, as a mount can. */
final class Mount {
    private final Path link;
    private final Path shared;

    private Mount(Path link, Path shared) {
        this.link = link;
        this.shared = shared;
    }

    static Mount of(Path shared, Path link) {
        Mount mount = new Mount(link, shared);
        mount.restore();
        return mount;
    }

    Path path() {
        return link;
    }

    void lose() {
        try {
            Files.deleteIfExists(link);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void restore() {
        try {
            Files.createSymbolicLink(link, shared);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
