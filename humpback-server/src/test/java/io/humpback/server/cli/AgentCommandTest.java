package io.humpback.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.server.agent.AgentStartException;
import io.humpback.server.config.AgentConfig;
import io.humpback.server.config.LoggerConfig;
import io.humpback.server.testing.LogLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command without an agent behind it. */
class AgentCommandTest {
    private static final String TOKEN = "planted-token-0123456789";

    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Runnable> atShutdown = new ArrayList<>();
    private final List<LoggerConfig> logging = new ArrayList<>();
    private final List<AgentConfig> started = new ArrayList<>();
    private final Ended agent = new Ended();
    private AgentStarter starter = config -> agent;

    /** For tests of other commands. */
    static final AgentStarter NONE = config -> {
        throw new AssertionError("no agent was asked for: " + config);
    };

    /** An agent that has ended already. */
    private static final class Ended implements RunningAgent {
        int closed;

        @Override
        public String key() {
            return "key-1";
        }

        @Override
        public int port() {
            return 8500;
        }

        @Override
        public void await() {}

        @Override
        public void close() {
            closed++;
        }
    }

    private int run(String... args) {
        Surroundings surroundings = new Surroundings(
                environment,
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                atShutdown::add,
                logging::add,
                false);
        return new HumpbackCommandLine(surroundings, StartedCenter::probe, StartedCenter::start, config -> {
                    started.add(config);
                    return starter.start(config);
                })
                .run(args);
    }

    @Test
    void joinsTheCenterThatItIsTold() {
        assertThat(run(
                        "agent",
                        "--join",
                        "http://center:8589",
                        "--token",
                        TOKEN,
                        "--name",
                        "n1",
                        "--listen",
                        ":8511",
                        "--data-dir",
                        "d",
                        "--zone",
                        "z1",
                        "--address",
                        "10.0.0.1",
                        "--engine",
                        "unix:///x.sock"))
                .isZero();

        AgentConfig config = started.get(0);
        assertThat(config.join()).containsExactly(URI.create("http://center:8589"));
        assertThat(config.name()).isEqualTo("n1");
        assertThat(config.listen()).hasToString(":8511");
        assertThat(config.dataDir()).hasToString("d");
        assertThat(config.zone()).isEqualTo("z1");
        assertThat(config.address()).isEqualTo("10.0.0.1");
        assertThat(config.endpoint()).hasToString("unix:///x.sock");
        assertThat(agent.closed).isEqualTo(1);
        assertThat(err.toString() + out).doesNotContain("planted");
    }

    @Test
    void endsItsAgentWhenTheProcessIsTold() {
        run("agent");
        int before = agent.closed;

        atShutdown.forEach(Runnable::run);

        assertThat(agent.closed).isEqualTo(before + 1);
    }

    /** The seed's own command needs it: the port is open to the network, in a cluster without any secret. */
    @ParameterizedTest
    @CsvSource({
        "true, '', '', true",
        "true, '', 127.0.0.1:8500, false",
        "true, planted-token-0123456789, '', false",
        "false, '', '', false",
        "false, '', 0.0.0.0:8500, true"
    })
    void warnsWithTheRemedyWhereItIsOpenToEverybody(String clustered, String token, String listen, boolean warns) {
        environment.put("DOCKER_CLUSTER_ENABLED", clustered);
        environment.put("DOCKER_CLUSTER_URIS", "zk://127.0.0.1:2181");
        environment.put("HUMPBACK_TOKEN", token);
        environment.put("DOCKER_NODE_HTTPADDR", listen);

        try (LogLines log = LogLines.start()) {
            assertThat(run("agent")).isZero();

            assertThat(log.all().stream()
                            .anyMatch(line -> line.startsWith("WARN the agent is open to others without token or TLS")
                                    && line.contains("set HUMPBACK_TOKEN, or --tlscacert, --tlscert and --tlskey")))
                    .isEqualTo(warns);
        }
        boolean open = listen.isEmpty() ? clustered.equals("true") : listen.startsWith("0.0.0.0");
        assertThat(started.get(0).listen()).hasToString(open ? "0.0.0.0:8500" : "127.0.0.1:8500");
    }

    @Test
    void logsAsTheEnvironmentSays() {
        environment.put("LOG_LEVEL", "warn");

        run("agent");

        assertThat(logging).singleElement().extracting(LoggerConfig::level).isEqualTo(LoggerConfig.Level.WARN);
    }

    @Test
    void refusesWrongUsageInOneLine() {
        assertThat(run("agent", "--join", "center")).isEqualTo(2);

        assertThat(err)
                .hasToString(
                        "humpback: --join: join: \"center\" (expected: the center's address, http://HOST:PORT or https://HOST:PORT, or several with commas)\n");
        assertThat(started).isEmpty();
    }

    @Test
    void refusesToJoinWithoutAToken() {
        assertThat(run("agent", "--join", "http://center:8589")).isEqualTo(2);

        assertThat(err.toString())
                .startsWith("humpback: --join: needs the cluster's token")
                .hasLineCount(1);
    }

    @Test
    void showsNoTokenThatIsWrong() {
        assertThat(run("agent", "--token", "planted")).isEqualTo(2);

        assertThat(err)
                .hasToString("humpback: --token: token: \"***\" (expected: 16-256 of A-Z a-z 0-9 . _ ~ + / = -)\n");
    }

    @Test
    void saysInOneLineWhyItCannotStart() {
        starter = config -> {
            throw new AgentStartException("data directory is in use by another agent: dir=d", null);
        };

        assertThat(run("agent")).isEqualTo(2);

        assertThat(err).hasToString("humpback: data directory is in use by another agent: dir=d\n");
    }
}
