package io.humpback.server.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.humpback.core.Fence;
import io.humpback.core.spi.EngineException;
import io.humpback.server.agent.TestingAgent.Answer;
import io.humpback.server.docker.AgentAccess;
import io.humpback.server.docker.AgentConnector;
import io.humpback.server.docker.AgentEngine;
import io.humpback.server.docker.AgentWire;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R11: how an agent learns that the leader has heard of it, over HTTP. */
class PulsesTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final String INFO = AgentWire.ROOT + "/info";

    @TempDir
    private Path directory;

    private final AgentConnector connector =
            new AgentConnector(AgentAccess.withToken(""), () -> new Fence(TestingAgent.CLUSTER, 7));
    private TestingUptime uptime;
    private LastContact contact;
    private TestingAgent agent;
    private AgentEngine engine;

    @BeforeEach
    void start() {
        uptime = new TestingUptime(directory.resolve("proc"));
        contact = new LastContact(uptime.clock(), directory.resolve("contact"));
        agent = TestingAgent.start(directory);
        agent.server.tell(contact);
        agent.change("POST", "/containers", AgentWire.encode(TestingAgent.ours("web")), TestingAgent.CLUSTER, 7);
        engine = connector.connect("http://127.0.0.1:" + agent.port);
    }

    @AfterEach
    void stop() {
        connector.close();
        agent.close();
    }

    private Instant later() {
        uptime.pass(Duration.ofSeconds(3));
        return contact.now();
    }

    @Test
    void countsAnAnswerOnceTheLeaderShowsThatItHasGotIt() {
        Instant first = later();
        engine.info(DEADLINE);
        assertThat(contact.last()).as("nobody knows yet whether it came").isEqualTo(LastContact.NEVER);

        Instant second = later();
        engine.info(DEADLINE);
        assertThat(contact.last()).isEqualTo(first);

        later();
        engine.info(DEADLINE);
        assertThat(contact.last()).isEqualTo(second);
    }

    @Test
    @DisplayName("R11: questions come but their answers do not -> the cluster takes the host for dead, so none counts")
    void r11_countsNoAnswerThatDidNotCome() {
        Instant first = later();
        engine.info(DEADLINE);
        agent.engine.freezeRuntime();

        for (int i = 0; i < 3; i++) {
            later();
            assertThatExceptionOfType(EngineException.class).isThrownBy(() -> engine.info(Duration.ofMillis(300)));
        }

        assertThat(contact.last()).isEqualTo(first);
    }

    @Test
    @DisplayName("R11: a leader whose lease is over -> what it hears counts no more, though its epoch is the newest")
    void r11_countsNothingThatALeaderOfYesterdayHears() {
        Instant first = later();
        engine.info(DEADLINE);
        later();
        engine.info(DEADLINE);
        connector.showHeardWhile(() -> false);

        later();
        engine.info(DEADLINE);

        assertThat(contact.last()).isEqualTo(first);
    }

    @Test
    void countsNothingButTheQuestionForHealth() {
        later();
        engine.info(DEADLINE);

        later();
        engine.list(DEADLINE);
        engine.inspect("web", DEADLINE);

        assertThat(contact.last()).isEqualTo(LastContact.NEVER);
    }

    private void assertIgnored(String cluster, String epoch, String stamp) {
        Answer answer = agent.call(agent.request("GET", INFO, "")
                .header(AgentWire.CLUSTER_HEADER, cluster)
                .header(AgentWire.EPOCH_HEADER, epoch)
                .header(AgentWire.PULSE_HEADER, stamp));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(contact.last()).isEqualTo(LastContact.NEVER);
    }

    @Test
    @DisplayName("R11: a leader that was replaced, another cluster, a stamp that was not given -> do not count")
    void r11_believesTheNewestLeaderAlone() {
        String stamp = agent.get(INFO).header(AgentWire.PULSE_HEADER);
        later();

        assertThat(stamp).isNotEmpty();
        assertIgnored(TestingAgent.CLUSTER, "6", stamp);
        assertIgnored("c2", "9", stamp);
        assertIgnored(TestingAgent.CLUSTER, "7", "other" + stamp);
        assertIgnored(TestingAgent.CLUSTER, "7", stamp.substring(0, stamp.indexOf('.')) + ".soon");
        assertIgnored(TestingAgent.CLUSTER, "7", stamp.substring(0, stamp.indexOf('.')) + ".99999999999");
    }
}
