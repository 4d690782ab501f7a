package io.humpback.server.agent;

import io.humpback.core.AdmissionProfile;
import java.util.List;

/**
 * What a host lets containers do, as its own operator wrote it down. Immutable.
 *
 * @param profile the set of rules
 * @param allowBinds absolute paths of the host that may be mounted although a rule says otherwise, themselves and all
 *     below them
 * @param denyBinds absolute paths of the host that may not be mounted, beside those of the rules
 * @param hostRoot where the agent sees the host's root directory, {@code /} unless it runs in a container itself
 */
public record AdmissionPolicy(
        AdmissionProfile profile, List<String> allowBinds, List<String> denyBinds, String hostRoot) {
    /** What applies without a file. */
    public static final AdmissionPolicy STANDARD =
            new AdmissionPolicy(AdmissionProfile.STANDARD, List.of(), List.of(), "/");

    /** Copies the lists and checks that all paths are absolute. */
    public AdmissionPolicy {
        allowBinds = List.copyOf(allowBinds);
        denyBinds = List.copyOf(denyBinds);
        allowBinds.forEach(path -> checkAbsolute("allow-binds", path));
        denyBinds.forEach(path -> checkAbsolute("deny-binds", path));
        checkAbsolute("host-root", hostRoot);
    }

    /** Returns this policy with other profile. */
    public AdmissionPolicy withProfile(AdmissionProfile other) {
        return new AdmissionPolicy(other, allowBinds, denyBinds, hostRoot);
    }

    /** Returns this policy with other paths that may be mounted. */
    public AdmissionPolicy withAllowBinds(List<String> paths) {
        return new AdmissionPolicy(profile, paths, denyBinds, hostRoot);
    }

    /** Returns this policy with other paths that may not be mounted. */
    public AdmissionPolicy withDenyBinds(List<String> paths) {
        return new AdmissionPolicy(profile, allowBinds, paths, hostRoot);
    }

    private static void checkAbsolute(String name, String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(name + ": " + path + " (expected: an absolute path)");
        }
    }
}
