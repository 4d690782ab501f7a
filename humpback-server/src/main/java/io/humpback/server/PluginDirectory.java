package io.humpback.server;

import io.humpback.server.config.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The jars that an operator has put beside the center, as a class loader that sees them and the center's own classes.
 * Whoever may write into the directory may run code: it belongs to the operator alone. Safe for use by several threads;
 * to be closed after everything that came from it.
 */
public final class PluginDirectory implements AutoCloseable {
    private static final ClassLoader CENTER = PluginDirectory.class.getClassLoader();

    private final ClassLoader loader;

    private PluginDirectory(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * Opens the directory, none for an empty name. Throws a {@link ConfigurationException}, whose message is one line
     * for the operator, if it cannot be read.
     */
    public static PluginDirectory open(String directory) {
        return new PluginDirectory(
                directory.isEmpty() ? CENTER : new URLClassLoader("plugins", jars(Path.of(directory)), CENTER));
    }

    private static URL[] jars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(PluginDirectory::url)
                    .toArray(URL[]::new);
        } catch (IOException | UncheckedIOException e) {
            throw new ConfigurationException(
                    "plugin-dir", directory + " cannot be read (expected: a directory of jars)", e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what sees the jars; where there are none, what sees the center alone. */
    public ClassLoader loader() {
        return loader;
    }

    /** Closes the jars. Classes that were not used before can no longer be loaded. */
    @Override
    public void close() {
        if (loader instanceof URLClassLoader jars && loader != CENTER) {
            try {
                jars.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
