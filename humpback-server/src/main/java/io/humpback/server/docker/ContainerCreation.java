package io.humpback.server.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.Link;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.LogConfig.LoggingType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import io.humpback.core.ContainerSpec;
import io.humpback.core.PortMapping;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.core.spi.EngineRefusedException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Says in Docker's words what a container is to be. Typed from end to end: nothing of a request reaches an engine but
 * what stands here. What Docker's types cannot say is refused before anything is sent.
 */
final class ContainerCreation {
    private static final long DEFAULT_SHM_BYTES = 64L * 1024 * 1024;
    private static final int BAD_REQUEST = 400;

    private final ContainerRequest request;
    private final ContainerSpec spec;
    private final List<String> command;
    private final boolean publishesPorts;

    /** Throws {@link EngineRefusedException} if the request makes no sense. */
    ContainerCreation(ContainerRequest request) {
        this.request = request;
        this.spec = request.spec();
        this.command = words(spec.command());
        this.publishesPorts = !spec.usesHostNetwork();
        if (spec.cpuShares() > Integer.MAX_VALUE) {
            throw refused("cpuShares: " + spec.cpuShares() + " (expected: at most " + Integer.MAX_VALUE + ")");
        }
    }

    /** Returns the command; {@code image} is what the engine knows the wished image as. */
    CreateContainerCmd command(DockerClient docker, String image) {
        Map<String, String> labels = new HashMap<>(spec.labels());
        labels.putAll(request.ourLabels());
        CreateContainerCmd create = docker.createContainerCmd(image)
                .withName(request.name())
                .withTty(true)
                .withStdinOpen(true)
                .withEnv(spec.env())
                .withLabels(labels)
                .withHostConfig(hostConfig());
        if (!command.isEmpty()) {
            create.withCmd(command);
        }
        if (!spec.hostName().isEmpty() && !spec.usesHostNetwork()) {
            create.withHostName(spec.hostName());
        }
        ContainerRun.addHealthCheck(create, spec.runOptions().healthCheck());
        if (publishesPorts && !spec.ports().isEmpty()) {
            // an engine ignores bindings of ports that are not exposed, without a word
            create.withExposedPorts(spec.ports().stream()
                    .map(ContainerCreation::exposed)
                    .distinct()
                    .toList());
        }
        return create;
    }

    private HostConfig hostConfig() {
        HostConfig host = HostConfig.newHostConfig()
                .withShmSize(spec.shmBytes() == 0 ? DEFAULT_SHM_BYTES : spec.shmBytes())
                .withMemory(spec.memoryBytes())
                .withCpuShares((int) spec.cpuShares())
                .withRestartPolicy(restartPolicy())
                .withDns(spec.dns())
                .withExtraHosts(spec.extraHosts().toArray(String[]::new))
                .withLinks(links())
                .withBinds(binds())
                .withUlimits(spec.ulimits().stream()
                        .map(limit -> new Ulimit(limit.name(), limit.soft(), limit.hard()))
                        .toList());
        ContainerRun.addTo(host, spec.runOptions());
        if (!spec.networkMode().isEmpty()) {
            host.withNetworkMode(spec.networkMode());
        }
        if (!spec.logConfig().driver().isEmpty() || !spec.logConfig().options().isEmpty()) {
            host.withLogConfig(logConfig());
        }
        if (!spec.ports().isEmpty() && publishesPorts) {
            host.withPortBindings(
                    spec.ports().stream().map(ContainerCreation::binding).toList());
        } else if (isBridged()) {
            host.withPublishAllPorts(true);
        }
        return host;
    }

    private boolean isBridged() {
        String mode = spec.networkMode().toLowerCase(Locale.ROOT);
        return !Set.of("host", "none").contains(mode) && !mode.startsWith("container:");
    }

    private RestartPolicy restartPolicy() {
        return switch (spec.restartPolicy().name()) {
            case "always" -> RestartPolicy.alwaysRestart();
            case "unless-stopped" -> RestartPolicy.unlessStoppedRestart();
            case "on-failure" ->
                RestartPolicy.onFailureRestart(spec.restartPolicy().maxRetries());
            default -> RestartPolicy.noRestart();
        };
    }

    private List<Link> links() {
        return spec.links().stream()
                .map(link -> link.contains(":") ? Link.parse(link) : new Link(link, link))
                .toList();
    }

    private List<Bind> binds() {
        return spec.volumes().stream()
                .map(mount -> new Bind(mount.hostPath(), new Volume(mount.containerPath())))
                .toList();
    }

    private LogConfig logConfig() {
        String driver = spec.logConfig().driver();
        LoggingType type = driver.isEmpty() ? LoggingType.DEFAULT : LoggingType.fromValue(driver);
        if (type == null) {
            throw refused("log driver: " + driver + " (expected: one of " + List.of(LoggingType.values()) + ")");
        }
        return new LogConfig(type, spec.logConfig().options());
    }

    private static PortBinding binding(PortMapping port) {
        String address = port.hostAddress().isEmpty() ? null : port.hostAddress();
        String hostPort = port.isFixed() ? Integer.toString(port.hostPort()) : null;
        return new PortBinding(new Ports.Binding(address, hostPort), exposed(port));
    }

    private static ExposedPort exposed(PortMapping port) {
        return new ExposedPort(port.containerPort(), InternetProtocol.parse(port.protocol()));
    }

    private static List<String> words(String command) {
        try {
            return ShellWords.split(command);
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static EngineRefusedException refused(String reason) {
        return new EngineRefusedException(BAD_REQUEST, reason);
    }
}
