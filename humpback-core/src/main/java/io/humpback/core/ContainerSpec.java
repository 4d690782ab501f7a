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
 * @param runOptions limits, health check and the like, which the original did not have
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
        LogConfig logConfig,
        RunOptions runOptions) {
    private static final long SHARES_OF_ONE_CORE = 1024;
    private static final long DEFAULT_SHM_BYTES = 64L << 20;

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

    /** Creates a configuration of what the original knew alone. */
    public ContainerSpec(
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
        this(
                name,
                image,
                command,
                hostName,
                networkMode,
                env,
                dns,
                extraHosts,
                links,
                ports,
                volumes,
                restartPolicy,
                cpuShares,
                memoryBytes,
                shmBytes,
                labels,
                ulimits,
                logConfig,
                RunOptions.DEFAULT);
    }

    /** Returns a builder for a container of {@code image}. */
    public static ContainerSpecBuilder builder(String name, String image) {
        return new ContainerSpecBuilder(name, image);
    }

    /** Returns a builder that starts with this configuration. */
    public ContainerSpecBuilder toBuilder() {
        return new ContainerSpecBuilder(this);
    }

    /**
     * Returns whether a container of {@code other} is as good as one of this configuration, so that nothing has to be
     * created anew. What is left to Docker's default is the same as that default by name: restart policy {@code no},
     * network {@code default}, tag {@code latest}, 64 MB of shared memory. When images are fetched is no part of a
     * container.
     */
    public boolean isEquivalentTo(ContainerSpec other) {
        return ImageReference.isSame(image, other.image) && canonical(image).equals(other.canonical(image));
    }

    private ContainerSpec canonical(String anyImage) {
        return toBuilder()
                .image(anyImage)
                .networkMode(networkMode.equals("default") ? "" : networkMode)
                .restartPolicy(canonical(restartPolicy))
                .shmBytes(shmBytes == DEFAULT_SHM_BYTES ? 0 : shmBytes)
                .pullPolicy(PullPolicy.OF_HOST)
                .build();
    }

    private static RestartPolicy canonical(RestartPolicy policy) {
        int retries = policy.name().equals("on-failure") ? policy.maxRetries() : 0;
        return new RestartPolicy(policy.mayExit() ? "" : policy.name(), retries);
    }

    /** Returns what an instance reserves on its node; nothing where it has no limits. */
    public Resources reservation() {
        long cpuMillis = cpuShares > Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : cpuShares * 1000 / SHARES_OF_ONE_CORE;
        return Resources.of(cpuMillis, memoryBytes);
    }

    /** Returns whether the container needs ports of its host, so that no second one of its kind can run beside it. */
    public boolean needsHostPorts() {
        return usesHostNetwork() || ports.stream().anyMatch(PortMapping::isFixed);
    }

    /** Returns whether the container uses its host's network, and so its host's ports. */
    public boolean usesHostNetwork() {
        return networkMode.equalsIgnoreCase("host");
    }

    /**
     * Returns it without what may be secret: of the environment, the labels and the log's options the names alone, of
     * the command and of checks nothing. So it can stand in a log or in a message.
     */
    @Override
    public String toString() {
        return "ContainerSpec[name=" + name + ", image=" + image + ", networkMode=" + networkMode + ", env="
                + envNames()
                + ", ports=" + ports + ", volumes=" + volumes + ", restartPolicy=" + restartPolicy + ", cpuShares="
                + cpuShares + ", memoryBytes=" + memoryBytes + ", labels=" + labels.keySet() + ", logConfig="
                + logConfig
                + "]";
    }

    /** Returns the names of the environment's variables, in order; what has no name is not shown. */
    private List<String> envNames() {
        return env.stream()
                .map(entry -> entry.substring(0, Math.max(0, entry.indexOf('='))))
                .toList();
    }
}
