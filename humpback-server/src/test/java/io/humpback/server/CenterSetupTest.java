package io.humpback.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.scheduler.reconcile.LoopSettings;
import io.humpback.server.config.CenterConfig;
import io.humpback.server.config.ConfigLoader;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CenterSetupTest {
    private static LoopSettings settings(Map<String, String> environment, UnaryOperator<Duration> lasting) {
        CenterConfig config = new ConfigLoader().environment(environment).load().config();
        return CenterSetup.loopSettings(config, lasting);
    }

    @Test
    void takesTheLoopsTimesFromTheConfiguration() {
        LoopSettings settings = settings(
                Map.of(
                        "DOCKER_CLUSTER_HEARTBEAT", "3s",
                        "DOCKER_CLUSTER_TTL", "12s",
                        "CENTER_CLUSTER_MIGRATEDELAY", "13s",
                        "CENTER_CLUSTER_RECOVERYINTERVAL", "14s",
                        "CENTER_CLUSTER_REMOVEDELAY", "15s",
                        "CENTER_CLUSTER_CREATERETRY", "5",
                        "CENTER_CLUSTER_OVERCOMMIT", "0.5",
                        "CENTER_CLUSTER_LOCATION", "east"),
                ttl -> ttl);

        assertThat(settings)
                .isEqualTo(LoopSettings.builder()
                        .heartbeat(Duration.ofSeconds(3))
                        .nodeTtl(Duration.ofSeconds(12))
                        .migrateDelay(Duration.ofSeconds(13))
                        .recoveryInterval(Duration.ofSeconds(14))
                        .removeDelay(Duration.ofSeconds(15))
                        .createRetry(5)
                        .overcommit(0.5)
                        .location("east")
                        .build());
    }

    @Test
    void waitsForAnOperationLongerThanForItsImage() {
        LoopSettings settings = settings(Map.of("HUMPBACK_PULL_TIMEOUT", "30m"), ttl -> ttl);

        assertThat(settings.pullDeadline()).isEqualTo(Duration.ofMinutes(30));
        assertThat(settings.operationDeadline()).isEqualTo(Duration.ofMinutes(31));
    }

    /** A backend that ends leases late loses all nodes later after an outage, so the storm guard has to wait longer. */
    @Test
    void b10_guardsForAsLongAsAnAnnouncementMayStand() {
        LoopSettings settings = settings(Map.of("DOCKER_CLUSTER_TTL", "20s"), ttl -> ttl.multipliedBy(2));

        assertThat(settings.nodeTtl()).isEqualTo(Duration.ofSeconds(40));
    }
}
