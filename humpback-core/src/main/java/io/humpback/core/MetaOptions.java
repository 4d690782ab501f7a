package io.humpback.core;

/**
 * Switches of a meta.
 *
 * @param removeDelay whether a replaced container stays for the remove delay before it goes
 * @param recovery whether deleted instances are restored
 */
public record MetaOptions(boolean removeDelay, boolean recovery) {
    /** Both on, as in the original. */
    public static final MetaOptions DEFAULT = new MetaOptions(true, true);
}
