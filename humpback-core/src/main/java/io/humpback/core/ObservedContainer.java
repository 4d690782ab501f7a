package io.humpback.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A container as its engine reports it. Immutable.
 *
 * @param id the engine's id for it
 * @param name its name without a leading slash
 * @param spec its configuration as the engine reports it, its labels without ours; of a foreign container only name,
 *     image, ports and labels are known
 * @param fullCommand entry point and arguments, in one line
 * @param identity what our labels say of it; absent for a foreign one
 * @param imageDigest the digest of its image at the image's registry, {@code sha256:…}, whatever its tag has become
 *     since; empty where it is not known, or the image never came from a registry
 */
public record ObservedContainer(
        String id,
        String name,
        ContainerState state,
        ContainerSpec spec,
        String fullCommand,
        @org.jspecify.annotations.Nullable InstanceIdentity identity,
        String imageDigest) {
    /** Checks that the id is not blank. */
    public ObservedContainer {
        Checks.checkNotBlank("id", id);
    }

    /** Creates a container of which the image's digest is not known. */
    public ObservedContainer(
            String id,
            String name,
            ContainerState state,
            ContainerSpec spec,
            String fullCommand,
            @org.jspecify.annotations.Nullable InstanceIdentity identity) {
        this(id, name, state, spec, fullCommand, identity, "");
    }

    /** Returns what our labels say of it, empty for a foreign container. */
    public Optional<InstanceIdentity> findIdentity() {
        return Optional.ofNullable(identity);
    }

    /** Returns the labels that make it ours, none of a foreign one; its configuration is without them. */
    public Map<String, String> ourLabels() {
        if (identity == null) {
            return Map.of();
        }
        Map<String, String> labels = new LinkedHashMap<>(identity.labels());
        labels.putAll(StopOnDisconnect.label(spec.runOptions().stopOnDisconnect()));
        return labels;
    }

    /** Returns this container in another state. */
    public ObservedContainer withState(ContainerState newState) {
        return new ObservedContainer(id, name, newState, spec, fullCommand, identity, imageDigest);
    }

    /** Returns this container with what is known of its image. */
    public ObservedContainer withImageDigest(String digest) {
        return new ObservedContainer(id, name, state, spec, fullCommand, identity, digest);
    }

    /** Returns it without its command and what else may be secret. */
    @Override
    public String toString() {
        return "ObservedContainer[id=" + id + ", name=" + name + ", state=" + state + ", spec=" + spec + ", identity="
                + identity + "]";
    }
}
