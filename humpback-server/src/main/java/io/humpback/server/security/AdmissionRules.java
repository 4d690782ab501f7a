package io.humpback.server.security;

import io.humpback.core.AdmissionProfile;
import io.humpback.core.ContainerSpec;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.PortMapping;
import io.humpback.core.VolumeMount;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a container may have of its host, as far as its configuration alone can tell. A center asks these rules before it
 * commits a configuration, and an agent again before it passes one on; the agent knows its host beside that. Immutable.
 */
public final class AdmissionRules {
    private static final Pattern NETWORK = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}");
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_./:@-]{0,511}");
    private static final Pattern LOG_DRIVER = Pattern.compile("[a-z0-9-]{0,64}");
    private static final Pattern LOCAL_ADDRESS = Pattern.compile("(unix[a-z]*|file|npipe|fd):");
    private static final Set<String> PLAIN_LOG_DRIVERS = Set.of("", "none", "json-file", "local", "journald");
    private static final int FIRST_PLAIN_PORT = 1024;

    private final AdmissionProfile profile;
    private final MountRules mounts;

    /**
     * Creates them.
     *
     * @param allowBinds absolute paths of a host that may be mounted although a rule says otherwise
     * @param denyBinds absolute paths of a host that may not be mounted, beside those of the rules
     */
    public AdmissionRules(AdmissionProfile profile, List<String> allowBinds, List<String> denyBinds) {
        this.profile = profile;
        this.mounts = new MountRules(
                profile,
                allowBinds.stream().map(Path::of).toList(),
                Stream.concat(MountRules.PROTECTED.stream(), denyBinds.stream())
                        .map(Path::of)
                        .toList());
    }

    /** Returns the profile. */
    public AdmissionProfile profile() {
        return profile;
    }

    /** Returns what of {@code spec} is not admitted, in the order in which it is looked at; empty if all of it is. */
    public List<Violation> violations(ContainerSpec spec) {
        List<Violation> found = new ArrayList<>();
        checkForm(spec, found);
        if (profile != AdmissionProfile.OFF) {
            checkNetwork(spec, found);
            checkLabels(spec, found);
            checkLog(spec, found);
            checkStrict(spec, found);
            for (int i = 0; i < spec.volumes().size(); i++) {
                checkMount("Volumes[" + i + "]", spec.volumes().get(i), found);
            }
        }
        return found;
    }

    /** What makes no sense under any profile. */
    private static void checkForm(ContainerSpec spec, List<Violation> found) {
        check(IMAGE.matcher(spec.image()).matches(), "Image", "image", quoted(spec.image()), found);
        for (String text : spec.env()) {
            check(text.indexOf('\0') < 0 && !text.startsWith("="), "Env", "environment", "a NUL or no name", found);
        }
        LimitRules.check(spec, found);
    }

    /** A mode of its own form joins another container's, or any process's, network. */
    private static void checkNetwork(ContainerSpec spec, List<Violation> found) {
        String mode = spec.networkMode();
        check(
                mode.isEmpty() || NETWORK.matcher(mode).matches(),
                "NetworkMode",
                "network",
                quoted(mode) + " (expected: bridge, host, none or a network's name)",
                found);
    }

    /** Only a center says which instance a container is, and it says so elsewhere. */
    private static void checkLabels(ContainerSpec spec, List<Violation> found) {
        for (String key : spec.labels().keySet()) {
            check(
                    !key.trim().toLowerCase(Locale.ROOT).startsWith(InstanceIdentity.LABEL_PREFIX),
                    "Labels",
                    "labels",
                    key + " is the cluster's own",
                    found);
        }
    }

    /** A log driver runs in the engine, with the engine's power over the host's files. */
    private static void checkLog(ContainerSpec spec, List<Violation> found) {
        String driver = spec.logConfig().driver();
        check(LOG_DRIVER.matcher(driver).matches(), "LogConfig.Type", "log-driver", quoted(driver), found);
        spec.logConfig().options().forEach((key, value) -> {
            String plain = value.trim().toLowerCase(Locale.ROOT);
            check(
                    !plain.startsWith("/") && !LOCAL_ADDRESS.matcher(plain).find(),
                    "LogConfig.Config." + key,
                    "log-option",
                    "a file or a socket of the host",
                    found);
        });
    }

    private void checkStrict(ContainerSpec spec, List<Violation> found) {
        if (profile != AdmissionProfile.STRICT) {
            return;
        }
        check(!spec.usesHostNetwork(), "NetworkMode", "host-network", "the host's network", found);
        String driver = spec.logConfig().driver();
        check(
                PLAIN_LOG_DRIVERS.contains(driver),
                "LogConfig.Type",
                "log-driver",
                driver + " (expected: one that stays on the host)",
                found);
        for (PortMapping port : spec.ports()) {
            check(
                    !port.isFixed() || port.hostPort() >= FIRST_PLAIN_PORT,
                    "Ports",
                    "privileged-port",
                    port.hostPort() + " (expected: 1024 or above)",
                    found);
        }
    }

    private void checkMount(String field, VolumeMount mount, List<Violation> found) {
        String target = mount.containerPath();
        check(
                isPlain(target),
                field + ".ContainerVolume",
                "bind-syntax",
                quoted(target) + " (expected: an absolute path without colons)",
                found);
        Optional<Violation> source = mounts.find(field + ".HostVolume", mount.hostPath());
        source.ifPresent(found::add);
    }

    private static boolean isPlain(String target) {
        try {
            return target.startsWith("/")
                    && target.indexOf(':') < 0
                    && target.indexOf(',') < 0
                    && target.chars().noneMatch(Character::isISOControl)
                    && !Path.of(target).normalize().toString().equals("/");
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    /** Adds a violation to {@code found} unless all is fine. */
    static void check(boolean fine, String field, String rule, String reason, List<Violation> found) {
        if (!fine) {
            found.add(new Violation(field, rule, reason));
        }
    }
}
