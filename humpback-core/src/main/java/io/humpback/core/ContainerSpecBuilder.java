package io.humpback.core;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a {@link ContainerSpec}. What is null is empty. Not safe for use by several threads. */
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
    private long cpuMillis;
    private long pidsLimit;
    private boolean init;
    private List<String> capDrop = List.of();
    private HealthCheck healthCheck = HealthCheck.OF_IMAGE;
    private PullPolicy pullPolicy = PullPolicy.OF_HOST;
    private Duration stopOnDisconnect = Duration.ZERO;

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
        cpuMillis = spec.runOptions().cpuMillis();
        pidsLimit = spec.runOptions().pidsLimit();
        init = spec.runOptions().init();
        capDrop = spec.runOptions().capDrop();
        healthCheck = spec.runOptions().healthCheck();
        pullPolicy = spec.runOptions().pullPolicy();
        stopOnDisconnect = spec.runOptions().stopOnDisconnect();
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
    public ContainerSpecBuilder command(@Nullable String command) {
        this.command = command == null ? "" : command;
        return this;
    }

    /** Sets the container's host name. */
    public ContainerSpecBuilder hostName(@Nullable String hostName) {
        this.hostName = hostName == null ? "" : hostName;
        return this;
    }

    /** Sets the network mode. */
    public ContainerSpecBuilder networkMode(@Nullable String networkMode) {
        this.networkMode = networkMode == null ? "" : networkMode;
        return this;
    }

    /** Sets the environment, {@code NAME=value}. */
    public ContainerSpecBuilder env(@Nullable List<String> env) {
        this.env = env == null ? List.of() : env;
        return this;
    }

    /** Sets the name servers. */
    public ContainerSpecBuilder dns(@Nullable List<String> dns) {
        this.dns = dns == null ? List.of() : dns;
        return this;
    }

    /** Sets further hosts, {@code name:address}. */
    public ContainerSpecBuilder extraHosts(@Nullable List<String> extraHosts) {
        this.extraHosts = extraHosts == null ? List.of() : extraHosts;
        return this;
    }

    /** Sets links to other containers. */
    public ContainerSpecBuilder links(@Nullable List<String> links) {
        this.links = links == null ? List.of() : links;
        return this;
    }

    /** Sets the published ports. */
    public ContainerSpecBuilder ports(@Nullable List<PortMapping> ports) {
        this.ports = ports == null ? List.of() : ports;
        return this;
    }

    /** Sets the mounts. */
    public ContainerSpecBuilder volumes(@Nullable List<VolumeMount> volumes) {
        this.volumes = volumes == null ? List.of() : volumes;
        return this;
    }

    /** Sets the restart policy. */
    public ContainerSpecBuilder restartPolicy(@Nullable RestartPolicy restartPolicy) {
        this.restartPolicy = restartPolicy == null ? RestartPolicy.DEFAULT : restartPolicy;
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
    public ContainerSpecBuilder labels(@Nullable Map<String, String> labels) {
        this.labels = labels == null ? Map.of() : labels;
        return this;
    }

    /** Sets the kernel limits. */
    public ContainerSpecBuilder ulimits(@Nullable List<Ulimit> ulimits) {
        this.ulimits = ulimits == null ? List.of() : ulimits;
        return this;
    }

    /** Sets how the log is kept. */
    public ContainerSpecBuilder logConfig(@Nullable LogConfig logConfig) {
        this.logConfig = logConfig == null ? LogConfig.DEFAULT : logConfig;
        return this;
    }

    /** Sets the limit of CPU in thousandths of a core, 0 for none. */
    public ContainerSpecBuilder cpuMillis(long cpuMillis) {
        this.cpuMillis = cpuMillis;
        return this;
    }

    /** Sets how many processes and threads there may be, 0 for the engine's default. */
    public ContainerSpecBuilder pidsLimit(long pidsLimit) {
        this.pidsLimit = pidsLimit;
        return this;
    }

    /** Sets whether a small init is the first process. */
    public ContainerSpecBuilder init(boolean init) {
        this.init = init;
        return this;
    }

    /** Sets the capabilities to be dropped, in any case, with or without {@code CAP_}. */
    public ContainerSpecBuilder capDrop(@Nullable List<String> capDrop) {
        this.capDrop = capDrop == null ? List.of() : capDrop;
        return this;
    }

    /** Sets the health check. */
    public ContainerSpecBuilder healthCheck(@Nullable HealthCheck healthCheck) {
        this.healthCheck = healthCheck == null ? HealthCheck.OF_IMAGE : healthCheck;
        return this;
    }

    /** Sets when the image is fetched. */
    public ContainerSpecBuilder pullPolicy(@Nullable PullPolicy pullPolicy) {
        this.pullPolicy = pullPolicy == null ? PullPolicy.OF_HOST : pullPolicy;
        return this;
    }

    /** Sets after which silence of the cluster its agent stops it, zero for never. */
    public ContainerSpecBuilder stopOnDisconnect(Duration stopOnDisconnect) {
        this.stopOnDisconnect = stopOnDisconnect;
        return this;
    }

    /** Sets all of what the original did not have. */
    public ContainerSpecBuilder runOptions(RunOptions options) {
        cpuMillis = options.cpuMillis();
        pidsLimit = options.pidsLimit();
        init = options.init();
        capDrop = options.capDrop();
        healthCheck = options.healthCheck();
        pullPolicy = options.pullPolicy();
        stopOnDisconnect = options.stopOnDisconnect();
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
                logConfig,
                new RunOptions(
                        cpuMillis, pidsLimit, init, capDrop, healthCheck, pullPolicy, stopOnDisconnect.toMillis()));
    }
}
