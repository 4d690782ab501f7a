package io.humpback.server.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.HostConfig;
import io.humpback.core.HealthCheck;
import io.humpback.core.PullPolicy;
import io.humpback.core.RunOptions;
import io.humpback.core.spi.EngineRefusedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The options of a container that the original did not have, in Docker's words and out of them. Stateless. */
final class ContainerRun {
    private static final int BAD_REQUEST = 400;
    private static final long NANOS_OF_A_MILLI_CPU = 1_000_000;

    private ContainerRun() {}

    static void addTo(HostConfig host, RunOptions options) {
        if (options.cpuMillis() > 0) {
            host.withNanoCPUs(options.cpuMillis() * NANOS_OF_A_MILLI_CPU);
        }
        if (options.pidsLimit() > 0) {
            host.withPidsLimit(options.pidsLimit());
        }
        if (options.init()) {
            host.withInit(true);
        }
        if (!options.capDrop().isEmpty()) {
            host.withCapDrop(
                    options.capDrop().stream().map(ContainerRun::capability).toArray(Capability[]::new));
        }
    }

    static void addHealthCheck(CreateContainerCmd create, HealthCheck check) {
        if (!check.equals(HealthCheck.OF_IMAGE)) {
            create.withHealthcheck(new com.github.dockerjava.api.model.HealthCheck()
                    .withTest(check.test().isEmpty() ? null : check.test())
                    .withInterval(check.interval().toNanos())
                    .withTimeout(check.timeout().toNanos())
                    .withStartPeriod(check.startPeriod().toNanos())
                    .withRetries(check.retries()));
        }
    }

    /** docker-java has names of its own for them, and none for those that came after it. */
    private static Capability capability(String name) {
        try {
            return Capability.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new EngineRefusedException(
                    BAD_REQUEST,
                    "capDrop: " + name + " (expected: one of " + Arrays.toString(Capability.values()) + ")");
        }
    }

    /**
     * Returns the options of a container that exists. What others gave it may lie outside our ranges, and must not hide
     * the container: it is shown as the nearest that we know. When its image is fetched is nothing that an engine knows.
     */
    static RunOptions of(ContainerConfig config, HostConfig host) {
        return new RunOptions(
                within(
                        number(host.getNanoCPUs()) / NANOS_OF_A_MILLI_CPU,
                        RunOptions.MIN_CPU_MILLIS,
                        RunOptions.MAX_CPU_MILLIS),
                within(number(host.getPidsLimit()), 1, RunOptions.MAX_PIDS),
                Boolean.TRUE.equals(host.getInit()),
                names(host.getCapDrop()),
                check(config.getHealthcheck()),
                PullPolicy.OF_HOST);
    }

    /** Returns what a container's own check says beyond its image's, which an engine has merged into it. */
    static HealthCheck without(HealthCheck check, HealthCheck ofImage) {
        return new HealthCheck(
                check.test().equals(ofImage.test()) ? List.of() : check.test(),
                unless(check.interval(), ofImage.interval()),
                unless(check.timeout(), ofImage.timeout()),
                unless(check.startPeriod(), ofImage.startPeriod()),
                check.retries() == ofImage.retries() ? 0 : check.retries());
    }

    private static Duration unless(Duration time, Duration same) {
        return time.equals(same) ? Duration.ZERO : time;
    }

    private static long within(long value, long min, long max) {
        return value == 0 ? 0 : Math.max(min, Math.min(max, value));
    }

    private static List<String> names(Capability @Nullable [] capabilities) {
        return capabilities == null
                ? List.of()
                : Arrays.stream(capabilities)
                        .filter(Objects::nonNull)
                        .map(Capability::name)
                        .toList();
    }

    static HealthCheck check(com.github.dockerjava.api.model.@Nullable HealthCheck check) {
        if (check == null) {
            return HealthCheck.OF_IMAGE;
        }
        try {
            return new HealthCheck(
                    check.getTest() == null ? List.of() : check.getTest(),
                    time(check.getInterval()),
                    time(check.getTimeout()),
                    time(check.getStartPeriod()),
                    check.getRetries() == null ? 0 : Math.max(0, check.getRetries()));
        } catch (IllegalArgumentException e) {
            return HealthCheck.OF_IMAGE; // of a form that only an image can have
        }
    }

    /** As above, from the engine's own JSON. */
    static HealthCheck check(JsonNode check) {
        return check.isObject()
                ? check(EngineClient.JSON.convertValue(check, com.github.dockerjava.api.model.HealthCheck.class))
                : HealthCheck.OF_IMAGE;
    }

    private static Duration time(@Nullable Long nanos) {
        return Duration.ofNanos(number(nanos));
    }

    private static long number(@Nullable Long value) {
        return value == null ? 0 : Math.max(0, value);
    }
}
