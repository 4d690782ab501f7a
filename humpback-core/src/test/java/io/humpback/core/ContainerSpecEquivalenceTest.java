package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is another configuration, so that containers are created anew, and what is the same in other words. */
class ContainerSpecEquivalenceTest {
    private static final ContainerSpec PLAIN =
            ContainerSpec.builder("web", "app").build();

    static Stream<UnaryOperator<ContainerSpecBuilder>> nulls() {
        return Stream.of(
                builder -> builder.command(null),
                builder -> builder.hostName(null),
                builder -> builder.networkMode(null),
                builder -> builder.env(null),
                builder -> builder.dns(null),
                builder -> builder.extraHosts(null),
                builder -> builder.links(null),
                builder -> builder.ports(null),
                builder -> builder.volumes(null),
                builder -> builder.restartPolicy(null),
                builder -> builder.labels(null),
                builder -> builder.ulimits(null),
                builder -> builder.logConfig(null),
                builder -> builder.capDrop(null),
                builder -> builder.healthCheck(null),
                builder -> builder.pullPolicy(null));
    }

    @ParameterizedTest
    @MethodSource("nulls")
    @DisplayName("null against [] re-creates everything -> each null is as good as empty")
    void takesNullForEmpty(UnaryOperator<ContainerSpecBuilder> absent) {
        ContainerSpec spec = absent.apply(PLAIN.toBuilder()).build();

        assertThat(spec).isEqualTo(PLAIN);
        assertThat(spec.isEquivalentTo(PLAIN)).isTrue();
    }

    static Stream<UnaryOperator<ContainerSpecBuilder>> otherWords() {
        return Stream.of(
                builder -> builder.image("app:latest"),
                builder -> builder.networkMode("default"),
                builder -> builder.restartPolicy(new RestartPolicy("no", 0)),
                builder -> builder.restartPolicy(new RestartPolicy("no", 3)),
                builder -> builder.shmBytes(64L << 20),
                builder -> builder.pullPolicy(PullPolicy.ALWAYS));
    }

    @ParameterizedTest
    @MethodSource("otherWords")
    void takesADefaultForItsName(UnaryOperator<ContainerSpecBuilder> same) {
        ContainerSpec spec = same.apply(PLAIN.toBuilder()).build();

        assertThat(spec.isEquivalentTo(PLAIN)).isTrue();
        assertThat(PLAIN.isEquivalentTo(spec)).isTrue();
    }

    static Stream<UnaryOperator<ContainerSpecBuilder>> changes() {
        return Stream.of(
                builder -> builder.name("other"),
                builder -> builder.image("app:2"),
                builder -> builder.command("date"),
                builder -> builder.hostName("h"),
                builder -> builder.networkMode("host"),
                builder -> builder.env(List.of("A=1")),
                builder -> builder.dns(List.of("8.8.8.8")),
                builder -> builder.extraHosts(List.of("db:10.0.0.9")),
                builder -> builder.links(List.of("a:b")),
                builder -> builder.ports(List.of(new PortMapping(80, 0, "tcp", ""))),
                builder -> builder.volumes(List.of(new VolumeMount("/a", "/b"))),
                builder -> builder.restartPolicy(new RestartPolicy("always", 0)),
                builder -> builder.restartPolicy(new RestartPolicy("on-failure", 1)),
                builder -> builder.cpuShares(2),
                builder -> builder.memoryBytes(1),
                builder -> builder.shmBytes(1),
                builder -> builder.labels(Map.of("a", "b")),
                builder -> builder.ulimits(List.of(new Ulimit("nofile", 1, 1))),
                builder -> builder.logConfig(new LogConfig("syslog", Map.of())),
                builder -> builder.cpuMillis(10),
                builder -> builder.pidsLimit(1),
                builder -> builder.init(true),
                builder -> builder.capDrop(List.of("ALL")),
                builder -> builder.healthCheck(HealthCheck.NONE));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void seesEveryChange(UnaryOperator<ContainerSpecBuilder> change) {
        ContainerSpec spec = change.apply(PLAIN.toBuilder()).build();

        assertThat(spec.isEquivalentTo(PLAIN)).isFalse();
        assertThat(PLAIN.isEquivalentTo(spec)).isFalse();
    }

    @Test
    void takesTheOrderOfLabelsForNothing() {
        ContainerSpec one = PLAIN.toBuilder().labels(Map.of("a", "1", "b", "2")).build();
        ContainerSpec other =
                PLAIN.toBuilder().labels(Map.of("b", "2", "a", "1")).build();

        assertThat(one.isEquivalentTo(other)).isTrue();
    }
}
