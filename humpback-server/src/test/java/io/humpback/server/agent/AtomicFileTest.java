package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.humpback.core.Fence;
import io.humpback.server.agent.AtomicFile.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is on the disk when writing a fence ends anywhere. */
class AtomicFileTest {
    private static final Fence OLD = new Fence("c1", 5);
    private static final Fence NEW = new Fence("c1", 6);

    @TempDir
    private Path directory;

    /** Stands for kill -9: nothing catches it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private Path file() {
        return directory.resolve("fence.json");
    }

    private Fencing after(AtomicFile writer) {
        new Fencing(file(), AtomicFile.DISK).check(OLD);
        return new Fencing(file(), writer);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    @DisplayName("kill -9 before any step of keeping an epoch -> the old fence or the new one, never none")
    void leavesTheOldFenceOrTheNewOne(Step killed) {
        Fencing fencing = after(AtomicFile.stepwise(step -> {
            if (step == killed) {
                throw new Killed();
            }
        }));

        assertThatExceptionOfType(Killed.class).isThrownBy(() -> fencing.check(NEW));

        Fencing restarted = new Fencing(file(), AtomicFile.DISK);
        assertThat(restarted.highest()).contains(killed == Step.FORCE_DIRECTORY ? NEW : OLD);
        assertThat(restarted.check(new Fence("c1", 4)).orElseThrow().code()).isEqualTo(412);
        assertThat(restarted.check(NEW)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    @DisplayName("the disk fails at any step -> 507, the leader of before is obeyed, and it goes on when the disk does")
    void refusesWhateverStepFails(Step failing) throws IOException {
        boolean[] fails = {true};
        Fencing fencing = after(AtomicFile.stepwise(step -> {
            if (fails[0] && step == failing) {
                throw new IOException("No space left on device");
            }
        }));

        assertThat(fencing.check(NEW).orElseThrow().code()).isEqualTo(507);
        assertThat(fencing.check(OLD)).isEmpty();
        assertThat(new Fencing(file(), AtomicFile.DISK).highest().orElseThrow()).isIn(OLD, NEW);
        fails[0] = false;
        assertThat(fencing.check(NEW)).isEmpty();
        assertThat(Files.readString(file())).contains("6");
    }

    @Test
    void doesItsStepsInOrder() throws IOException {
        List<Step> steps = new ArrayList<>();

        AtomicFile.stepwise(steps::add).write(file(), new byte[] {1});

        assertThat(steps).containsExactly(Step.values());
        assertThat(file()).hasBinaryContent(new byte[] {1});
    }
}
