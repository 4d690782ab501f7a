package io.humpback.server.agent;

import io.humpback.core.AdmissionProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The host's own policy file, in YAML: {@code profile} (standard, strict or off), {@code allow-binds},
 * {@code deny-binds} (lists of paths), {@code host-root}. No request reads or writes it; it is read once, at the
 * start.
 */
public final class PolicyFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final List<String> KEYS = List.of("profile", "allow-binds", "deny-binds", "host-root");

    private PolicyFile() {}

    /**
     * Returns what the file says, the standard policy if there is none. Throws {@link IllegalArgumentException} that
     * names the file if it makes no sense: an agent does not start under a policy other than the one that was meant.
     */
    public static AdmissionPolicy read(Path file) {
        if (!Files.exists(file)) {
            return AdmissionPolicy.STANDARD;
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException("too large (expected: at most " + MAX_BYTES + " bytes)");
            }
            return parse(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("policy: " + file + ", " + e.getMessage(), e);
        }
    }

    /** Returns what {@code yaml} says. */
    static AdmissionPolicy parse(String yaml) {
        Object tree;
        try {
            tree = new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build()).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException("not YAML", e);
        }
        if (tree == null) {
            return AdmissionPolicy.STANDARD;
        }
        if (!(tree instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("not a map (expected: keys of " + KEYS + ")");
        }
        for (Object key : map.keySet()) {
            if (!KEYS.contains(String.valueOf(key))) {
                throw new IllegalArgumentException(key + ": unknown key (expected: one of " + KEYS + ")");
            }
        }
        return new AdmissionPolicy(
                AdmissionProfile.named(text("profile", map.get("profile"), "standard")),
                paths("allow-binds", map.get("allow-binds")),
                paths("deny-binds", map.get("deny-binds")),
                text("host-root", map.get("host-root"), "/"));
    }

    private static String text(String key, @Nullable Object value, String absent) {
        if (value == null) {
            return absent;
        }
        // YAML takes a bare off for false
        if (value instanceof Boolean bool && key.equals("profile") && !bool) {
            return "off";
        }
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(key + ": " + value + " (expected: a text)");
    }

    private static List<String> paths(String key, @Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(element -> text(key, element, "")).toList();
        }
        throw new IllegalArgumentException(key + ": " + value + " (expected: a list of paths)");
    }
}
