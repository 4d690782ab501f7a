package io.humpback.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch of equal containers that a group shall run: the desired state. Immutable.
 *
 * @param version rises with each change; what an {@code If-Match} compares
 * @param specVersion the number of the present configuration; an assignment names the one it runs. A number is given to
 *     one configuration only: another one gets the next number, the previous one taken up again has its own
 * @param instances how many shall run, 0 or more
 * @param hooks receivers of its events
 * @param createdAt when it was created
 * @param updatedAt when it was last changed, {@link Instant#EPOCH} if never
 * @param previousSpec the configuration before the present one, which containers run that are not replaced yet; null if
 *     it never had another
 * @param previousSpecVersion the number of the previous configuration, 0 without one
 */
public record Meta(
        MetaId id,
        GroupId groupId,
        long version,
        long specVersion,
        int instances,
        ContainerSpec spec,
        Placement placement,
        List<Hook> hooks,
        MetaOptions options,
        Instant createdAt,
        Instant updatedAt,
        @Nullable ContainerSpec previousSpec,
        long previousSpecVersion)
        implements Document {
    /** The most instances one meta can have. */
    public static final int MAX_INSTANCES = 10_000;

    /** Creates a meta that never had another configuration. */
    public Meta(
            MetaId id,
            GroupId groupId,
            long version,
            long specVersion,
            int instances,
            ContainerSpec spec,
            Placement placement,
            List<Hook> hooks,
            MetaOptions options,
            Instant createdAt,
            Instant updatedAt) {
        this(
                id,
                groupId,
                version,
                specVersion,
                instances,
                spec,
                placement,
                hooks,
                options,
                createdAt,
                updatedAt,
                null,
                0);
    }

    /** Copies {@code hooks} and checks the number of instances and that no version is negative. */
    public Meta {
        Checks.checkNotNegative("version", version);
        Checks.checkNotNegative("specVersion", specVersion);
        Checks.checkRange("instances", instances, 0, MAX_INSTANCES);
        hooks = List.copyOf(hooks);
        if (previousSpec == null) {
            previousSpecVersion = 0;
        } else if (previousSpecVersion == 0) {
            previousSpecVersion = specVersion - 1; // committed before the number was
        }
    }

    /** Returns this meta, one version on, with another number of instances. */
    public Meta withInstances(int newInstances, Instant now) {
        return with(newInstances, placement, hooks, options, now);
    }

    /** Returns this meta, one version on, with other receivers. */
    public Meta withHooks(List<Hook> newHooks, Instant now) {
        return with(instances, placement, newHooks, options, now);
    }

    /** Returns this meta, one version on, with other placement rules; instances that run stay where they are. */
    public Meta withPlacement(Placement newPlacement, Instant now) {
        return with(instances, newPlacement, hooks, options, now);
    }

    /** Returns this meta, one version on, with other switches. */
    public Meta withOptions(MetaOptions newOptions, Instant now) {
        return with(instances, placement, hooks, newOptions, now);
    }

    /** Returns this meta, one version on, with another configuration; the present one becomes the previous. */
    public Meta withSpec(ContainerSpec newSpec, Instant now) {
        return with(this, newSpec, nextSpecVersion(), spec, specVersion, now);
    }

    /**
     * Returns this meta, one version on, with another configuration in the place of the present one, which never came
     * to run everywhere; the previous one stays the previous.
     */
    public Meta withSpecInstead(ContainerSpec newSpec, Instant now) {
        return with(this, newSpec, nextSpecVersion(), previousSpec, previousSpecVersion, now);
    }

    /** Returns this meta, one version on, with its previous configuration; the present one becomes the previous. */
    public Meta withPreviousSpec(Instant now) {
        return backTo(this, now);
    }

    /**
     * Returns this meta, one version on, with its previous configuration and everything else as {@code before} has it;
     * the present configuration becomes the previous.
     */
    public Meta backTo(Meta before, Instant now) {
        if (previousSpec == null) {
            throw new IllegalStateException("previousSpec: none (expected: one to go back to)");
        }
        return with(before, previousSpec, previousSpecVersion, spec, specVersion, now);
    }

    private Meta with(
            int newInstances, Placement newPlacement, List<Hook> newHooks, MetaOptions newOptions, Instant now) {
        return new Meta(
                id,
                groupId,
                version + 1,
                specVersion,
                newInstances,
                spec,
                newPlacement,
                newHooks,
                newOptions,
                createdAt,
                now,
                previousSpec,
                previousSpecVersion);
    }

    private Meta with(
            Meta rest,
            ContainerSpec newSpec,
            long newSpecVersion,
            @Nullable ContainerSpec newPrevious,
            long newPreviousVersion,
            Instant now) {
        return new Meta(
                id,
                groupId,
                version + 1,
                newSpecVersion,
                rest.instances,
                newSpec,
                rest.placement,
                rest.hooks,
                rest.options,
                createdAt,
                now,
                newPrevious,
                newPreviousVersion);
    }

    /** The highest number ever given is that of the present or of the previous configuration. */
    private long nextSpecVersion() {
        return Math.max(specVersion, previousSpecVersion) + 1;
    }

    /** Returns whether the configuration with this number is known: the present one or the previous. */
    public boolean knowsSpec(long wantedVersion) {
        return wantedVersion == specVersion || (previousSpec != null && wantedVersion == previousSpecVersion);
    }

    /** Returns the configuration with this number. Throws {@link IllegalArgumentException} if it is not known. */
    public ContainerSpec specOf(long wantedVersion) {
        if (wantedVersion == specVersion) {
            return spec;
        }
        if (previousSpec != null && wantedVersion == previousSpecVersion) {
            return previousSpec;
        }
        throw new IllegalArgumentException(
                "specVersion: " + wantedVersion + " (expected: " + specVersion + " or " + previousSpecVersion + ")");
    }

    /** Returns the name of the container with {@code index}. */
    public String containerName(int index) {
        return InstanceIdentity.containerName(groupId, spec.name(), index);
    }

    @Override
    public DocumentKey key() {
        return DocumentKey.of(DocumentKind.META, id.value());
    }
}
