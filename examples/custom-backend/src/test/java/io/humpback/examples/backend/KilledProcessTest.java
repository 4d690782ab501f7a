package io.humpback.examples.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.spi.StoredState;
import io.humpback.discovery.Backend;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KilledProcessTest {
    @TempDir
    private Path shared;

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 40})
    void keepsEachCommitThatWasReported(int commits) throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommittingProgram.class.getName(),
                        shared.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long reported = 0;
        try (BufferedReader lines = program.inputReader()) {
            for (int i = 0; i < commits; i++) {
                reported = Long.parseLong(lines.readLine());
            }
        } finally {
            program.destroyForcibly();
        }
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();

        try (Backend backend = Clusters.open(shared)) {
            StoredState state = backend.stateStore().load();
            assertThat(state.head().sequence()).isGreaterThanOrEqualTo(reported);
            assertThat(state.documents())
                    .hasSize(2)
                    .containsExactlyElementsOf(
                            CommittingProgram.documents(state.head().sequence()));
        }
    }
}
