package io.humpback.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.ContainerSpec;
import io.humpback.core.ContainerSpecBuilder;
import io.humpback.core.LogConfig;
import io.humpback.core.Ulimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LimitRulesTest {
    static Stream<UnaryOperator<ContainerSpecBuilder>> good() {
        return Stream.of(
                spec -> spec,
                spec -> spec.memoryBytes(6L << 20),
                spec -> spec.cpuShares(262_144),
                spec -> spec.shmBytes(4096),
                spec -> spec.shmBytes(1L << 40),
                spec -> spec.ulimits(List.of(new Ulimit("nofile", -1, -1), new Ulimit("core", 0, 0))),
                spec -> spec.logConfig(new LogConfig("json-file", Map.of("max-size", "10m", "max-file", "3"))),
                spec -> spec.logConfig(new LogConfig("local", Map.of("max-size", "1.5gib"))),
                spec -> spec.logConfig(new LogConfig("json-file", Map.of("max-size", "-1"))),
                spec -> spec.logConfig(new LogConfig("syslog", Map.of("max-size", "as it likes"))));
    }

    @ParameterizedTest
    @MethodSource("good")
    void passesWhatTheKernelAndTheEngineTake(UnaryOperator<ContainerSpecBuilder> wish) {
        assertThat(check(wish)).isEmpty();
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                bad(spec -> spec.memoryBytes((6L << 20) - 1), "Memory", "memory"),
                bad(spec -> spec.cpuShares(262_145), "CPUShares", "cpu"),
                bad(spec -> spec.shmBytes(4095), "SHMSize", "shm"),
                bad(spec -> spec.shmBytes((1L << 40) + 1), "SHMSize", "shm"),
                bad(spec -> spec.ulimits(List.of(new Ulimit("files", 1, 1))), "Ulimits", "ulimit"),
                bad(spec -> spec.ulimits(List.of(new Ulimit("nofile", 2, 1))), "Ulimits", "ulimit"),
                bad(spec -> spec.logConfig(log("max-size", "ten")), "LogConfig.Config.max-size", "log-option"),
                bad(spec -> spec.logConfig(log("max-size", "0")), "LogConfig.Config.max-size", "log-option"),
                bad(spec -> spec.logConfig(log("max-file", "0")), "LogConfig.Config.max-file", "log-option"),
                bad(spec -> spec.logConfig(log("tag", "a\nb")), "LogConfig.Config.tag", "log-option"),
                bad(spec -> spec.logConfig(log("tag", "x".repeat(4097))), "LogConfig.Config.tag", "log-option"),
                bad(spec -> spec.logConfig(new LogConfig("json-file", many())), "LogConfig.Config", "log-option"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void namesFieldAndRuleOfTheRest(UnaryOperator<ContainerSpecBuilder> wish, String field, String rule) {
        assertThat(check(wish)).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo(field);
            assertThat(violation.rule()).isEqualTo(rule);
        });
    }

    private static Arguments bad(UnaryOperator<ContainerSpecBuilder> wish, String field, String rule) {
        return Arguments.of(wish, field, rule);
    }

    private static LogConfig log(String key, String value) {
        return new LogConfig("json-file", Map.of(key, value));
    }

    private static Map<String, String> many() {
        return IntStream.range(0, 65).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
    }

    private static List<Violation> check(UnaryOperator<ContainerSpecBuilder> wish) {
        List<Violation> found = new ArrayList<>();
        LimitRules.check(wish.apply(ContainerSpec.builder("web", "app:1")).build(), found);
        return found;
    }
}
