package io.humpback.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar as people start it. */
final class RunnableJarIT {
    @Test
    void tellsItsVersionAndNothingElse() throws IOException, InterruptedException {
        assertThat(run("--version")).matches("humpback [0-9][^\n]*\n0");
    }

    @Test
    void refusesWrongUsageInOneLine() throws IOException, InterruptedException {
        assertThat(run("up", "--engine", "docker"))
                .isEqualTo("humpback: --engine: engines: \"docker\""
                        + " (expected: [name=]unix:///path/to/docker.sock or [name=]tcp://host:port)\n2");
    }

    /** The clients of backends log in their own ways, with a stack trace at each try. */
    @ParameterizedTest
    @ValueSource(strings = {"zk", "etcd", "consul"})
    void saysInOneLineThatNoBackendAnswers(String scheme, @TempDir Path directory)
            throws IOException, InterruptedException {
        Map<String, String> environment = Map.of(
                "DOCKER_CLUSTER_URIS",
                scheme + "://127.0.0.1:1",
                "HUMPBACK_DATA_DIR",
                directory.toString(),
                "CENTER_LISTEN_PORT",
                "127.0.0.1:0");

        assertThat(run(environment, "center")).matches("humpback: [^\n]*127\\.0\\.0\\.1:1[^\n]* Maybe [^\n]*\n2");
    }

    private static String run(String... args) throws IOException, InterruptedException {
        return run(Map.of(), args);
    }

    /** Returns what it printed, then its exit code. */
    private static String run(Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return printed + process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path jar() throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of("target"), "humpback-server-*-all.jar")) {
            return jars.iterator().next();
        }
    }
}
