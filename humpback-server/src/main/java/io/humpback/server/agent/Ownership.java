package io.humpback.server.agent;

import io.humpback.core.Fence;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.ObservedContainer;
import io.humpback.core.StopOnDisconnect;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.docker.AgentError;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Tells which containers a center may change: those that carry its cluster's labels, and those that an original center
 * has made before it, which carry no labels but the original's name and environment. Stateless.
 */
final class Ownership {
    private static final int FORBIDDEN = 403;
    private static final Pattern ORIGINAL_NAME = Pattern.compile("CLUSTER-.+-\\d+(-[0-9a-f]{8}-expel)?");
    private static final String ORIGINAL_ENVIRONMENT = "HUMPBACK_CLUSTER_METAID=";

    private Ownership() {}

    /** Throws {@link AgentErrorException} unless {@code caller} may change {@code container}. */
    static void check(ObservedContainer container, Fence caller) {
        boolean ours = container
                .findIdentity()
                .map(identity -> identity.clusterId().equals(caller.clusterId()))
                .orElseGet(() -> isOfAnOriginal(container));
        if (!ours) {
            throw AgentErrorException.refused(
                    FORBIDDEN,
                    "container " + container.name() + " is not one of cluster " + caller.clusterId(),
                    AgentError.RULE_FOREIGN);
        }
    }

    /** Throws {@link AgentErrorException} unless {@code request} says in full which instance of the cluster it makes. */
    static void check(ContainerRequest request, Fence caller) {
        Map<String, String> labels = request.ourLabels();
        Duration stop = request.spec().runOptions().stopOnDisconnect();
        boolean ours = InstanceIdentity.of(labels)
                .filter(identity -> identity.clusterId().equals(caller.clusterId())
                        && labels.equals(with(identity.labels(), StopOnDisconnect.label(stop))))
                .isPresent();
        if (!ours) {
            throw AgentErrorException.refused(
                    FORBIDDEN,
                    "ourLabels: not the labels of an instance of cluster " + caller.clusterId(),
                    AgentError.RULE_FOREIGN);
        }
    }

    /** An original knew no labels of ours, so what carries some of them, though not all, is somebody else's. */
    private static boolean isOfAnOriginal(ObservedContainer container) {
        return container.spec().labels().keySet().stream().noneMatch(Ownership::isOurs)
                && ORIGINAL_NAME.matcher(container.name()).matches()
                && container.spec().env().stream().anyMatch(entry -> entry.startsWith(ORIGINAL_ENVIRONMENT));
    }

    private static Map<String, String> with(Map<String, String> labels, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(labels);
        all.putAll(more);
        return all;
    }

    private static boolean isOurs(String label) {
        return label.trim().toLowerCase(Locale.ROOT).startsWith(InstanceIdentity.LABEL_PREFIX);
    }
}
