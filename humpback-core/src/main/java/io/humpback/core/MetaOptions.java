package io.humpback.core;

import org.jspecify.annotations.Nullable;

/**
 * Switches of a meta.
 *
 * @param removeDelay whether a replaced container stays for the remove delay before it goes
 * @param recovery whether deleted instances are restored
 * @param rollOut how instances are replaced by ones of another configuration; null for the cluster's default
 */
public record MetaOptions(
        boolean removeDelay, boolean recovery, @Nullable RollOutPolicy rollOut) {
    /** Both on, as in the original. */
    public static final MetaOptions DEFAULT = new MetaOptions(true, true);

    /** Creates options with the cluster's default for roll-outs. */
    public MetaOptions(boolean removeDelay, boolean recovery) {
        this(removeDelay, recovery, null);
    }

    /** Returns these with another policy for roll-outs, null for the cluster's default. */
    public MetaOptions withRollOut(@Nullable RollOutPolicy newRollOut) {
        return new MetaOptions(removeDelay, recovery, newRollOut);
    }
}
