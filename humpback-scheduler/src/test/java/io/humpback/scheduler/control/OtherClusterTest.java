package io.humpback.scheduler.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.GroupId;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.MetaId;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.scheduler.testing.TestingEngine;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Containers with the labels of another cluster, as a center finds its own ones when its state was lost. */
class OtherClusterTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final InstanceIdentity LOST =
            new InstanceIdentity("lost", GroupId.of("default"), MetaId.of("m1"), 1, 4, 2, 3);

    @Test
    @DisplayName("C12: empty data directory -> nothing deleted")
    void c12_reportsContainersOfAnotherClusterOnceAndLeavesThemAlone() {
        LoopFixture fixture = new LoopFixture("n1", "n2");
        TestingEngine engine = fixture.engines.get("n1");
        String id = engine.create(
                new ContainerRequest("CLUSTER-default-web-1", LoopFixture.spec("web", "app:1"), LOST.labels()), LIMIT);
        engine.start(id, LIMIT);
        Map<String, String> before = Map.of(id, state(engine, id));

        fixture.pass(Duration.ofMinutes(10));

        assertThat(Map.of(id, state(engine, id))).isEqualTo(before);
        assertThat(fixture.quarantined)
                .containsExactly("container CLUSTER-default-web-1 on node n1: it belongs to cluster lost");
    }

    private static String state(TestingEngine engine, String id) {
        return engine.inspect(id, LIMIT).toString();
    }
}
