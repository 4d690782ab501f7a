package io.humpback.core;

import java.util.Locale;

/** When an image is fetched from its registry before a container of it is created. */
public enum PullPolicy {
    /** When the engine does not have it. */
    MISSING,
    /** Each time, so that a tag that has moved is followed; an engine fetches only what it lacks. */
    ALWAYS,
    /** Never: an engine without the image refuses the container. */
    NEVER;

    /** Returns the policy of this name, in any case; else throws {@link IllegalArgumentException}. Empty is {@link #MISSING}. */
    public static PullPolicy named(String name) {
        if (name.isEmpty()) {
            return MISSING;
        }
        for (PullPolicy policy : values()) {
            if (policy.name().equalsIgnoreCase(name)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("pullPolicy: \"" + name + "\" (expected: always, missing or never)");
    }

    /** Returns its name as configurations write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
