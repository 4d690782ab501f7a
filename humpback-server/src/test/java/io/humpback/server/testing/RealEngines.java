package io.humpback.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Several real Docker engines on this machine, with the images of {@link TestImages}. Closing leaves nothing behind; so
 * does the end of the JVM, if nobody has closed them. Not safe for use by several threads.
 */
public final class RealEngines implements AutoCloseable, BeforeAllCallback, AfterAllCallback {
    /** A unix socket's path may have 107 characters. */
    private static final int MAX_DIRECTORY_LENGTH = 80;

    private final List<EngineOptions> options;
    private final List<RealEngine> engines = new ArrayList<>();
    private final Thread atExit = new Thread(this::removeAll, "humpback-real-engines-at-exit");
    private @Nullable Path directory;
    private @Nullable Class<?> owner;

    private RealEngines(List<EngineOptions> options) {
        this.options = List.copyOf(options);
    }

    /** Starts {@code count} engines with host networking, named node1, node2 …, all at once, and waits for them. */
    public static RealEngines start(int count) {
        return start(named(count));
    }

    /** Starts engines, all at once, and waits until they answer and have their images. */
    public static RealEngines start(List<EngineOptions> options) {
        RealEngines engines = new RealEngines(options);
        engines.start();
        return engines;
    }

    /**
     * Returns engines as {@link #start(int)} starts them, for a class of tests that registers them as an extension in a
     * static field: they start before its first test and end after its last.
     */
    public static RealEngines ofClass(int count) {
        return new RealEngines(named(count));
    }

    /** Returns engines of a class of tests, as above. */
    public static RealEngines ofClass(EngineOptions... options) {
        return new RealEngines(List.of(options));
    }

    private static List<EngineOptions> named(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> EngineOptions.named("node" + number))
                .toList();
    }

    private void start() {
        Path own = temporaryDirectory();
        directory = own;
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            launch(own);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Classes nested in that of the tests are told too; they find the engines started. */
    @Override
    public void beforeAll(ExtensionContext context) {
        if (directory == null) {
            owner = context.getRequiredTestClass();
            start();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().equals(owner)) {
            close();
        }
    }

    /** Returns an engine, counted from 0. */
    public RealEngine get(int index) {
        return engines.get(index);
    }

    /** Returns all engines. */
    public List<RealEngine> all() {
        return Collections.unmodifiableList(engines);
    }

    /** Ends all engines and removes every trace. Repeated calls do nothing. */
    @Override
    public void close() {
        if (directory == null) {
            return;
        }
        try {
            removeAll();
        } finally {
            engines.clear(); // a subclass of the tests starts them again
            directory = null;
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }

    private void launch(Path own) {
        for (int i = 0; i < options.size(); i++) {
            engines.add(new RealEngine(own.resolve("e" + (i + 1)), options.get(i)));
        }
        List<CompletableFuture<Void>> starts = engines.stream()
                .map(engine -> CompletableFuture.runAsync(() -> {
                    engine.launch();
                    engine.awaitReady();
                    TestImages.importAll(engine.socket());
                }))
                .toList();
        RuntimeException failure = null;
        for (CompletableFuture<Void> start : starts) {
            try {
                start.join(); // all of them, so that none is still starting while we clean up
            } catch (CompletionException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void removeAll() {
        RuntimeException failure = null;
        for (RealEngine engine : engines) {
            try {
                engine.close();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (directory != null) {
            RealEngine.removeTree(directory);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static Path temporaryDirectory() {
        try {
            Path usual = Path.of(System.getProperty("java.io.tmpdir"));
            Path base = usual.toString().length() > MAX_DIRECTORY_LENGTH ? Path.of("/tmp") : usual;
            return Files.createTempDirectory(base, "hbe");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
