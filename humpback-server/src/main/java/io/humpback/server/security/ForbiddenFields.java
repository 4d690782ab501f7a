package io.humpback.server.security;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words in which Docker is asked for power over the host. Nothing of them reaches an engine anyway, since only typed
 * fields do; but who asks for it is told that it was not granted. Whoever reads requests walks their JSON and asks this
 * about each member. Stateless.
 */
public final class ForbiddenFields {
    private static final Map<String, String> RULES = Map.ofEntries(
            Map.entry("privileged", "privileged"),
            Map.entry("pidmode", "host-pid"),
            Map.entry("pid", "host-pid"),
            Map.entry("ipcmode", "host-ipc"),
            Map.entry("ipc", "host-ipc"),
            Map.entry("utsmode", "host-uts"),
            Map.entry("usernsmode", "user-namespace"),
            Map.entry("cgroupnsmode", "cgroup"),
            Map.entry("cgroupparent", "cgroup"),
            Map.entry("cgroup", "cgroup"),
            Map.entry("devices", "devices"),
            Map.entry("devicerequests", "devices"),
            Map.entry("devicecgrouprules", "devices"),
            Map.entry("gpus", "devices"),
            Map.entry("capadd", "capabilities"),
            Map.entry("capabilities", "capabilities"),
            Map.entry("mounts", "mounts"),
            Map.entry("binds", "mounts"),
            Map.entry("volumesfrom", "mounts"),
            Map.entry("volumeoptions", "volume-driver"),
            Map.entry("volumedriver", "volume-driver"),
            Map.entry("driverconfig", "volume-driver"),
            Map.entry("driveropts", "volume-driver"),
            Map.entry("driveropt", "volume-driver"),
            Map.entry("securityopt", "security-options"),
            Map.entry("securityopts", "security-options"),
            Map.entry("maskedpaths", "security-options"),
            Map.entry("readonlypaths", "security-options"),
            Map.entry("sysctls", "sysctls"),
            Map.entry("runtime", "runtime"),
            Map.entry("groupadd", "groups"),
            Map.entry("oomscoreadj", "oom"),
            Map.entry("oomkilldisable", "oom"));

    /** Below these stand keys that are the caller's own. */
    private static final Set<String> FREE = Set.of("labels", "ourlabels", "logconfig", "env");

    /** What stands for the default of each field. */
    private static final Set<String> HARMLESS = Set.of("", "private", "default", "shareable", "none", "false", "runc");

    private ForbiddenFields() {}

    /** Returns whether the members below this key are the caller's own, so that nothing is to be looked for there. */
    public static boolean isFree(String key) {
        return FREE.contains(plain(key));
    }

    /** Returns what is wrong with a member that has a text. */
    public static Optional<Violation> ofText(String place, String key, String value) {
        return of(place, key, !HARMLESS.contains(value.toLowerCase(Locale.ROOT).trim()));
    }

    /**
     * Returns what is wrong with a member.
     *
     * @param place where it stands, for the message
     * @param says whether its value asks for something: not false, not zero, not empty
     */
    public static Optional<Violation> of(String place, String key, boolean says) {
        String rule = RULES.get(plain(key));
        return rule == null || !says
                ? Optional.empty()
                : Optional.of(new Violation(place, rule, "no request can ask for it (expected: absent)"));
    }

    /** Returns a key as the most lenient reader would see it: without case, separators and characters that look alike. */
    public static String plain(String key) {
        String letters = Normalizer.normalize(key, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
        return letters.isEmpty() ? key : letters;
    }
}
