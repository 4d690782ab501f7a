package io.humpback.core;

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
 */
public record ObservedContainer(
        String id,
        String name,
        ContainerState state,
        ContainerSpec spec,
        String fullCommand,
        @org.jspecify.annotations.Nullable InstanceIdentity identity) {
    /** Checks that the id is not blank. */
    public ObservedContainer {
        Checks.checkNotBlank("id", id);
    }

    /** Returns what our labels say of it, empty for a foreign container. */
    public Optional<InstanceIdentity> findIdentity() {
        return Optional.ofNullable(identity);
    }

    /** Returns this container in another state. */
    public ObservedContainer withState(ContainerState newState) {
        return new ObservedContainer(id, name, newState, spec, fullCommand, identity);
    }
}
