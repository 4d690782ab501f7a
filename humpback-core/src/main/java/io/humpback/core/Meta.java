package io.humpback.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch of equal containers that a group shall run: the desired state. Immutable.
 *
 * @param version rises with each change; what an {@code If-Match} compares
 * @param specVersion rises when a change means new containers; an assignment names the one it runs
 * @param instances how many shall run, 0 or more
 * @param hooks receivers of its events
 * @param createdAt when it was created
 * @param updatedAt when it was last changed, {@link Instant#EPOCH} if never
 * @param previousSpec the configuration before the present one, which containers run that are not replaced yet; null if
 *     it never had another
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
        @Nullable ContainerSpec previousSpec)
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
        this(id, groupId, version, specVersion, instances, spec, placement, hooks, options, createdAt, updatedAt, null);
    }

    /** Copies {@code hooks} and checks the number of instances and that no version is negative. */
    public Meta {
        Checks.checkNotNegative("version", version);
        Checks.checkNotNegative("specVersion", specVersion);
        Checks.checkRange("instances", instances, 0, MAX_INSTANCES);
        hooks = List.copyOf(hooks);
    }

    /** Returns this meta, one version on, with another number of instances. */
    public Meta withInstances(int newInstances, Instant now) {
        return new Meta(
                id,
                groupId,
                version + 1,
                specVersion,
                newInstances,
                spec,
                placement,
                hooks,
                options,
                createdAt,
                now,
                previousSpec);
    }

    /** Returns this meta, one version on, with other receivers. */
    public Meta withHooks(List<Hook> newHooks, Instant now) {
        return new Meta(
                id,
                groupId,
                version + 1,
                specVersion,
                instances,
                spec,
                placement,
                newHooks,
                options,
                createdAt,
                now,
                previousSpec);
    }

    /** Returns this meta, one version on, with other placement rules; instances that run stay where they are. */
    public Meta withPlacement(Placement newPlacement, Instant now) {
        return new Meta(
                id,
                groupId,
                version + 1,
                specVersion,
                instances,
                spec,
                newPlacement,
                hooks,
                options,
                createdAt,
                now,
                previousSpec);
    }

    /** Returns this meta, one version on, with other switches. */
    public Meta withOptions(MetaOptions newOptions, Instant now) {
        return new Meta(
                id,
                groupId,
                version + 1,
                specVersion,
                instances,
                spec,
                placement,
                hooks,
                newOptions,
                createdAt,
                now,
                previousSpec);
    }

    /** Returns this meta, one version on, with another configuration; the present one becomes the previous. */
    public Meta withSpec(ContainerSpec newSpec, Instant now) {
        return new Meta(
                id,
                groupId,
                version + 1,
                specVersion + 1,
                instances,
                newSpec,
                placement,
                hooks,
                options,
                createdAt,
                now,
                spec);
    }

    /** Returns the configuration that containers of {@code wantedVersion} run: the present one or the previous. */
    public ContainerSpec specOf(long wantedVersion) {
        return wantedVersion == specVersion || previousSpec == null ? spec : previousSpec;
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
