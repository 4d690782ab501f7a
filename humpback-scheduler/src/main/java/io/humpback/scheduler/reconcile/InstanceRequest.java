package io.humpback.scheduler.reconcile;

import io.humpback.core.Assignment;
import io.humpback.core.ContainerSpec;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.RunState;
import io.humpback.core.StopOnDisconnect;
import io.humpback.core.spi.ContainerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns an assignment into the container that stands for it. */
final class InstanceRequest {
    private InstanceRequest() {}

    static Effect.Create create(Situation situation, Meta meta, Assignment assignment) {
        InstanceIdentity identity = new InstanceIdentity(
                situation.clusterId(),
                meta.groupId(),
                meta.id(),
                assignment.index(),
                assignment.incarnation(),
                assignment.specVersion(),
                situation.epoch());
        String name = meta.containerName(assignment.index());
        ContainerSpec wanted = meta.specOf(assignment.specVersion());
        ContainerSpec spec = wanted.toBuilder()
                .name(name)
                .env(environment(situation, meta, wanted, assignment.index(), name))
                .build();
        return new Effect.Create(
                assignment.node(),
                identity,
                new ContainerRequest(name, spec, labels(identity, wanted)),
                assignment.goal().state() != RunState.STOPPED);
    }

    private static Map<String, String> labels(InstanceIdentity identity, ContainerSpec wanted) {
        Map<String, String> labels = new LinkedHashMap<>(identity.labels());
        labels.putAll(StopOnDisconnect.label(wanted.runOptions().stopOnDisconnect()));
        return labels;
    }

    /** The list is made anew for each instance: in the original they shared one, so that indexes mixed. */
    private static List<String> environment(
            Situation situation, Meta meta, ContainerSpec spec, int index, String name) {
        List<String> environment = new ArrayList<>(spec.env());
        environment.add("HUMPBACK_CLUSTER_GROUPID=" + meta.groupId());
        environment.add("HUMPBACK_CLUSTER_METAID=" + meta.id());
        environment.add("HUMPBACK_CLUSTER_CONTAINER_INDEX=" + index);
        environment.add("HUMPBACK_CLUSTER_CONTAINER_ORIGINALNAME=" + name);
        if (!situation.settings().location().isEmpty()) {
            environment.add("HUMPBACK_CLUSTER_LOCATION=" + situation.settings().location());
        }
        return environment;
    }
}
