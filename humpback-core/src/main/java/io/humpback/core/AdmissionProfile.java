package io.humpback.core;

import java.util.Locale;

/** A set of rules for what containers may have of their host. A center has one, and each host its own beside it. */
public enum AdmissionProfile {
    /** Containers reach nothing of the host that would give them power over it. */
    STANDARD,
    /** Beside that, of the host only directories that are allowed by name, and no host networking. */
    STRICT,
    /** Whatever Docker accepts of what a request can carry. */
    OFF;

    /** Returns the profile of this name, in any case; else throws {@link IllegalArgumentException}. */
    public static AdmissionProfile named(String name) {
        for (AdmissionProfile profile : values()) {
            if (profile.name().equalsIgnoreCase(name)) {
                return profile;
            }
        }
        throw new IllegalArgumentException("profile: " + name + " (expected: standard, strict or off)");
    }

    /** Returns the name as configuration writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
