package io.humpback.scheduler.recovery;

import io.humpback.core.ContainerSpec;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PortMapping;
import java.util.List;
import java.util.Optional;

/**
 * The configuration from which containers were made, as they show it. What an image gave by itself stands in it as if it
 * had been asked for; a public port in which the instances differ was not asked for. Stateless.
 */
final class RecoveredSpec {
    private static final String OURS = "HUMPBACK_CLUSTER_";
    private static final String FULL_NAME = OURS + "CONTAINER_ORIGINALNAME=";
    private static final int SHORT_ID = 12;

    private RecoveredSpec() {}

    /** Returns the configuration of {@code claims}, one or more of the same version, the strongest last. */
    static ContainerSpec of(List<Claim> claims) {
        Claim best = claims.get(claims.size() - 1);
        ObservedContainer container = best.container();
        ContainerSpec shown = container.spec();
        return shown.toBuilder()
                .name(name(container, best.identity()))
                .hostName(hostName(container))
                .env(shown.env().stream()
                        .filter(entry -> !entry.startsWith(OURS))
                        .toList())
                .ports(ports(claims, shown.ports()))
                .build();
    }

    /** The name in the environment is the one that it was given; a user may have renamed it since. */
    private static String name(ObservedContainer container, InstanceIdentity identity) {
        Optional<String> given = container.spec().env().stream()
                .filter(entry -> entry.startsWith(FULL_NAME))
                .map(entry -> entry.substring(FULL_NAME.length()))
                .findFirst();
        String full = given.orElse(container.name());
        String frame = InstanceIdentity.containerName(identity.groupId(), "", identity.index());
        String end = "-" + identity.index();
        String begin = frame.substring(0, frame.length() - end.length());
        boolean framed = full.startsWith(begin) && full.endsWith(end) && full.length() > frame.length();
        return framed ? full.substring(begin.length(), full.length() - end.length()) : full;
    }

    /** A container that was given none is called by the beginning of its id, or, on its host's network, like its host. */
    private static String hostName(ObservedContainer container) {
        String shown = container.spec().hostName();
        boolean given = !container.spec().networkMode().equals("host")
                && !(shown.length() >= SHORT_ID && container.id().startsWith(shown));
        return given ? shown : "";
    }

    private static List<PortMapping> ports(List<Claim> claims, List<PortMapping> shown) {
        boolean same = claims.stream()
                .allMatch(claim -> claim.container().spec().ports().equals(shown));
        return same
                ? shown
                : shown.stream()
                        .map(port -> new PortMapping(port.containerPort(), 0, port.protocol(), port.hostAddress()))
                        .toList();
    }
}
