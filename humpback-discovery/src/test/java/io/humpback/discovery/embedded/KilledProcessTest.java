package io.humpback.discovery.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.humpback.core.spi.StoredState;
import io.humpback.discovery.BackendException;
import io.humpback.discovery.TestingDocuments;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another process was told is done survives its death, and its directory is its own until then. */
@Timeout(120)
class KilledProcessTest {
    @TempDir
    Path directory;

    private Process process;
    private BufferedReader output;

    @AfterEach
    void end() throws Exception {
        kill();
    }

    private void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommittingProgram.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Kills the process and returns the last commit that it said was done, 0 if none. */
    private long kill() throws Exception {
        process.toHandle().destroyForcibly(); // the process itself would close its output
        process.waitFor();
        long last = 0;
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            last = Long.parseLong(line);
        }
        return last;
    }

    private long awaitCommits(int count) throws IOException {
        long last = 0;
        for (int i = 0; i < count; i++) {
            String line = output.readLine();
            assertThat(line).as("commit %d of the other process", i + 1).isNotNull();
            last = Long.parseLong(line);
        }
        return last;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 900})
    void keepsEveryCommitThatWasDone(int commits) throws Exception {
        start();
        long last = awaitCommits(commits);
        last = Math.max(last, kill());

        StoredState state;
        try (EmbeddedBackend backend = Backends.open(directory)) {
            state = backend.stateStore().load();
        }

        assertThat(state.head().sequence()).isBetween(last, last + 1);
        String content = "v" + state.head().sequence();
        assertThat(state.documents())
                .containsExactly(TestingDocuments.small("n1", content), TestingDocuments.small("n2", content));
    }

    @Test
    void refusesTheDirectoryOfALivingProcessAndTakesThatOfADeadOne() throws Exception {
        start();
        awaitCommits(1);

        assertThatThrownBy(() -> Backends.open(directory))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("in use by another center");
        awaitCommits(1);
        kill();

        Backends.open(directory).close();
    }
}
