package io.humpback.scheduler;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Loads strategies from the jars of a plugin directory. They see this library and each other, and need no entry on the
 * class path. Whoever may write into the directory may run code: it belongs to the operator alone. Safe for use by
 * several threads; close it when its strategies are no longer used.
 */
public final class StrategyLoader implements Closeable {
    private final URLClassLoader loader;
    private final List<StrategyProvider> providers;
    private final StrategyCatalog catalog;

    private StrategyLoader(URLClassLoader loader, ClassLoader parent) {
        this.loader = loader;
        this.providers = providers(loader);
        this.catalog = StrategyCatalog.load(parent).with(providers);
    }

    /** Opens a directory with the library's own class loader above it. */
    public static StrategyLoader open(Path directory) {
        return open(directory, StrategyLoader.class.getClassLoader());
    }

    /**
     * Opens a directory. Throws {@link StrategyLoadException} if it cannot be read, if a jar names a provider that
     * cannot be made, or if two have one name.
     *
     * @param parent what the plugins see beside each other; it must see this library
     */
    public static StrategyLoader open(Path directory, ClassLoader parent) {
        URLClassLoader loader = new URLClassLoader("plugins", jars(directory), parent);
        try {
            return new StrategyLoader(loader, parent);
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            closeQuietly(loader, e);
            throw new StrategyLoadException(String.valueOf(e.getMessage()), directory.toString(), e);
        }
    }

    private static URL[] jars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(StrategyLoader::url)
                    .toArray(URL[]::new);
        } catch (IOException | UncheckedIOException e) {
            throw new StrategyLoadException("directory cannot be read", directory.toString(), e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the parent has is on the class path already, and is the business of whoever put it there. */
    private static List<StrategyProvider> providers(URLClassLoader loader) {
        List<StrategyProvider> found = new ArrayList<>();
        ServiceLoader.load(StrategyProvider.class, loader).stream()
                .filter(provider -> provider.type().getClassLoader() == loader)
                .forEach(provider -> found.add(provider.get()));
        return List.copyOf(found);
    }

    private static void closeQuietly(URLClassLoader loader, Throwable because) {
        try {
            loader.close();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /** Returns the providers that were found, in the order of the jars' names. */
    public List<StrategyProvider> providers() {
        return providers;
    }

    /** Returns the built-in strategies, those of the parent and those that were found. */
    public StrategyCatalog catalog() {
        return catalog;
    }

    /** Closes the jars. Classes that were not used before can no longer be loaded. */
    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
