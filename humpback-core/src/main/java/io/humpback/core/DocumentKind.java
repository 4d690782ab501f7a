package io.humpback.core;

/** The kinds of committed documents, with the folder that each has in a store. */
public enum DocumentKind {
    /** {@link ClusterInfo}. */
    CLUSTER("cluster", ClusterInfo.class),
    /** {@link Group}. */
    GROUP("groups", Group.class),
    /** {@link Meta}. */
    META("metas", Meta.class),
    /** {@link MetaAssignments}. */
    ASSIGNMENTS("assignments", MetaAssignments.class),
    /** {@link Operation}. */
    OPERATION("operations", Operation.class),
    /** {@link NodeStatus}. */
    NODE("nodes", NodeStatus.class),
    /** {@link MetaEvent}. */
    EVENT("outbox", MetaEvent.class),
    /** {@link HookPosition}. */
    HOOK("hooks", HookPosition.class),
    /** {@link Tombstone}. */
    TOMBSTONE("tombstones", Tombstone.class),
    /** {@link GroupGuard}. */
    GUARD("guard", GroupGuard.class),
    /** {@link Expulsions}. */
    EXPULSIONS("expulsions", Expulsions.class);

    private final String folder;
    private final Class<? extends Document> type;

    DocumentKind(String folder, Class<? extends Document> type) {
        this.folder = folder;
        this.type = type;
    }

    /** Returns the first part of the keys of this kind. */
    public String folder() {
        return folder;
    }

    /** Returns the type of the documents of this kind. */
    public Class<? extends Document> type() {
        return type;
    }
}
