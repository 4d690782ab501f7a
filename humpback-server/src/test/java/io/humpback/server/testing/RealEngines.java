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

/**
 * Several real Docker engines on this machine, with the images of {@link TestImages}. Closing leaves nothing behind; so
 * does the end of the JVM, if nobody has closed them. Not safe for use by several threads.
 */
public final class RealEngines implements AutoCloseable {
    /** A unix socket's path may have 107 characters. */
    private static final int MAX_DIRECTORY_LENGTH = 80;

    private final Path directory;
    private final List<RealEngine> engines = new ArrayList<>();
    private final Thread atExit = new Thread(this::removeAll, "humpback-real-engines-at-exit");
    private boolean closed;

    private RealEngines(Path directory) {
        this.directory = directory;
    }

    /** Starts {@code count} engines with host networking, named node1, node2 …, all at once, and waits for them. */
    public static RealEngines start(int count) {
        return start(IntStream.rangeClosed(1, count)
                .mapToObj(number -> EngineOptions.named("node" + number))
                .toList());
    }

    /** Starts engines, all at once, and waits until they answer and have their images. */
    public static RealEngines start(List<EngineOptions> options) {
        RealEngines engines = new RealEngines(temporaryDirectory());
        Runtime.getRuntime().addShutdownHook(engines.atExit);
        try {
            engines.launch(options);
            return engines;
        } catch (RuntimeException | Error e) {
            engines.close();
            throw e;
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
        if (closed) {
            return;
        }
        closed = true;
        removeAll();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void launch(List<EngineOptions> options) {
        for (int i = 0; i < options.size(); i++) {
            engines.add(new RealEngine(directory.resolve("e" + (i + 1)), options.get(i)));
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
        RealEngine.removeTree(directory);
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
