package io.humpback.server.testing;

import static org.awaitility.Awaitility.await;

import io.humpback.server.cli.Humpback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program itself in a process of its own. It can be killed. Not safe for use by several threads. */
public final class CenterProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern ADDRESS = Pattern.compile("(?:is up: |uri=)(http://\\S+)");

    private final Process process;
    private final Path log;
    private final URI uri;

    private CenterProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.uri = awaitAddress();
    }

    /**
     * Starts the program and waits until it serves its API.
     *
     * @param log takes what the program prints
     * @param environment what it finds in its environment beside what we have in ours
     */
    public static CenterProcess start(Path log, Map<String, String> environment, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Humpback.class.getName()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return new CenterProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a client of its API. */
    public CenterClient client() {
        return new CenterClient(uri);
    }

    /** Ends it with SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private URI awaitAddress() {
        try {
            await("address in " + log)
                    .atMost(LIMIT)
                    .until(() -> !process.isAlive() || findAddress().isPresent());
            return findAddress().orElseThrow(() -> new IllegalStateException("center does not start: " + printed()));
        } catch (RuntimeException e) {
            kill();
            throw e;
        }
    }

    private Optional<URI> findAddress() {
        Matcher matcher = ADDRESS.matcher(printed());
        return matcher.find() ? Optional.of(URI.create(matcher.group(1))) : Optional.empty();
    }

    /** Returns what it has printed. */
    public String printed() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("center does not end: " + printed());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Asks it to end, as Ctrl-C does, and waits for that. */
    @Override
    public void close() {
        process.destroy();
        try {
            awaitEnd();
        } finally {
            process.destroyForcibly();
        }
    }
}
