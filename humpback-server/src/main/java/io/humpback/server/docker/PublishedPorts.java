package io.humpback.server.docker;

import com.github.dockerjava.api.model.ContainerPort;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.NetworkSettings;
import com.github.dockerjava.api.model.Ports;
import io.humpback.core.PortMapping;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The published ports of a container, ordered by the container's port, then the host's. */
final class PublishedPorts {
    private static final String ALL_IPV4 = "0.0.0.0";
    private static final String ALL_IPV6 = "::";
    private static final Comparator<PortMapping> ORDER = Comparator.comparingInt(PortMapping::containerPort)
            .thenComparing(PortMapping::protocol)
            .thenComparingInt(PortMapping::hostPort)
            .thenComparing(PortMapping::hostAddress);

    private PublishedPorts() {}

    /** Returns the ports that are bound now, or those that were asked for where the container does not run. */
    static List<PortMapping> ofInspect(@Nullable NetworkSettings network, HostConfig host) {
        List<PortMapping> bound = network == null ? List.of() : ofBindings(network.getPorts());
        return bound.isEmpty() ? ofBindings(host.getPortBindings()) : bound;
    }

    static List<PortMapping> ofList(ContainerPort @Nullable [] ports) {
        if (ports == null) {
            return List.of();
        }
        return tidy(Arrays.stream(ports)
                .filter(port -> port.getPublicPort() != null && port.getPublicPort() > 0)
                .map(port -> new PortMapping(
                        Objects.requireNonNull(port.getPrivatePort()),
                        Objects.requireNonNull(port.getPublicPort()),
                        DockerAnswers.text(port.getType()),
                        address(port.getIp()))));
    }

    private static List<PortMapping> ofBindings(@Nullable Ports ports) {
        return ports == null || ports.getBindings() == null
                ? List.of()
                : tidy(ports.getBindings().entrySet().stream().flatMap(PublishedPorts::ofEntry));
    }

    private static Stream<PortMapping> ofEntry(Map.Entry<ExposedPort, Ports.Binding[]> entry) {
        ExposedPort port = entry.getKey();
        return entry.getValue() == null // exposed, but not published
                ? Stream.empty()
                : Arrays.stream(entry.getValue())
                        .map(binding -> new PortMapping(
                                port.getPort(),
                                hostPort(binding.getHostPortSpec()),
                                port.getProtocol().toString(),
                                address(binding.getHostIp())));
    }

    /** A range, or none, means that the engine chooses when the container starts. */
    private static int hostPort(@Nullable String spec) {
        return spec != null && spec.matches("\\d{1,5}") ? Integer.parseInt(spec) : 0;
    }

    private static String address(@Nullable String address) {
        return address == null || address.isEmpty() ? ALL_IPV4 : address;
    }

    /** An engine reports a port that is bound to all addresses once for each family. */
    private static List<PortMapping> tidy(Stream<PortMapping> ports) {
        List<PortMapping> all = ports.distinct().sorted(ORDER).toList();
        return all.stream()
                .filter(port -> !port.hostAddress().equals(ALL_IPV6)
                        || !all.contains(
                                new PortMapping(port.containerPort(), port.hostPort(), port.protocol(), ALL_IPV4)))
                .toList();
    }
}
