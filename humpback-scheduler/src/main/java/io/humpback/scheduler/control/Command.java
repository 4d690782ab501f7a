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
     * @param options of a meta that is re-created, its policy for roll-outs stays where these name none
     * @param reCreate whether the meta that has the name, if there is one, becomes what is asked for: it keeps its id, and
     *     all its instances are replaced by a roll-out, also if the configuration is the same
     * @param forceRemove whether what a re-creation replaces goes at once, without a remove delay
     */
    record CreateMeta(
            GroupId groupId,
            int instances,
            ContainerSpec spec,
            Placement placement,
            List<Hook> hooks,
            MetaOptions options,
            boolean reCreate,
            boolean forceRemove)
            implements Command {
        /** Copies {@code hooks}. */
        public CreateMeta {
            hooks = List.copyOf(hooks);
        }

        /** Creates a meta whose name is not taken. */
        public CreateMeta(
                GroupId groupId,
                int instances,
                ContainerSpec spec,
                Placement placement,
                List<Hook> hooks,
                MetaOptions options) {
            this(groupId, instances, spec, placement, hooks, options, false, false);
        }
    }

    /**
     * Changes a meta: a part that is null stays as it is. With another configuration its instances are created anew, as
     * the meta's policy for roll-outs says; if that fails and is rolled back, nothing of the command remains.
     *
     * @param instances 0 or more
     * @param spec under the same name; one that is equivalent to the present one re-creates nothing
     */
    record UpdateMeta(
            MetaId metaId,
            @Nullable Integer instances,
            @Nullable Placement placement,
            @Nullable List<Hook> hooks,
            @Nullable MetaOptions options,
            @Nullable ContainerSpec spec)
            implements Command {
        /** Changes a meta whose configuration stays. */
        public UpdateMeta(
                MetaId metaId,
                @Nullable Integer instances,
                @Nullable Placement placement,
                @Nullable List<Hook> hooks,
                @Nullable MetaOptions options) {
            this(metaId, instances, placement, hooks, options, null);
        }
    }

    /** Starts, stops, restarts, kills, pauses or unpauses all instances of a meta. */
    record Operate(MetaId metaId, Action action) implements Command {}

    /** Starts, stops, restarts, kills, pauses or unpauses one instance, named by the Docker id of its container. */
    record OperateContainer(String containerId, Action action) implements Command {}

    /**
     * Removes one instance's container, named by its Docker id. The number of instances stays, so that recovery puts
     * another in its place; with its last container the meta goes too.
     */
    record RemoveContainer(String containerId) implements Command {}

    /** Removes a meta and its containers. */
    record RemoveMeta(MetaId metaId) implements Command {}

    /**
     * Gives all instances of a meta another image, as the meta's policy for roll-outs says: by default all of them in
     * the end, or, if one does not become good, none.
     *
     * @param image the whole reference
     */
    record UpgradeMeta(MetaId metaId, String image) implements Command {}

    /**
     * Takes a meta back to its previous configuration: while a roll-out advances or is held, to the one before it; after
     * that by a roll-out to the one before the present, so that a second time undoes the first.
     */
    record RollbackMeta(MetaId metaId) implements Command {}

    /** Lets the roll-out of a meta that is held go on. The way to give it up is {@link RollbackMeta}. */
    record ResumeRollOut(MetaId metaId) implements Command {}
}
