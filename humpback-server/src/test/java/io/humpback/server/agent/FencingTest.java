package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.humpback.core.Fence;
import io.humpback.server.agent.TestingAgent.Answer;
import io.humpback.server.docker.AgentError;
import io.humpback.server.docker.AgentWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FencingTest {
    @TempDir
    private Path directory;

    @Test
    void obeysTheNewestLeaderOfOneCluster() {
        Fencing fencing = new Fencing(directory.resolve("fence.json"), AtomicFile.DISK);

        assertThat(fencing.check(new Fence("c1", 5))).isEmpty();
        assertThat(fencing.check(new Fence("c1", 5))).isEmpty();
        assertThat(fencing.check(new Fence("c1", 7))).isEmpty();
        assertThat(fencing.check(new Fence("c1", 6)).orElseThrow().code()).isEqualTo(412);
        assertThat(fencing.check(new Fence("c2", 99)).orElseThrow().code()).isEqualTo(409);
        assertThat(fencing.highest()).contains(new Fence("c1", 7));
    }

    @Test
    void remembersAfterARestart() {
        new Fencing(directory.resolve("fence.json"), AtomicFile.DISK).check(new Fence("c1", 7));

        Fencing fencing = new Fencing(directory.resolve("fence.json"), AtomicFile.DISK);

        assertThat(fencing.check(new Fence("c1", 6)).orElseThrow().rule()).isEqualTo(AgentError.RULE_EPOCH);
        assertThat(fencing.check(new Fence("c2", 8)).orElseThrow().rule()).isEqualTo(AgentError.RULE_CLUSTER);
    }

    @Test
    void keepsAnEpochBeforeItLetsACallPass() {
        List<String> order = new ArrayList<>();
        Fencing fencing = new Fencing(directory.resolve("fence.json"), (file, content) -> {
            order.add("write");
            AtomicFile.DISK.write(file, content);
        });

        fencing.check(new Fence("c1", 1));
        order.add("pass");
        fencing.check(new Fence("c1", 1));
        order.add("pass");

        assertThat(order).containsExactly("write", "pass", "pass");
    }

    @Test
    void refusesAndForgetsNothingWhenTheDiskIsFull() {
        AtomicBoolean full = new AtomicBoolean();
        Fencing fencing = new Fencing(directory.resolve("fence.json"), (file, content) -> {
            if (full.get()) {
                throw new IOException("No space left on device");
            }
            AtomicFile.DISK.write(file, content);
        });
        fencing.check(new Fence("c1", 5));
        full.set(true);

        assertThat(fencing.check(new Fence("c1", 6)).orElseThrow().code()).isEqualTo(507);
        assertThat(fencing.check(new Fence("c1", 5))).isEmpty();
        assertThat(fencing.check(new Fence("c1", 4)).orElseThrow().code()).isEqualTo(412);
        full.set(false);
        assertThat(fencing.check(new Fence("c1", 6))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"clusterId\":\"\",\"epoch\":1}", "{\"clusterId\":\"c1\",\"epoch\":-1}", "null"})
    void doesNotStartWithADamagedFile(String content) throws IOException {
        Path file = directory.resolve("fence.json");
        Files.writeString(file, content);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Fencing(file, AtomicFile.DISK))
                .withMessageContaining(file.toString());
    }

    @Test
    void leavesTheFileWholeWhenAWriteIsCutOff() throws IOException {
        Path file = directory.resolve("fence.json");
        new Fencing(file, AtomicFile.DISK).check(new Fence("c1", 5));
        Files.writeString(directory.resolve("fence.json.new"), "{\"clust");

        Fencing fencing = new Fencing(file, AtomicFile.DISK);

        assertThat(fencing.highest()).contains(new Fence("c1", 5));
        assertThat(fencing.check(new Fence("c1", 6))).isEmpty();
    }

    @Test
    void fencesCallsOverHttpAndAcrossARestart() {
        String id;
        try (TestingAgent agent = TestingAgent.start(directory)) {
            id = agent.create("web");
            String start = "/containers/" + id + "/start";
            assertThat(agent.change("POST", start, "", "c1", 7).status()).isEqualTo(204);

            assertRefused(agent.change("POST", "/containers/" + id + "/kill", "", "c1", 6), 412, AgentError.RULE_EPOCH);
            assertRefused(agent.change("DELETE", "/containers/" + id, "", "c2", 9), 409, AgentError.RULE_CLUSTER);
            assertRefused(
                    agent.change("POST", "/images/pull", "{\"image\":\"hb/noop:1\",\"always\":false}", "c1", 1),
                    412,
                    AgentError.RULE_EPOCH);
            assertThat(agent.engine.state("web")).contains("running");
        }
        try (TestingAgent agent = TestingAgent.start(directory)) {
            Answer answer = agent.change("POST", "/containers", AgentWire.encode(TestingAgent.ours("late")), "c1", 6);

            assertRefused(answer, 412, AgentError.RULE_EPOCH);
            assertThat(agent.engine.containers()).isEmpty();
            assertThat(agent.server.fence()).contains(new Fence("c1", 7));
        }
    }

    @Test
    void doesNothingWhenTheDiskIsFull() {
        AtomicFile full = (file, content) -> {
            throw new IOException("No space left on device");
        };
        try (TestingAgent agent = TestingAgent.startWith(directory, full)) {
            Answer answer = agent.change("POST", "/containers", AgentWire.encode(TestingAgent.ours("web")));

            assertRefused(answer, 507, AgentError.RULE_DISK);
            assertThat(agent.engine.containers()).isEmpty();
        }
    }

    @Test
    void fencesACenterOnTheContractsRoutesToo() {
        try (TestingAgent agent = TestingAgent.start(directory)) {
            String id = agent.create("web");
            agent.change("POST", "/containers/" + id + "/start", "", "c1", 7);

            Answer answer = agent.call(agent.request("DELETE", "/v1/containers/" + id + "?force=true", "")
                    .header(AgentWire.CLUSTER_HEADER, "c1")
                    .header(AgentWire.EPOCH_HEADER, "6"));

            assertThat(answer.status()).isEqualTo(412);
            assertThat(agent.engine.containers()).containsExactly("web");
        }
    }

    private static void assertRefused(Answer answer, int status, String rule) {
        assertThat(answer.status()).isEqualTo(status);
        AgentError error = AgentWire.decode(answer.body(), AgentError.class);
        assertThat(error.rule()).isEqualTo(rule);
        assertThat(answer.header(AgentWire.OUTCOME_HEADER)).isEqualTo("refused");
    }
}
