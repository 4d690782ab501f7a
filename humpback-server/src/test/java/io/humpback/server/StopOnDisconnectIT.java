package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.ContainerState;
import io.humpback.core.NodeState;
import io.humpback.core.ObservedContainer;
import io.humpback.server.testing.AgentCluster;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TcpLink;
import io.humpback.server.testing.TestImages;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** R11 on real engines: wires between center and agents are cut, and an instance that asks for it never runs twice. */
@RequiresDocker
@Timeout(600)
class StopOnDisconnectIT {
    private static final Duration LIMIT = AgentCluster.LIMIT;
    private static final Duration LEASH = Duration.ofSeconds(10);
    private static final int HOSTS = 2;

    /** Another address of this host, at which the center believes the agents. */
    private static final String ANNOUNCED = "127.0.0.2";

    private static RealEngines engines;

    @TempDir
    private Path directory;

    private final List<TcpLink> toCenter = new ArrayList<>();
    private final List<TcpLink> toAgents = new ArrayList<>();
    private AgentCluster cluster;
    private String meta;
    private int host;

    @BeforeAll
    static void startEngines() {
        engines = RealEngines.start(HOSTS);
    }

    @AfterAll
    static void closeEngines() {
        if (engines != null) {
            engines.close();
        }
    }

    @BeforeEach
    void start() {
        cluster = AgentCluster.byToken(engines, directory);
        cluster.with("CENTER_CLUSTER_MIGRATEDELAY", "3s").startCenter();
        for (int i = 0; i < HOSTS; i++) {
            TcpLink wire = TcpLink.open("127.0.0.1", 0, cluster.center().uri().getPort());
            toCenter.add(wire);
            toAgents.add(TcpLink.open(
                    ANNOUNCED, cluster.host(i).port(), cluster.host(i).port()));
            cluster.host(i).with(Map.of("DOCKER_AGENT_IPADDR", ANNOUNCED));
            cluster.host(i).start(URI.create("http://127.0.0.1:" + wire.port()));
        }
        cluster.awaitAllHealthy();
        ObjectNode wish = CenterClient.meta("web", 1, TestImages.NOOP);
        wish.withObject("/Option").put("StopOnDisconnect", LEASH.toSeconds() + "s");
        meta = cluster.create(wish);
        host = cluster.instances(0).count() == 1 ? 0 : 1;
    }

    @AfterEach
    void stop() {
        toCenter.forEach(TcpLink::close);
        toAgents.forEach(TcpLink::close);
        if (cluster != null) {
            cluster.close();
        }
    }

    private ObservedContainer only(int index) {
        return cluster.instances(index).containers().get(0);
    }

    private NodeState state(int index) {
        String name = cluster.host(index).name();
        return cluster.center().view().nodes().stream()
                .filter(view -> view.node().name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    @DisplayName("S4: both wires are cut -> the container has ended before its replacement starts; swept on heal")
    void s4_endsBeforeItsReplacementStarts() {
        int other = 1 - host;
        assertThat(cluster.client().get(meta).body().toString()).contains("\"StopOnDisconnect\":\"10s\"");
        toCenter.get(host).cut();
        toAgents.get(host).cut();

        await("replacement").atMost(LIMIT).until(() -> cluster.instances(other).areComplete("web", 1));
        ContainerState ended = only(host).state();
        assertThat(ended.status()).isEqualTo(ContainerState.Status.EXITED);
        assertThat(Instant.parse(ended.finishedAt()))
                .isBefore(Instant.parse(only(other).state().startedAt()));
        cluster.host(host).agent().awaitPrinted("container is stopped, as it asks to be");

        toCenter.get(host).heal();
        toAgents.get(host).heal();
        await("sweep").atMost(LIMIT).until(() -> cluster.instances(host).count() == 0);
        assertThat(cluster.instances().areComplete("web", 1)).isTrue();
    }

    @Test
    @DisplayName("N7: its announcements alone are cut off -> the center has shown that it hears of it, so it goes on")
    void n7_goesOnWhileTheCenterHearsOfIt() {
        Map<String, String> starts = cluster.instances().starts();
        toCenter.get(host).cut();
        await("alarm").atMost(LIMIT).until(() -> state(host) == NodeState.SUSPECT);

        await("three times as long as it may hear nothing")
                .during(LEASH.multipliedBy(3))
                .atMost(LIMIT)
                .until(() -> cluster.instances().starts().equals(starts)
                        && cluster.instances().areComplete("web", 1));
        assertThat(Instances.on(engines.get(1 - host)).count()).isZero();
    }
}
