package io.humpback.core;

import java.util.List;
import java.util.Map;

/** Builds a {@link ContainerSpec}. Not safe for use by several threads. */
public final class ContainerSpecBuilder {
    private String name;
    private String image;
    private String command = "";
    private String hostName = "";
    private String networkMode = "";
    private List<String> env = List.of();
    private List<String> dns = List.of();
    private List<String> extraHosts = List.of();
    private List<String> links = List.of();
    private List<PortMapping> ports = List.of();
    private List<VolumeMount> volumes = List.of();
    private RestartPolicy restartPolicy = RestartPolicy.DEFAULT;
    private long cpuShares;
    private long memoryBytes;
    private long shmBytes;
    private Map<String, String> labels = Map.of();
    private List<Ulimit> ulimits = List.of();
    private LogConfig logConfig = LogConfig.DEFAULT;

    ContainerSpecBuilder(String name, String image) {
        this.name = name;
        this.image = image;
    }

    ContainerSpecBuilder(ContainerSpec spec) {
        this(spec.name(), spec.image());
        command = spec.command();
        hostName = spec.hostName();
        networkMode = spec.networkMode();
        env = spec.env();
        dns = spec.dns();
        extraHosts = spec.extraHosts();
        links = spec.links();
        ports = spec.ports();
        volumes = spec.volumes();
        restartPolicy = spec.restartPolicy();
        cpuShares = spec.cpuShares();
        memoryBytes = spec.memoryBytes();
        shmBytes = spec.shmBytes();
        labels = spec.labels();
        ulimits = spec.ulimits();
        logConfig = spec.logConfig();
    }

    /** Sets the name. */
    public ContainerSpecBuilder name(String name) {
        this.name = name;
        return this;
    }

    /** Sets the image reference. */
    public ContainerSpecBuilder image(String image) {
        this.image = image;
        return this;
    }

    /** Sets the command, split like a shell. */
    public ContainerSpecBuilder command(String command) {
        this.command = command;
        return this;
    }

    /** Sets the container's host name. */
    public ContainerSpecBuilder hostName(String hostName) {
        this.hostName = hostName;
        return this;
    }

    /** Sets the network mode. */
    public ContainerSpecBuilder networkMode(String networkMode) {
        this.networkMode = networkMode;
        return this;
    }

    /** Sets the environment, {@code NAME=value}. */
    public ContainerSpecBuilder env(List<String> env) {
        this.env = env;
        return this;
    }

    /** Sets the name servers. */
    public ContainerSpecBuilder dns(List<String> dns) {
        this.dns = dns;
        return this;
    }

    /** Sets further hosts, {@code name:address}. */
    public ContainerSpecBuilder extraHosts(List<String> extraHosts) {
        this.extraHosts = extraHosts;
        return this;
    }

    /** Sets links to other containers. */
    public ContainerSpecBuilder links(List<String> links) {
        this.links = links;
        return this;
    }

    /** Sets the published ports. */
    public ContainerSpecBuilder ports(List<PortMapping> ports) {
        this.ports = ports;
        return this;
    }

    /** Sets the mounts. */
    public ContainerSpecBuilder volumes(List<VolumeMount> volumes) {
        this.volumes = volumes;
        return this;
    }

    /** Sets the restart policy. */
    public ContainerSpecBuilder restartPolicy(RestartPolicy restartPolicy) {
        this.restartPolicy = restartPolicy;
        return this;
    }

    /** Sets the CPU weight, 1024 for one core. */
    public ContainerSpecBuilder cpuShares(long cpuShares) {
        this.cpuShares = cpuShares;
        return this;
    }

    /** Sets the memory limit in bytes, 0 for none. */
    public ContainerSpecBuilder memoryBytes(long memoryBytes) {
        this.memoryBytes = memoryBytes;
        return this;
    }

    /** Sets the size of /dev/shm in bytes, 0 for the default. */
    public ContainerSpecBuilder shmBytes(long shmBytes) {
        this.shmBytes = shmBytes;
        return this;
    }

    /** Sets the labels. */
    public ContainerSpecBuilder labels(Map<String, String> labels) {
        this.labels = labels;
        return this;
    }

    /** Sets the kernel limits. */
    public ContainerSpecBuilder ulimits(List<Ulimit> ulimits) {
        this.ulimits = ulimits;
        return this;
    }

    /** Sets how the log is kept. */
    public ContainerSpecBuilder logConfig(LogConfig logConfig) {
        this.logConfig = logConfig;
        return this;
    }

    /** Returns the configuration built so far. */
    public ContainerSpec build() {
        return new ContainerSpec(
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
                logConfig);
    }
}
