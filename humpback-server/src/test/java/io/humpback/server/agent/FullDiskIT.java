package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.Fence;
import io.humpback.server.agent.TestingAgent.Answer;
import io.humpback.server.docker.AgentError;
import io.humpback.server.docker.AgentWire;
import io.humpback.server.testing.Programs;
import io.humpback.server.testing.RequiresDocker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose data directory is on a file system that is really full. It needs root, for a mount of its own. */
@RequiresDocker
class FullDiskIT {
    @TempDir
    private Path directory;

    private Path disk;

    @BeforeEach
    void mount() throws IOException {
        disk = Files.createDirectory(directory.resolve("disk"));
        Programs.run("mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmount() {
        Programs.run("umount", disk.toString());
    }

    /** Takes what is left, to the last byte. */
    private Path fill() throws IOException {
        Path ballast = disk.resolve("ballast");
        try (OutputStream out = Files.newOutputStream(ballast)) {
            for (int i = 0; i < 1 << 20; i++) {
                out.write('x');
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
            return ballast;
        }
        throw new AssertionError("the disk of 32 kB took 1 MB");
    }

    @Test
    @DisplayName("disk full -> a new epoch is refused with 507 and nothing done, a known one works, then it goes on")
    void refusesANewEpochAndForgetsNone() throws IOException {
        try (TestingAgent agent = TestingAgent.start(disk)) {
            String id = agent.create("web");
            Path ballast = fill();

            Answer newer = agent.change("POST", "/containers/" + id + "/start", "", "c1", 2);
            Answer create = agent.change("POST", "/containers", AgentWire.encode(TestingAgent.ours("late")), "c1", 2);
            assertThat(newer.status()).isEqualTo(507);
            assertThat(AgentWire.decode(newer.body(), AgentError.class).rule()).isEqualTo(AgentError.RULE_DISK);
            assertThat(create.status()).isEqualTo(507);
            assertThat(agent.engine.containers()).containsExactly("web");
            assertThat(agent.engine.state("web")).contains("created");

            assertThat(agent.change("POST", "/containers/" + id + "/start", "", "c1", 1)
                            .status())
                    .as("the epoch that is known")
                    .isEqualTo(204);

            Files.delete(ballast);
            assertThat(agent.change("POST", "/containers/" + id + "/pause", "", "c1", 2)
                            .status())
                    .as("there is room again")
                    .isEqualTo(204);
            assertThat(agent.change("POST", "/containers/" + id + "/unpause", "", "c1", 1)
                            .status())
                    .isEqualTo(412);
        }
        try (TestingAgent agent = TestingAgent.start(disk)) {
            assertThat(agent.server.fence()).contains(new Fence("c1", 2));
        }
    }
}
