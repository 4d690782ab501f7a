package io.humpback.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.humpback.core.ContainerSpec;
import io.humpback.core.Fence;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.agent.AgentServer;
import io.humpback.server.agent.AgentSettings;
import io.humpback.server.simulated.SimulatedEngines;
import io.humpback.server.testing.RecordingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The streams of events of as many agents as a large cluster has, held by one center. One server stands for all. */
class ThousandStreamsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int AGENTS = 1000;
    private static final Pattern OF_THE_CENTER = Pattern.compile("humpback-agent-(events|silence)|HttpClient-.*");
    /** Two readers, one that looks for silence, and the client's selector. */
    private static final int THREADS = 4;

    @TempDir
    private Path directory;

    private final List<RecordingListener> listeners = new ArrayList<>();

    @Test
    void areHeldByAHandfulOfThreadsAndAllTold() {
        long others = threads();
        AgentSettings settings = AgentSettings.of(directory)
                .withAddress("127.0.0.1", 0)
                .withLimits(Duration.ofSeconds(1), Duration.ofSeconds(20), AGENTS);
        try (AgentConnector connector =
                new AgentConnector(AgentAccess.withToken("").withEventLimits(LIMIT, LIMIT), () -> new Fence("c1", 1))) {
            try (SimulatedEngines engines = SimulatedEngines.start(1);
                    DockerHost host = new DockerConnector(DockerSettings.DEFAULT)
                            .host(engines.get(0).endpoint());
                    AgentServer server = new AgentServer(settings, host)) {
                follow(connector, "http://127.0.0.1:" + server.start());
                assertThat(threads() - others).isLessThanOrEqualTo(THREADS);

                host.pull("app:1", LIMIT);
                String id = host.create(
                        new ContainerRequest(
                                "told", ContainerSpec.builder("told", "app:1").build(), Map.of()),
                        LIMIT);

                awaitAll(id + " create");
                assertThat(threads() - others).isLessThanOrEqualTo(THREADS);
            }
            awaitAll("broken");
            assertThat(listeners)
                    .allSatisfy(listener -> assertThat(listener.calls()).containsOnlyOnce("open", "broken"));
        }
    }

    /** Not all at once, since the one server has the door of one. */
    private void follow(AgentConnector connector, String endpoint) {
        for (int i = 0; i < AGENTS; i++) {
            RecordingListener listener = new RecordingListener();
            listeners.add(listener);
            connector.connect(endpoint).subscribe(listener);
            if (i % 50 == 0) {
                awaitAll("open");
            }
        }
        awaitAll("open");
    }

    private void awaitAll(String call) {
        await(call)
                .atMost(LIMIT)
                .until(() ->
                        listeners.stream().allMatch(listener -> listener.calls().contains(call)));
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> OF_THE_CENTER.matcher(thread.getName()).matches())
                .count();
    }
}
