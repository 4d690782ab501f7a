package io.humpback.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last line of {@code .ci/run}. */
final class CiSummaryTest {
    @TempDir
    private Path directory;

    @Test
    void addsUpTheReportsOfAllModules() throws IOException, InterruptedException {
        report("a/target/surefire-reports/TEST-A.xml", "tests=\"5\" errors=\"0\" skipped=\"0\" failures=\"0\"");
        report("b/target/failsafe-reports/TEST-B.xml", "tests=\"2\"\n  errors=\"0\" skipped=\"0\" failures=\"0\"");

        assertThat(summary()).isEqualTo("7 passed, 0 failed, 0 skipped\n0");
    }

    @Test
    void failsIfATestFailed() throws IOException, InterruptedException {
        report("a/target/surefire-reports/TEST-A.xml", "tests=\"5\" errors=\"1\" skipped=\"0\" failures=\"2\"");

        assertThat(summary()).isEqualTo("2 passed, 3 failed, 0 skipped\n1");
    }

    @Test
    void failsIfATestWasSkipped() throws IOException, InterruptedException {
        report("a/target/surefire-reports/TEST-A.xml", "tests=\"5\" errors=\"0\" skipped=\"1\" failures=\"0\"");

        assertThat(summary()).isEqualTo("4 passed, 0 failed, 1 skipped\n1");
    }

    @Test
    void failsIfThereWasNoTest() throws IOException, InterruptedException {
        assertThat(summary()).isEqualTo("0 passed, 0 failed, 0 skipped\n1");
    }

    private void report(String path, String attributes) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "<?xml version=\"1.0\"?>\n<testsuite name=\"x\" time=\"1.5\" " + attributes
                        + ">\n<testcase name=\"tests=&quot;9&quot;\"/></testsuite>\n");
    }

    /** Returns what the script printed, then its exit code. */
    private String summary() throws IOException, InterruptedException {
        Path script = Path.of("..", ".ci", "run").toAbsolutePath().normalize();
        Process process = new ProcessBuilder("bash", script.toString(), "summary", directory.toString())
                .redirectErrorStream(true)
                .start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return printed + process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
