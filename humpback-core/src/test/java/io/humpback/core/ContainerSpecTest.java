package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerSpecTest {
    private static final ContainerSpec FULL = ContainerSpec.builder("web", "nginx:1")
            .command("run it")
            .hostName("h")
            .networkMode("bridge")
            .env(List.of("A=1"))
            .dns(List.of("9.9.9.9"))
            .extraHosts(List.of("db:10.0.0.9"))
            .links(List.of("other"))
            .ports(List.of(new PortMapping(80, 8080, "tcp", "")))
            .volumes(List.of(new VolumeMount("/data", "/srv")))
            .restartPolicy(new RestartPolicy("on-failure", 3))
            .cpuShares(512)
            .memoryBytes(64)
            .shmBytes(32)
            .labels(Map.of("k", "v"))
            .ulimits(List.of(new Ulimit("nofile", 1, 2)))
            .logConfig(new LogConfig("json-file", Map.of("max-size", "1m")))
            .cpuMillis(250)
            .pidsLimit(99)
            .init(true)
            .capDrop(List.of("NET_RAW"))
            .healthCheck(new HealthCheck(
                    List.of("CMD", "true"), Duration.ofSeconds(9), Duration.ofSeconds(2), Duration.ofMillis(1500), 4))
            .pullPolicy(PullPolicy.ALWAYS)
            .build();

    @Test
    void isEmptyWhereNothingIsSaid() {
        ContainerSpec spec = ContainerSpec.builder("web", "nginx:1").build();

        assertThat(spec)
                .isEqualTo(new ContainerSpec(
                        "web",
                        "nginx:1",
                        "",
                        "",
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        RestartPolicy.DEFAULT,
                        0,
                        0,
                        0,
                        Map.of(),
                        List.of(),
                        LogConfig.DEFAULT,
                        RunOptions.DEFAULT));
    }

    @Test
    void isCopiedWholeByItsBuilder() {
        assertThat(FULL.toBuilder().build()).isEqualTo(FULL);
    }

    @Test
    void isChangedByItsBuilderInThatPartOnly() {
        ContainerSpec renamed = FULL.toBuilder().name("api").image("nginx:2").build();

        assertThat(renamed).isNotEqualTo(FULL);
        assertThat(renamed.toBuilder().name("web").image("nginx:1").build()).isEqualTo(FULL);
    }

    @ParameterizedTest
    @CsvSource({"'', nginx, name", "' ', nginx, name", "web, '', image", "web, ' ', image"})
    void refusesABlankNameOrImage(String name, String image, String part) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContainerSpec.builder(name, image).build())
                .withMessage("%s: \"%s\" (expected: not blank)", part, part.equals("name") ? name : image);
    }

    @Test
    void refusesNegativeAmounts() {
        assertThatThrownBy(() -> FULL.toBuilder().cpuShares(-1).build()).hasMessage("cpuShares: -1 (expected: >= 0)");
        assertThatThrownBy(() -> FULL.toBuilder().memoryBytes(-1).build())
                .hasMessage("memoryBytes: -1 (expected: >= 0)");
        assertThatThrownBy(() -> FULL.toBuilder().shmBytes(-1).build()).hasMessage("shmBytes: -1 (expected: >= 0)");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0",
        "2, 1",
        "512, 500",
        "1024, 1000",
        "2048, 2000",
        "9223372036854775, 9007199254740991",
        "9223372036854776, 9223372036854775807",
        "9223372036854775807, 9223372036854775807"
    })
    void reservesACoreForEach1024Shares(long shares, long cpuMillis) {
        ContainerSpec spec = FULL.toBuilder().cpuShares(shares).memoryBytes(77).build();

        assertThat(spec.reservation()).isEqualTo(Resources.of(cpuMillis, 77));
    }

    @ParameterizedTest
    @CsvSource({"host, true", "HOST, true", "bridge, false", "'', false", "container:x, false"})
    void knowsWhetherItUsesTheHostsNetwork(String mode, boolean expected) {
        assertThat(FULL.toBuilder().networkMode(mode).build().usesHostNetwork()).isEqualTo(expected);
    }

    @Test
    void isNotChangedThroughTheCollectionsItWasMadeOf() {
        List<String> env = new ArrayList<>(List.of("A=1"));
        Map<String, String> labels = new HashMap<>(Map.of("k", "v"));
        ContainerSpec spec = FULL.toBuilder().env(env).labels(labels).build();

        env.add("B=2");
        labels.put("l", "w");

        assertThat(spec).isEqualTo(FULL);
    }

    @Test
    void givesOutNothingThatCanBeChanged() {
        assertThatThrownBy(() -> FULL.env().add("B=2")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> FULL.labels().put("l", "w")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> FULL.logConfig().options().put("l", "w"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void listsLabelsInOrderSoThatWhatIsWrittenIsAlwaysTheSame() {
        Map<String, String> labels = Examples.manyLabels();

        assertThat(List.copyOf(FULL.toBuilder().labels(labels).build().labels().keySet()))
                .isSorted();
        assertThat(List.copyOf(new LogConfig("", labels).options().keySet())).isSorted();
    }
}
