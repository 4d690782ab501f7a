package io.humpback.core.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.humpback.core.ContainerSpec;
import io.humpback.core.LogConfig;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PortMapping;
import io.humpback.core.PullPolicy;
import io.humpback.core.RestartPolicy;
import io.humpback.core.Ulimit;
import io.humpback.core.VolumeMount;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container or its configuration, as the original's API writes it. Immutable.
 *
 * @param command entry point and arguments of a container, the wished command of a configuration
 * @param memory limit in MB (2^20 bytes)
 * @param shmSize size of /dev/shm in bytes
 * @param status absent in a configuration
 * @param cpuMillis limit in thousandths of a core; this and all behind it are ours, and absent where they say nothing
 * @param pullPolicy {@code always} or {@code never}; absent for {@code missing}
 * @param imageDigest of a container: what its image is at its registry
 */
@JsonPropertyOrder({
    "Id",
    "Image",
    "Command",
    "CommandWithoutEntryPoint",
    "Name",
    "Ports",
    "Volumes",
    "Dns",
    "Env",
    "HostName",
    "NetworkMode",
    "Status",
    "RestartPolicy",
    "RestartRetryCount",
    "Extrahosts",
    "CPUShares",
    "Memory",
    "SHMSize",
    "Links",
    "Ulimits",
    "Labels",
    "LogConfig",
    "CPUMillis",
    "PidsLimit",
    "Init",
    "CapDrop",
    "HealthCheck",
    "PullPolicy",
    "ImageDigest"
})
public record Container(
        @JsonProperty("Id") @Nullable String id,
        @JsonProperty("Image") @Nullable String image,
        @JsonProperty("Command") @Nullable String command,
        @JsonProperty("CommandWithoutEntryPoint") @Nullable String commandWithoutEntryPoint,
        @JsonProperty("Name") @Nullable String name,
        @JsonProperty("Ports") @Nullable List<Port> ports,
        @JsonProperty("Volumes") @Nullable List<Volume> volumes,
        @JsonProperty("Dns") @Nullable List<String> dns,
        @JsonProperty("Env") @Nullable List<String> env,

        @JsonProperty("HostName") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String hostName,

        @JsonProperty("NetworkMode") @Nullable String networkMode,

        @JsonProperty("Status") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        ContainerStatus status,

        @JsonProperty("RestartPolicy") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        String restartPolicy,

        @JsonProperty("RestartRetryCount") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        int restartRetryCount,

        @JsonProperty("Extrahosts") @Nullable List<String> extraHosts,

        @JsonProperty("CPUShares") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long cpuShares,

        @JsonProperty("Memory") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long memory,

        @JsonProperty("SHMSize") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long shmSize,

        @JsonProperty("Links") @Nullable List<String> links,
        @JsonProperty("Ulimits") @Nullable List<Limit> ulimits,
        @JsonProperty("Labels") @Nullable Map<String, String> labels,
        @JsonProperty("LogConfig") @Nullable Log logConfig,

        @JsonProperty("CPUMillis") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long cpuMillis,

        @JsonProperty("PidsLimit") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        long pidsLimit,

        @JsonProperty("Init") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean init,

        @JsonProperty("CapDrop") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<String> capDrop,

        @JsonProperty("HealthCheck") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        ContainerHealth healthCheck,

        @JsonProperty("PullPolicy") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        String pullPolicy,

        @JsonProperty("ImageDigest") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        String imageDigest) {
    private static final long MEGABYTE = 1024L * 1024;

    /** A published port. */
    @JsonPropertyOrder({"PrivatePort", "PublicPort", "Type", "Ip"})
    public record Port(
            @JsonProperty("PrivatePort") int privatePort,
            @JsonProperty("PublicPort") int publicPort,
            @JsonProperty("Type") @Nullable String type,
            @JsonProperty("Ip") @Nullable String ip) {}

    /** A mounted directory. */
    @JsonPropertyOrder({"ContainerVolume", "HostVolume"})
    public record Volume(
            @JsonProperty("ContainerVolume") @Nullable String containerVolume,
            @JsonProperty("HostVolume") @Nullable String hostVolume) {}

    /** A kernel limit. */
    @JsonPropertyOrder({"Name", "Hard", "Soft"})
    public record Limit(
            @JsonProperty("Name") @Nullable String name,
            @JsonProperty("Hard") long hard,
            @JsonProperty("Soft") long soft) {}

    /** How the log is kept. */
    @JsonPropertyOrder({"Type", "Config"})
    public record Log(
            @JsonProperty("Type") @Nullable String type,
            @JsonProperty("Config") @Nullable Map<String, String> config) {}

    /** Returns the configuration {@code spec} as a meta's {@code Config}: lists without content are null. */
    public static Container configOf(ContainerSpec spec) {
        return new Container(
                "",
                spec.image(),
                spec.command(),
                "",
                spec.name(),
                Parts.nullIfEmpty(ports(spec)),
                Parts.nullIfEmpty(volumes(spec)),
                Parts.nullIfEmpty(spec.dns()),
                Parts.nullIfEmpty(spec.env()),
                spec.hostName(),
                spec.networkMode(),
                null,
                spec.restartPolicy().name(),
                spec.restartPolicy().maxRetries(),
                Parts.nullIfEmpty(spec.extraHosts()),
                spec.cpuShares(),
                spec.memoryBytes() / MEGABYTE,
                spec.shmBytes(),
                Parts.nullIfEmpty(spec.links()),
                Parts.nullIfEmpty(limits(spec)),
                Parts.nullIfEmpty(spec.labels()),
                new Log(
                        spec.logConfig().driver(),
                        Parts.nullIfEmpty(spec.logConfig().options())),
                spec.runOptions().cpuMillis(),
                spec.runOptions().pidsLimit(),
                spec.runOptions().init(),
                spec.runOptions().capDrop(),
                ContainerHealth.of(spec.runOptions().healthCheck()),
                policy(spec),
                null);
    }

    /** Returns {@code container} as the original shows one that exists. Our own labels are not among its labels. */
    public static Container of(ObservedContainer container) {
        ContainerSpec spec = container.spec();
        return new Container(
                container.id(),
                spec.image(),
                container.fullCommand(),
                spec.command(),
                container.name(),
                Parts.nullIfEmpty(ports(spec)),
                Parts.nullIfEmpty(volumes(spec)),
                Parts.nullIfEmpty(spec.dns()),
                Parts.nullIfEmpty(spec.env()),
                spec.hostName().isEmpty() ? null : spec.hostName(),
                spec.networkMode(),
                ContainerStatus.of(container.state()),
                spec.restartPolicy().name(),
                spec.restartPolicy().maxRetries(),
                Parts.nullIfEmpty(spec.extraHosts()),
                spec.cpuShares(),
                spec.memoryBytes() / MEGABYTE,
                spec.shmBytes(),
                Parts.nullIfEmpty(spec.links()),
                Parts.nullIfEmpty(limits(spec)),
                spec.labels(),
                new Log(spec.logConfig().driver(), spec.logConfig().options()),
                spec.runOptions().cpuMillis(),
                spec.runOptions().pidsLimit(),
                spec.runOptions().init(),
                spec.runOptions().capDrop(),
                ContainerHealth.of(spec.runOptions().healthCheck()),
                policy(spec),
                container.imageDigest());
    }

    /**
     * Returns what this asks for. Throws {@link IllegalArgumentException} naming the part that is out of its range;
     * parts that are absent are empty, so that null and {@code []} mean the same.
     */
    public ContainerSpec toSpec() {
        return ContainerSpec.builder(Parts.text(name).trim(), Parts.text(image).trim())
                .command(Parts.text(command))
                .hostName(Parts.text(hostName))
                .networkMode(Parts.text(networkMode).trim())
                .env(Parts.list("Env", env))
                .dns(Parts.list("Dns", dns))
                .extraHosts(Parts.list("Extrahosts", extraHosts))
                .links(Parts.list("Links", links))
                .ports(Parts.list("Ports", ports).stream()
                        .map(port -> new PortMapping(
                                port.privatePort(), port.publicPort(), Parts.text(port.type()), Parts.text(port.ip())))
                        .toList())
                .volumes(Parts.list("Volumes", volumes).stream()
                        .map(volume ->
                                new VolumeMount(Parts.text(volume.containerVolume()), Parts.text(volume.hostVolume())))
                        .toList())
                .restartPolicy(new RestartPolicy(Parts.text(restartPolicy).trim(), restartRetryCount))
                .cpuShares(cpuShares)
                .memoryBytes(megabytes(memory))
                .shmBytes(shmSize)
                .labels(Parts.map("Labels", labels))
                .ulimits(Parts.list("Ulimits", ulimits).stream()
                        .map(limit -> new Ulimit(Parts.text(limit.name()), limit.soft(), limit.hard()))
                        .toList())
                .logConfig(logOf(logConfig))
                .cpuMillis(cpuMillis)
                .pidsLimit(pidsLimit)
                .init(init)
                .capDrop(Parts.list("CapDrop", capDrop))
                .healthCheck(healthCheck == null ? null : healthCheck.toCheck())
                .pullPolicy(PullPolicy.named(Parts.text(pullPolicy).strip()))
                .build();
    }

    private static @Nullable String policy(ContainerSpec spec) {
        PullPolicy policy = spec.runOptions().pullPolicy();
        return policy == PullPolicy.OF_HOST ? null : policy.word();
    }

    private static LogConfig logOf(@Nullable Log log) {
        return log == null
                ? LogConfig.DEFAULT
                : new LogConfig(Parts.text(log.type()), Parts.map("LogConfig", log.config()));
    }

    private static long megabytes(long memory) {
        if (memory < 0 || memory > Long.MAX_VALUE / MEGABYTE) {
            throw new IllegalArgumentException(
                    "Memory: " + memory + " (expected: 0-" + Long.MAX_VALUE / MEGABYTE + ")");
        }
        return memory * MEGABYTE;
    }

    private static List<Port> ports(ContainerSpec spec) {
        return spec.ports().stream()
                .map(port -> new Port(port.containerPort(), port.hostPort(), port.protocol(), port.hostAddress()))
                .toList();
    }

    private static List<Volume> volumes(ContainerSpec spec) {
        return spec.volumes().stream()
                .map(volume -> new Volume(volume.containerPath(), volume.hostPath()))
                .toList();
    }

    private static List<Limit> limits(ContainerSpec spec) {
        return spec.ulimits().stream()
                .map(limit -> new Limit(limit.name(), limit.hard(), limit.soft()))
                .toList();
    }

    /** Returns what it is called alone: environment and command may hold secrets. */
    @Override
    public String toString() {
        return "Container[id=" + id + ", name=" + name + ", image=" + image + "]";
    }
}
