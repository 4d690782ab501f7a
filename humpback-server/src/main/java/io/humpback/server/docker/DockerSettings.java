package io.humpback.server.docker;

import io.humpback.core.Checks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How Docker engines are talked to. Immutable.
 *
 * @param tls the certificates for engines reached by TCP; null for plain TCP
 * @param apiVersion a version of Docker's API to be used instead of the newest that both sides know, kept within the
 *     engine's range; empty for none
 * @param connectTimeout how long a connection may take to come about, 1 ms or more
 * @param eventOpenTimeout how long an engine may take to open its stream of events, 1 ms or more
 * @param eventIdleLimit how long a stream of events by TCP may be silent until it counts as broken: the client cannot
 *     tell a silent stream from one whose other end has died, and a list then says what was missed; 1 ms or more
 * @param maxCalls how many calls to one engine may be under way at a time, 1-1000
 * @param registries with what registries of images are told who asks
 */
public record DockerSettings(
        @Nullable DockerTls tls,
        String apiVersion,
        Duration connectTimeout,
        Duration eventOpenTimeout,
        Duration eventIdleLimit,
        int maxCalls,
        RegistryLogins registries) {
    /** Plain TCP, the newest version that both sides know, at most 16 calls to an engine at a time. */
    public static final DockerSettings DEFAULT = new DockerSettings(
            null, "", Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofMinutes(5), 16, RegistryLogins.NONE);

    /** Checks the ranges and the form of the version. */
    public DockerSettings {
        checkPositive("connectTimeout", connectTimeout);
        checkPositive("eventOpenTimeout", eventOpenTimeout);
        checkPositive("eventIdleLimit", eventIdleLimit);
        Checks.checkRange("maxCalls", maxCalls, 1, 1000);
        if (!apiVersion.isEmpty()) {
            ApiVersion.parse(apiVersion);
        }
    }

    /**
     * Returns the default with what Docker's own client reads from its environment: {@code DOCKER_API_VERSION}, and
     * {@code DOCKER_CERT_PATH}, the directory of the certificates.
     */
    public static DockerSettings ofEnvironment(Map<String, String> environment) {
        DockerSettings settings = DEFAULT.withApiVersion(environment.getOrDefault("DOCKER_API_VERSION", ""));
        String directory = environment.getOrDefault("DOCKER_CERT_PATH", "");
        return directory.isBlank() ? settings : settings.withTls(DockerTls.ofDirectory(Path.of(directory)));
    }

    /** Returns these settings with other certificates. */
    public DockerSettings withTls(DockerTls newTls) {
        return new DockerSettings(
                newTls, apiVersion, connectTimeout, eventOpenTimeout, eventIdleLimit, maxCalls, registries);
    }

    /** Returns these settings with another version of the API, empty for the newest that both sides know. */
    public DockerSettings withApiVersion(String newVersion) {
        return new DockerSettings(
                tls, newVersion.trim(), connectTimeout, eventOpenTimeout, eventIdleLimit, maxCalls, registries);
    }

    /** Returns these settings with other limits for streams of events. */
    public DockerSettings withEventLimits(Duration openTimeout, Duration idleLimit) {
        return new DockerSettings(tls, apiVersion, connectTimeout, openTimeout, idleLimit, maxCalls, registries);
    }

    /** Returns these settings with another number of calls at a time. */
    public DockerSettings withMaxCalls(int newMaxCalls) {
        return new DockerSettings(
                tls, apiVersion, connectTimeout, eventOpenTimeout, eventIdleLimit, newMaxCalls, registries);
    }

    /** Returns these settings with other logins for registries. */
    public DockerSettings withRegistries(RegistryLogins newRegistries) {
        return new DockerSettings(
                tls, apiVersion, connectTimeout, eventOpenTimeout, eventIdleLimit, maxCalls, newRegistries);
    }

    private static void checkPositive(String name, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: at least 1 ms)");
        }
    }
}
