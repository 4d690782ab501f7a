package io.humpback.server.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds in a request's JSON what asks for power over the host in Docker's own words. Nothing of it would reach the
 * engine anyway, since only typed fields do; but who asks for it is told that it was not granted. Also finds keys that
 * stand twice in different case, of which two readers would see two different values. Stateless.
 */
final class ForbiddenFields {
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

    /**
     * Throws {@link NotAdmittedException} for a field that asks for power over the host, unless {@code lenient}, and
     * {@link IllegalArgumentException} for a key that stands twice.
     */
    static void check(JsonNode body, boolean lenient) {
        check(body, "", lenient);
    }

    private static void check(JsonNode node, String path, boolean lenient) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                check(node.get(i), path + "[" + i + "]", lenient);
            }
            return;
        }
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String key = plain(field.getKey());
            String place = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            if (!seen.add(key)) {
                throw new IllegalArgumentException(place + ": stands twice (expected: once)");
            }
            String rule = RULES.get(key);
            if (rule != null && !lenient && says(field.getValue())) {
                throw new NotAdmittedException(
                        new Violation(place, rule, "no request can ask for it (expected: absent)"));
            }
            if (!FREE.contains(key)) {
                check(field.getValue(), place, lenient);
            }
        }
    }

    /** Returns a key as the most lenient reader would see it: without case, separators and characters that look alike. */
    private static String plain(String key) {
        String letters = Normalizer.normalize(key, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
        return letters.isEmpty() ? key : letters;
    }

    private static boolean says(JsonNode value) {
        if (value.isContainerNode()) {
            return !value.isEmpty();
        }
        return value.isTextual()
                ? !HARMLESS.contains(value.asText().toLowerCase(Locale.ROOT).trim())
                : value.isBoolean() ? value.asBoolean() : value.isNumber() && value.asDouble() != 0;
    }
}
