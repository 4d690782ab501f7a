package io.humpback.server.testing;

import static org.awaitility.Awaitility.await;

import io.humpback.server.cli.Humpback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runnable jar in a process of its own, as operators run it. Not safe for use by several threads. */
public final class HumpbackJar implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Process process;
    private final Path log;

    private HumpbackJar(Process process, Path log) {
        this.process = process;
        this.log = log;
        // Also where the tests are ended before they are done.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /**
     * Starts the program.
     *
     * @param log takes what it prints
     * @param javaOptions for the virtual machine
     * @param environment what it finds in its environment beside what we have in ours
     */
    public static HumpbackJar start(
            Path log, List<String> javaOptions, Map<String, String> environment, List<String> arguments) {
        return start(List.of(), log, List.of("-jar", jar().toString()), javaOptions, environment, arguments);
    }

    /** Starts the program from the classes that are tested, as {@link #start(Path, List, Map, List)} does. */
    public static HumpbackJar startClasses(
            Path log, List<String> javaOptions, Map<String, String> environment, List<String> arguments) {
        return startClassesBehind(List.of(), log, javaOptions, environment, arguments);
    }

    /** Starts the program from the classes that are tested, as another one's last arguments: in another network. */
    public static HumpbackJar startClassesBehind(
            List<String> other,
            Path log,
            List<String> javaOptions,
            Map<String, String> environment,
            List<String> arguments) {
        List<String> program = List.of("-cp", System.getProperty("java.class.path"), Humpback.class.getName());
        return start(other, log, program, javaOptions, environment, arguments);
    }

    private static HumpbackJar start(
            List<String> other,
            Path log,
            List<String> program,
            List<String> javaOptions,
            Map<String, String> environment,
            List<String> arguments) {
        List<String> line = new ArrayList<>(other);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(javaOptions);
        line.addAll(program);
        line.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return new HumpbackJar(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar() {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of("target"), "humpback-server-*-all.jar")) {
            return jars.iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has printed what {@code pattern} finds, and returns that. */
    public Matcher awaitPrinted(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        try {
            await(pattern)
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> compiled.matcher(printed()).find() || !process.isAlive());
        } catch (RuntimeException e) {
            throw new IllegalStateException("not printed: " + pattern + "\n" + printed(), e);
        }
        Matcher matcher = compiled.matcher(printed());
        if (!matcher.find()) {
            throw new IllegalStateException("ended without: " + pattern + "\n" + printed());
        }
        return matcher;
    }

    /** Returns what it has printed. */
    public String printed() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns its process id. */
    public long pid() {
        return process.pid();
    }

    /** Ends it with SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks it to end, as Ctrl-C does, waits for that, and returns its exit code. */
    public int terminate() {
        process.destroy();
        awaitEnd();
        return process.exitValue();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("does not end: " + printed());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Ends it by any means. */
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
