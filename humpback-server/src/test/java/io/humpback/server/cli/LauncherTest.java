package io.humpback.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code humpback} in a checkout of its own, with a Java and a Maven that only tell how they are called. */
final class LauncherTest {
    private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant NEW = Instant.parse("2021-01-01T00:00:00Z");
    private static final String MAVEN = """
            echo '[INFO] Scanning for projects...'
            echo '[INFO] Building Humpback Core 1 [1/6]'
            echo 'Downloading from somewhere: https://repo.example/a/b/some-1.jar'
            echo built > humpback-server/target/humpback-server-1-all.jar
            """;

    @TempDir
    private Path directory;

    private Path home;
    private Path jar;

    @BeforeEach
    void makeCheckout() throws IOException {
        home = directory.resolve("check out");
        jar = home.resolve("humpback-server/target/humpback.jar");
        Files.createDirectories(home.resolve("humpback-server/src/main"));
        Files.createDirectories(jar.getParent());
        Files.copy(Path.of("..", "humpback"), home.resolve("humpback"));
        for (String source : List.of("pom.xml", "humpback-server/pom.xml", "humpback-server/src/main/A.java")) {
            Files.writeString(home.resolve(source), "");
        }
        program("java", "for word; do echo \"<$word>\"; done");
        release("17.0.15");
        program("mvn", MAVEN);
        age("", OLD);
    }

    @Test
    void startsAnAgentWithLittleMemory() throws IOException, InterruptedException {
        haveJar(NEW);

        assertThat(run("agent", "--help"))
                .isEqualTo("<-XX:+UseSerialGC>\n<-XX:+ExitOnOutOfMemoryError>\n<-Xmx64m>\n<-Xss512k>\n"
                        + "<-XX:TieredStopAtLevel=1>\n<-jar>\n<" + jar + ">\n<agent>\n<--help>\n0");
    }

    @Test
    void startsWhatIsBuiltWithTheArgumentsGiven() throws IOException, InterruptedException {
        haveJar(NEW);

        assertThat(run("up", "a b", "--listen", ":0"))
                .isEqualTo("<-XX:+UseSerialGC>\n<-XX:+ExitOnOutOfMemoryError>\n<-jar>\n<" + jar
                        + ">\n<up>\n<a b>\n<--listen>\n<:0>\n0");
    }

    @Test
    void buildsWithProgressIfNothingIsBuilt() throws IOException, InterruptedException {
        assertThat(run("up")).startsWith("""
                humpback: building for the first time; this takes a minute or two
                humpback:   Humpback Core 1 [1/6]
                humpback:   fetching some-1.jar
                humpback: built
                """).endsWith("<up>\n0");
        assertThat(jar).hasContent("built\n");
    }

    @Test
    void buildsAgainIfASourceIsNewer() throws IOException, InterruptedException {
        haveJar(OLD.plusSeconds(1));
        age("humpback-server/src/main/A.java", NEW);

        assertThat(run("up")).startsWith("humpback: building again, since sources are newer than the last build\n");
        assertThat(run("up")).doesNotContain("building");
    }

    @Test
    void buildsAgainIfASourceIsGone() throws IOException, InterruptedException {
        haveJar(NEW);
        Files.delete(home.resolve("humpback-server/src/main/A.java"));

        assertThat(run("up")).startsWith("humpback: building again");
    }

    @Test
    void saysWhyABuildFailed() throws IOException, InterruptedException {
        program("mvn", "echo '[INFO] fine so far'; echo '[ERROR] A.java:[1,2] no good'; exit 1");

        assertThat(run("up"))
                .isEqualTo("humpback: building for the first time; this takes a minute or two\n"
                        + "[ERROR] A.java:[1,2] no good\nhumpback: the build failed; all that it said is in "
                        + home.resolve("humpback-server/target/launcher-build.log") + "\n1");
        assertThat(jar).doesNotExist();
    }

    @Test
    void refusesAnOldJava() throws IOException, InterruptedException {
        release("11.0.2");

        assertThat(run("up"))
                .isEqualTo("humpback: " + home + "/jdk/bin/java is too old, Java 11;"
                        + " install a JDK, 17 or later, and set JAVA_HOME or PATH to it\n1");
    }

    @Test
    void asksJavaForItsVersionIfNoFileTells() throws IOException, InterruptedException {
        haveJar(NEW);
        Files.delete(home.resolve("jdk/release"));
        program("java", "echo 'openjdk version \"1.8.0_402\"' >&2");

        assertThat(run("up")).contains("is too old, Java 1;");
    }

    @Test
    void saysThatJavaIsMissing() throws IOException, InterruptedException {
        Files.delete(home.resolve("jdk/bin/java"));

        assertThat(run("up"))
                .startsWith("humpback: JAVA_HOME is " + home + "/jdk, but there is no bin/java in it; install");
    }

    private void program(String name, String script) throws IOException {
        Path file = home.resolve("jdk/bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void release(String version) throws IOException {
        Files.writeString(home.resolve("jdk/release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private void haveJar(Instant time) throws IOException {
        Files.writeString(jar, "");
        Files.setLastModifiedTime(jar, FileTime.from(time));
    }

    /** Gives a file, or a directory with all that is in it, a time of its own. */
    private void age(String path, Instant time) throws IOException {
        try (var files = Files.walk(home.resolve(path))) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(time));
            }
        }
    }

    /** Returns what the launcher printed, then its exit code. */
    private String run(String... args) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("humpback").toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        builder.environment().merge("PATH", "", (path, none) -> home.resolve("jdk/bin") + ":" + path);
        builder.environment().remove("HUMPBACK_JAVA_OPTS");
        Process process = builder.start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return printed + process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
