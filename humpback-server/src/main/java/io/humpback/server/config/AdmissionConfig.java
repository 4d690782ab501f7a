package io.humpback.server.config;

import io.humpback.core.AdmissionProfile;
import java.util.List;

/**
 * Which configurations of containers the center commits. Each host may have stricter rules of its own. Immutable.
 *
 * @param profile the set of rules
 * @param allowBinds absolute paths of hosts that may be mounted although a rule says otherwise, with all below them
 * @param denyBinds absolute paths of hosts that may not be mounted, beside those of the rules
 */
public record AdmissionConfig(AdmissionProfile profile, List<String> allowBinds, List<String> denyBinds) {
    /** What applies unless configured. */
    public static final AdmissionConfig STANDARD = new AdmissionConfig(AdmissionProfile.STANDARD, List.of(), List.of());

    /** Copies the lists and checks that all paths are absolute. */
    public AdmissionConfig {
        allowBinds = List.copyOf(allowBinds);
        denyBinds = List.copyOf(denyBinds);
        allowBinds.forEach(AdmissionConfig::checkPath);
        denyBinds.forEach(AdmissionConfig::checkPath);
    }

    /** Returns {@code path}; throws {@link IllegalArgumentException} unless it is absolute. */
    static String checkPath(String path) {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("path: " + path + " (expected: an absolute path)");
        }
        return path;
    }
}
