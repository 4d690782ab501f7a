package io.humpback.scheduler.control;

import io.humpback.core.Action;
import io.humpback.core.ContainerSpec;
import io.humpback.core.GroupId;
import io.humpback.core.Hook;
import io.humpback.core.MetaId;
import io.humpback.core.MetaOptions;
import io.humpback.core.Placement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user asks for. Immutable. */
public sealed interface Command {
    /**
     * Creates a meta and runs its instances. Rejected if the group has no healthy node or the name is taken.
     *
     * @param instances 1 or more
     */
    record CreateMeta(
            GroupId groupId,
            int instances,
            ContainerSpec spec,
            Placement placement,
            List<Hook> hooks,
            MetaOptions options)
            implements Command {
        /** Copies {@code hooks}. */
        public CreateMeta {
            hooks = List.copyOf(hooks);
        }
    }

    /**
     * Changes a meta: a part that is null stays as it is.
     *
     * @param instances 0 or more
     */
    record UpdateMeta(
            MetaId metaId,
            @Nullable Integer instances,
            @Nullable Placement placement,
            @Nullable List<Hook> hooks,
            @Nullable MetaOptions options)
            implements Command {}

    /** Starts, stops, restarts, kills, pauses or unpauses all instances of a meta. */
    record Operate(MetaId metaId, Action action) implements Command {}

    /** Removes a meta and its containers. */
    record RemoveMeta(MetaId metaId) implements Command {}

    /**
     * Gives all instances of a meta another image: all of them in the end, or, if one cannot be started, none.
     *
     * @param image the whole reference
     */
    record UpgradeMeta(MetaId metaId, String image) implements Command {}
}
