package io.humpback.core;

/** A value that is committed as a whole, under a key of its own. */
public sealed interface Document
        permits ClusterInfo,
                Group,
                Meta,
                MetaAssignments,
                Operation,
                NodeStatus,
                MetaEvent,
                HookPosition,
                Tombstone,
                GroupGuard,
                Expulsions {
    /** Returns the key under which this value is stored. */
    DocumentKey key();
}
