package io.humpback.core;

import java.util.Locale;

/** When an image is fetched from its registry before a container of it is created. */
public enum PullPolicy {
    /** When the engine does not have it. */
    MISSING,
    /** Each time, so that a tag that has moved is followed; an engine fetches only what it lacks. */
    ALWAYS,
    /** Never: an engine without the image refuses the container. */
    NEVER,
    /** Nothing was said: what the host's agent is configured to do, {@link #MISSING} without one. */
    OF_HOST;

    /** Returns the policy of this name, in any case; else throws {@link IllegalArgumentException}. Empty is {@link #OF_HOST}. */
    public static PullPolicy named(String name) {
        if (name.isEmpty()) {
            return OF_HOST;
        }
        for (PullPolicy policy : values()) {
            if (policy != OF_HOST && policy.name().equalsIgnoreCase(name)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("pullPolicy: \"" + name + "\" (expected: always, missing or never)");
    }

    /** Returns its name as configurations write it, empty for {@link #OF_HOST}. */
    public String word() {
        return this == OF_HOST ? "" : name().toLowerCase(Locale.ROOT);
    }
}
