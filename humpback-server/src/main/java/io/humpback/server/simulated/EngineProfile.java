package io.humpback.server.simulated;

import io.humpback.core.Checks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated engine is. Immutable.
 *
 * @param name the name of its host
 * @param cpus number of processors, 1 or more
 * @param memoryBytes memory of its host in bytes
 * @param labels the engine's labels
 * @param version the version that it claims
 * @param apiVersion the newest version of Docker's API that it speaks, such as 1.41
 * @param minApiVersion the oldest one that it speaks
 * @param images what it has without a pull
 * @param socket the unix socket at which it listens; null for a free port of the loopback address
 */
public record EngineProfile(
        String name,
        int cpus,
        long memoryBytes,
        Map<String, String> labels,
        String version,
        String apiVersion,
        String minApiVersion,
        List<SimulatedImage> images,
        @Nullable Path socket) {
    private static final int CPUS = 4;
    private static final long MEMORY_BYTES = 8L << 30;

    /** Copies the collections and checks the ranges. */
    public EngineProfile {
        Checks.checkNotBlank("name", name);
        Checks.checkRange("cpus", cpus, 1, 10_000);
        Checks.checkNotNegative("memoryBytes", memoryBytes);
        labels = Map.copyOf(labels);
        images = List.copyOf(images);
        if (minor(minApiVersion) > minor(apiVersion)) {
            throw new IllegalArgumentException(
                    "minApiVersion: " + minApiVersion + " (expected: at most " + apiVersion + ")");
        }
    }

    /** Returns an engine with 4 processors and 8 GiB that behaves as Docker 20.10, at a free port. */
    public static EngineProfile named(String name) {
        return new EngineProfile(
                name, CPUS, MEMORY_BYTES, Map.of(), "20.10.24-simulated", "1.41", "1.12", List.of(), null);
    }

    /** Returns this profile with another capacity. */
    public EngineProfile withCapacity(int newCpus, long newMemoryBytes) {
        return new EngineProfile(
                name, newCpus, newMemoryBytes, labels, version, apiVersion, minApiVersion, images, socket);
    }

    /** Returns this profile with other labels. */
    public EngineProfile withLabels(Map<String, String> newLabels) {
        return new EngineProfile(
                name, cpus, memoryBytes, newLabels, version, apiVersion, minApiVersion, images, socket);
    }

    /** Returns this profile with another range of API versions; Docker 29 has 1.44 to 1.52. */
    public EngineProfile withApi(String min, String max) {
        return new EngineProfile(name, cpus, memoryBytes, labels, version, max, min, images, socket);
    }

    /** Returns this profile with other images. */
    public EngineProfile withImages(List<SimulatedImage> newImages) {
        return new EngineProfile(
                name, cpus, memoryBytes, labels, version, apiVersion, minApiVersion, newImages, socket);
    }

    /** Returns this profile with a unix socket; a dead one that lies there is replaced. */
    public EngineProfile withSocket(Path newSocket) {
        return new EngineProfile(
                name, cpus, memoryBytes, labels, version, apiVersion, minApiVersion, images, newSocket);
    }

    /** Returns the number behind the point; all of Docker's versions begin with 1. */
    static int minor(String apiVersion) {
        if (!apiVersion.matches("1\\.\\d{1,3}")) {
            throw new IllegalArgumentException("apiVersion: " + apiVersion + " (expected: 1.NN)");
        }
        return Integer.parseInt(apiVersion.substring(2));
    }
}
