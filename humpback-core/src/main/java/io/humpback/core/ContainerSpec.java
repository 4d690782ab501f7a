package io.humpback.core;

import java.util.List;
import java.util.Map;

/**
 * The configuration of a container: what a meta asks for, or what an engine reports. Lists and maps that are absent
 * are empty; text that is absent is empty. Immutable.
 *
 * @param name the meta's name for a container, without prefix and index; the full name where an engine reports it
 * @param image image reference with tag or digest
 * @param command the command, split like a shell; empty for the image's own
 * @param hostName empty for the engine's choice
 * @param networkMode empty for the engine's default
 * @param env {@code NAME=value}, in order
 * @param cpuShares Docker's relative weight, 1024 for one core; 0 for no wish
 * @param memoryBytes limit in bytes; 0 for none
 * @param shmBytes size of /dev/shm in bytes; 0 for the default of 64 MB
 */
public record ContainerSpec(
        String name,
        String image,
        String command,
        String hostName,
        String networkMode,
        List<String> env,
        List<String> dns,
        List<String> extraHosts,
        List<String> links,
        List<PortMapping> ports,
        List<VolumeMount> volumes,
        RestartPolicy restartPolicy,
        long cpuShares,
        long memoryBytes,
        long shmBytes,
        Map<String, String> labels,
        List<Ulimit> ulimits,
        LogConfig logConfig) {
    private static final long SHARES_OF_ONE_CORE = 1024;

    /** Copies the collections, the labels in order of their keys, and checks that name and image are not blank and no amount is negative. */
    public ContainerSpec {
        Checks.checkNotBlank("name", name);
        Checks.checkNotBlank("image", image);
        Checks.checkNotNegative("cpuShares", cpuShares);
        Checks.checkNotNegative("memoryBytes", memoryBytes);
        Checks.checkNotNegative("shmBytes", shmBytes);
        env = List.copyOf(env);
        dns = List.copyOf(dns);
        extraHosts = List.copyOf(extraHosts);
        links = List.copyOf(links);
        ports = List.copyOf(ports);
        volumes = List.copyOf(volumes);
        labels = SortedCopy.of(labels);
        ulimits = List.copyOf(ulimits);
    }

    /** Returns a builder for a container of {@code image}. */
    public static ContainerSpecBuilder builder(String name, String image) {
        return new ContainerSpecBuilder(name, image);
    }

    /** Returns a builder that starts with this configuration. */
    public ContainerSpecBuilder toBuilder() {
        return new ContainerSpecBuilder(this);
    }

    /** Returns what an instance reserves on its node; nothing where it has no limits. */
    public Resources reservation() {
        long cpuMillis = cpuShares > Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : cpuShares * 1000 / SHARES_OF_ONE_CORE;
        return Resources.of(cpuMillis, memoryBytes);
    }

    /** Returns whether the container uses its host's network, and so its host's ports. */
    public boolean usesHostNetwork() {
        return networkMode.equalsIgnoreCase("host");
    }
}
