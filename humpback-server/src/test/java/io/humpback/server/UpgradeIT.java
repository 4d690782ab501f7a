package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.humpback.core.ContainerState.Status;
import io.humpback.server.testing.CenterClient;
import io.humpback.server.testing.CenterClient.Reply;
import io.humpback.server.testing.ContainerHistory;
import io.humpback.server.testing.EngineOptions;
import io.humpback.server.testing.Instances;
import io.humpback.server.testing.RealCluster;
import io.humpback.server.testing.RealEngine;
import io.humpback.server.testing.RealEngines;
import io.humpback.server.testing.RequiresDocker;
import io.humpback.server.testing.TestImages;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades on three real engines, with host networking and with published ports: all new, or all as it was. */
@RequiresDocker
class UpgradeIT {
    private static final int PORT = 18086;
    private static final int INSTANCES = 3;

    @RegisterExtension
    private static final RealEngines engines = RealEngines.ofClass(
            EngineOptions.named("node1").withBridge(),
            EngineOptions.named("node2").withBridge(),
            EngineOptions.named("node3").withBridge());

    @TempDir
    private Path data;

    private RealCluster cluster;

    @BeforeEach
    void start() {
        cluster = RealCluster.on(engines);
        cluster.start(data);
    }

    @AfterEach
    void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void replacesAllInstancesInHostMode() {
        String meta = cluster.create(CenterClient.meta("web", INSTANCES, TestImages.NOOP));
        Instances before = cluster.instances();

        Reply reply = cluster.client().upgrade(meta, "2");
        Instances now = cluster.awaitComplete("web", INSTANCES);

        assertThat(reply.status()).as(reply.content()).isEqualTo(200);
        assertThat(now.images()).containsOnly(TestImages.NOOP_2);
        assertThat(now.ids()).doesNotContainAnyElementsOf(before.ids());
        assertTold(now);
    }

    @Test
    void goesBackToTheOldImageInHostModeIfTheNewOneIsBroken() {
        String meta = cluster.create(CenterClient.meta("web", INSTANCES, TestImages.NOOP));
        Instances before = cluster.instances();

        Reply reply = cluster.client().upgrade(meta, "broken");
        Instances now = cluster.awaitComplete("web", INSTANCES);

        assertThat(reply.status()).as(reply.content()).isEqualTo(500);
        assertThat(now.images()).containsOnly(TestImages.NOOP);
        assertThat(before.without(now).count()).as("those that had their turn").isOne();
        assertTold(now);
    }

    @Test
    @DisplayName("C7: upgrade fails at instance k -> all old instances run again")
    void c7_runsAllOldInstancesAgainIfTheLastOneCannotBeUpgraded() {
        String image = "hb/noop:partly";
        // each node has room for one, so the last one finds no other node
        String meta =
                cluster.create(CenterClient.withPort(CenterClient.meta("web", INSTANCES, TestImages.NOOP), 80, PORT));
        String last = Instances.namesOf("web", INSTANCES).get(INSTANCES - 1);
        for (RealEngine engine : engines.all()) {
            engine.importImage(image, Instances.on(engine).names().contains(last));
        }
        try (ContainerHistory history = ContainerHistory.of(engines.all())) {
            Instances before = cluster.instances();
            Reply reply = cluster.client().upgrade(meta, "partly");
            Instances now = cluster.awaitComplete("web", INSTANCES);

            assertThat(reply.status()).as(reply.content()).isEqualTo(500);
            assertThat(now.images()).containsOnly(TestImages.NOOP);
            assertThat(history.created(before))
                    .as("two upgraded, one or more tries for the last, and all old ones again")
                    .hasSizeGreaterThanOrEqualTo(2 * INSTANCES);
        }
        assertThat(cluster.client().get(meta).data().toString())
                .contains(TestImages.NOOP)
                .doesNotContain(image);
        cluster.assertForeignUntouched();
    }

    @Test
    void replacesAllInstancesThatPublishAPort() {
        String meta = cluster.create(published());
        assertServed("1");
        Instances before = cluster.instances();

        Reply reply = cluster.client().upgrade(meta, "2");
        Instances now = cluster.awaitComplete("web", INSTANCES);

        assertThat(reply.status()).as(reply.content()).isEqualTo(200);
        assertServed("2");
        assertThat(now.images()).containsOnly(TestImages.WEB_2);
        assertThat(now.ids()).doesNotContainAnyElementsOf(before.ids());
        assertTold(now);
    }

    @Test
    void servesTheOldImageOnItsPortAgainIfTheNewOneIsBroken() {
        String meta = cluster.create(published());
        Instances before = cluster.instances();

        Reply reply = cluster.client().upgrade(meta, "broken");
        Instances now = cluster.awaitComplete("web", INSTANCES);

        assertThat(reply.status()).as(reply.content()).isEqualTo(500);
        assertServed("1");
        assertThat(now.images()).containsOnly(TestImages.WEB);
        assertThat(before.without(now).count()).as("those that had their turn").isOne();
        assertTold(now);
    }

    private static ObjectNode published() {
        return CenterClient.withPort(CenterClient.meta("web", INSTANCES, TestImages.WEB), 80, PORT);
    }

    private void assertServed(String version) {
        for (RealEngine engine : engines.all()) {
            await(engine.hostName() + " to serve " + version)
                    .atMost(RealCluster.LIMIT)
                    .ignoreExceptions()
                    .until(() -> engine.runInNetwork("busybox", "wget", "-qO-", "http://127.0.0.1:" + PORT + "/")
                            .equals(version + "\n"));
        }
    }

    @Test
    void runsTheNewOnesBesideTheOldOnesFirstIfTheirPortsAreFree() {
        String meta = cluster.create(unpublished());
        Instances before = cluster.instances();

        Reply reply = cluster.client().upgrade(meta, "2");
        await("old ones to go")
                .atMost(RealCluster.LIMIT)
                .until(() -> cluster.instances().count() == INSTANCES);
        Instances now = cluster.instances();

        assertThat(reply.status()).as(reply.content()).isEqualTo(200);
        assertThat(now.names())
                .containsExactlyElementsOf(Instances.namesOf("web", 6).subList(3, 6));
        assertThat(now.images()).containsOnly(TestImages.WEB_2);
        assertThat(now.all(Status.RUNNING)).isTrue();
        assertThat(now.ids()).doesNotContainAnyElementsOf(before.ids());
        assertTold(now);
    }

    @Test
    void touchesNothingThatRunsIfTheNewOnesFitBesideItAndAreBroken() {
        String meta = cluster.create(unpublished());
        Map<String, String> before = cluster.instances().starts();

        Reply reply = cluster.client().upgrade(meta, "broken");

        assertThat(reply.status()).as(reply.content()).isEqualTo(500);
        assertThat(cluster.instances().starts()).isEqualTo(before);
        assertThat(cluster.awaitComplete("web", INSTANCES).images()).containsOnly(TestImages.WEB);
        cluster.awaitEvents("CreateMetaEvent");
        cluster.assertForeignUntouched();
    }

    /** The engine chooses ports for these. */
    private static ObjectNode unpublished() {
        return CenterClient.withPort(CenterClient.meta("web", INSTANCES, TestImages.WEB), 80, 0);
    }

    private void assertTold(Instances now) {
        cluster.awaitEvents("CreateMetaEvent", "UpgradeMetaEvent");
        assertThat(cluster.receiver().events().get(1).containerIds()).isEqualTo(now.ids());
        cluster.assertForeignUntouched();
    }
}
