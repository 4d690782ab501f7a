package io.humpback.scheduler.reconcile;

import io.humpback.core.ContainerSpec;
import io.humpback.core.Expelled;
import io.humpback.core.Expulsions;
import io.humpback.core.HostedContainer;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.Meta;
import io.humpback.core.MetaId;
import io.humpback.core.NodeId;
import io.humpback.core.ObservedContainer;
import io.humpback.core.PortMapping;
import io.humpback.core.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Containers that left their index and go on until their remove delay is over: each gets another name at once, so that
 * its own is free, and goes by its Docker id when it is due. They are no instances, so nothing else looks at them.
 */
public final class ExpelledContainers {
    private static final Set<String> BRIDGED = Set.of("", "default", "bridge");

    private final Situation situation;
    private final List<Change> changes = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();

    ExpelledContainers(Situation situation) {
        this.situation = situation;
        for (Expulsions expulsions : situation.committed().expulsions()) {
            review(expulsions);
        }
    }

    /**
     * Returns the writes that let those of {@code leaving} go on that may: they run on a node within reach, bind no port
     * of it, and neither {@code meta} nor the settings want them gone at once. None if there are none. The others go as
     * their indexes are released.
     */
    public static List<Write> expel(Situation situation, Meta meta, Collection<HostedContainer> leaving) {
        if (situation.settings().removeDelay().isZero() || !meta.options().removeDelay()) {
            return List.of();
        }
        Instant due = situation.now().plus(situation.settings().removeDelay());
        List<Expelled> expelled = new ArrayList<>();
        for (HostedContainer hosted : leaving) {
            ObservedNode node = situation.observed().node(hosted.node());
            ObservedContainer container = hosted.container();
            if (node != null && node.isUsable() && container.state().isLive() && mayLinger(specOf(meta, container))) {
                expelled.add(Expelled.of(hosted, container.name(), due));
            }
        }
        return expelled.isEmpty()
                ? List.of()
                : List.of(Write.put(situation.committed().expulsions(meta.id()).with(expelled)));
    }

    /**
     * What was asked for, not what the engine reports: that names a port also where it was free to choose one. Of a
     * roll-out that another one replaced on its way back the meta does not know any more what was asked for.
     */
    private static ContainerSpec specOf(Meta meta, ObservedContainer container) {
        return container
                .findIdentity()
                .map(InstanceIdentity::specVersion)
                .filter(meta::knowsSpec)
                .map(meta::specOf)
                .orElse(meta.spec());
    }

    private static boolean mayLinger(ContainerSpec spec) {
        return BRIDGED.contains(spec.networkMode()) && spec.ports().stream().noneMatch(PortMapping::isFixed);
    }

    /** Returns the Docker ids of all expelled containers. */
    static Set<String> ids(Situation situation) {
        Set<String> ids = new HashSet<>();
        for (Expulsions expulsions : situation.committed().expulsions()) {
            expulsions.containers().forEach(one -> ids.add(one.containerId()));
        }
        return ids;
    }

    /** Returns whether {@code container} was expelled and has its new name. */
    static boolean isRenamed(Situation situation, MetaId meta, ObservedContainer container) {
        return situation.committed().expulsions(meta).containers().stream()
                .anyMatch(one ->
                        one.containerId().equals(container.id()) && one.name().equals(container.name()));
    }

    /** Returns whether {@code name} still belongs to a container on {@code node} that was expelled. */
    static boolean holdsName(Situation situation, MetaId meta, ObservedNode node, String name) {
        for (Expelled expelled : situation.committed().expulsions(meta).containers()) {
            ObservedContainer container = find(node, expelled.containerId());
            if (container != null && container.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private void review(Expulsions expulsions) {
        Set<String> gone = new HashSet<>();
        for (Expelled expelled : expulsions.containers()) {
            if (isGone(expelled)) {
                gone.add(expelled.containerId());
            } else {
                add(expulsions.metaId(), expelled);
            }
        }
        if (!gone.isEmpty()) {
            Expulsions left = expulsions.without(gone);
            changes.add(Change.of(left.containers().isEmpty() ? Write.delete(left.key()) : Write.put(left)));
        }
    }

    private boolean isGone(Expelled expelled) {
        ObservedNode node = situation.observed().node(expelled.node());
        if (node != null && node.isUsable()) {
            String key = Effect.keyOfContainer(expelled.containerId());
            return !situation.calls().isUnderWay(key) && find(node, expelled.containerId()) == null;
        }
        return !situation.now().isBefore(expelled.due().plus(Expelled.LIFETIME));
    }

    private void add(MetaId meta, Expelled expelled) {
        NodeId id = expelled.node();
        ObservedNode node = situation.observed().node(id);
        ObservedContainer container = node == null || !node.isUsable() ? null : find(node, expelled.containerId());
        if (container == null || !situation.calls().mayCall(Effect.keyOfContainer(container.id()), situation.now())) {
            return;
        }
        int index = container.findIdentity().map(identity -> identity.index()).orElse(1);
        InstanceKey key = new InstanceKey(meta, index);
        if (!situation.now().isBefore(expelled.due())) {
            effects.add(new Effect.Remove(id, key, container.id(), "its remove delay is over"));
        } else if (!container.state().isLive()) {
            effects.add(new Effect.Remove(id, key, container.id(), "it was expelled and has ended"));
        } else if (!container.name().equals(expelled.name())) {
            effects.add(new Effect.Rename(id, key, container.id(), expelled.name()));
        }
    }

    private static @Nullable ObservedContainer find(ObservedNode node, String containerId) {
        for (ObservedContainer container : node.containers()) {
            if (container.id().equals(containerId)) {
                return container;
            }
        }
        return null;
    }

    /** Returns what is to be committed: those that are gone are forgotten. */
    List<Change> changes() {
        return changes;
    }

    /** Returns what is to be done now. */
    List<Effect> effects() {
        return effects;
    }
}
