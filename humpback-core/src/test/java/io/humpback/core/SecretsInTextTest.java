package io.humpback.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.humpback.core.contract.Container;
import io.humpback.core.spi.ContainerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A8: a planted secret is in no text that might come into a log, an error or a message. */
class SecretsInTextTest {
    private static final String SECRET = "s3cr3t-planted";
    private static final ContainerSpec SPEC = ContainerSpec.builder("web", "app:1")
            .command("run --password " + SECRET)
            .env(List.of("PASSWORD=" + SECRET, "URL=db?x=" + SECRET, SECRET))
            .labels(Map.of("key", SECRET))
            .logConfig(new LogConfig("splunk", Map.of("splunk-token", SECRET)))
            .healthCheck(
                    new HealthCheck(List.of("CMD", "check", SECRET), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0))
            .build();

    static Stream<Object> texts() {
        ObservedContainer observed = new ObservedContainer(
                "0a1b", "web-1", ContainerState.of(ContainerState.Status.RUNNING), SPEC, "run " + SECRET, null);
        Meta meta = new Meta(
                MetaId.of("m1"),
                Group.DEFAULT,
                1,
                1,
                1,
                SPEC,
                Placement.ANYWHERE,
                List.of(new Hook("http://user:" + SECRET + "@host/" + SECRET + "?key=" + SECRET, SECRET)),
                MetaOptions.DEFAULT,
                Instant.EPOCH,
                Instant.EPOCH,
                SPEC,
                0);
        return Stream.of(
                SPEC,
                SPEC.runOptions(),
                meta,
                observed,
                new HostedContainer(NodeId.of("n1"), "n1", "10.0.0.1", observed),
                new ContainerRequest("web-1", SPEC, Map.of()),
                Container.configOf(SPEC),
                Container.of(observed));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void a8_isNotShown(Object value) {
        assertThat(value.toString()).isNotBlank().doesNotContain(SECRET);
    }

    @Test
    void showsNamesAlone() {
        assertThat(SPEC.toString()).contains("env=[PASSWORD, URL, ]", "labels=[key]", "options=[splunk-token]");
    }
}
