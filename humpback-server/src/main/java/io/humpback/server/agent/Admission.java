package io.humpback.server.agent;

import io.humpback.core.ContainerSpec;
import io.humpback.core.InstanceIdentity;
import io.humpback.core.VolumeMount;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.agent.AdmissionPolicy.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides which containers a host admits. It sees typed requests alone and returns what may be sent to the engine, with
 * the links of mounted directories followed, so that what was checked is what is used. Safe for use by several threads.
 */
public final class Admission {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}");
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_./:@-]{0,511}");
    private static final Pattern LOCAL_ADDRESS = Pattern.compile("(unix[a-z]*|file|npipe|fd):");
    private static final Set<String> PLAIN_LOG_DRIVERS = Set.of("", "none", "json-file", "local", "journald");

    private final AdmissionPolicy policy;
    private final BindRules binds;

    /**
     * Creates it.
     *
     * @param own the agent's own files and directories and its engine's socket, which no container may mount
     */
    public Admission(AdmissionPolicy policy, List<Path> own) {
        this.policy = policy;
        this.binds = new BindRules(policy, own);
    }

    /** Returns the policy. */
    public AdmissionPolicy policy() {
        return policy;
    }

    /** Returns the request as it may be sent to the engine; else throws {@link NotAdmittedException}. */
    public ContainerRequest admit(ContainerRequest request) {
        checkForm(request);
        if (policy.profile() == Profile.OFF) {
            return request;
        }
        ContainerSpec spec = request.spec();
        checkNetwork(spec);
        checkLabels(spec.labels());
        checkLog(spec);
        checkStrict(spec);
        List<VolumeMount> mounts = new ArrayList<>();
        for (int i = 0; i < spec.volumes().size(); i++) {
            mounts.add(admit("Volumes[" + i + "]", spec.volumes().get(i)));
        }
        return new ContainerRequest(
                request.name(), spec.toBuilder().volumes(mounts).build(), request.ourLabels());
    }

    /** What makes no sense under any profile. */
    private static void checkForm(ContainerRequest request) {
        ContainerSpec spec = request.spec();
        check(NAME.matcher(request.name()).matches(), "Name", "name", "\"" + request.name() + "\"");
        check(IMAGE.matcher(spec.image()).matches(), "Image", "image", "\"" + spec.image() + "\"");
        for (String text : spec.env()) {
            check(text.indexOf('\0') < 0 && !text.startsWith("="), "Env", "environment", "a NUL or no name");
        }
        LimitRules.check(spec);
    }

    /** A mode of its own form joins another container's, or any process's, network. */
    private static void checkNetwork(ContainerSpec spec) {
        String mode = spec.networkMode();
        check(
                mode.isEmpty() || NAME.matcher(mode).matches(),
                "NetworkMode",
                "network",
                "\"" + mode + "\" (expected: bridge, host, none or a network's name)");
    }

    /** Only a center says which instance a container is, and it says so elsewhere. */
    private static void checkLabels(Map<String, String> labels) {
        for (String key : labels.keySet()) {
            check(
                    !key.trim().toLowerCase(Locale.ROOT).startsWith(InstanceIdentity.LABEL_PREFIX),
                    "Labels",
                    "labels",
                    key + " is the cluster's own");
        }
    }

    /** A log driver runs in the engine, with the engine's power over the host's files. */
    private static void checkLog(ContainerSpec spec) {
        check(
                spec.logConfig().driver().matches("[a-z0-9-]{0,64}"),
                "LogConfig.Type",
                "log-driver",
                "\"" + spec.logConfig().driver() + "\"");
        spec.logConfig().options().forEach((key, value) -> {
            String plain = value.trim().toLowerCase(Locale.ROOT);
            check(
                    !plain.startsWith("/") && !LOCAL_ADDRESS.matcher(plain).find(),
                    "LogConfig.Config." + key,
                    "log-option",
                    "a file or a socket of the host");
        });
    }

    private void checkStrict(ContainerSpec spec) {
        if (policy.profile() != Profile.STRICT) {
            return;
        }
        check(!spec.usesHostNetwork(), "NetworkMode", "host-network", "the host's network");
        check(
                PLAIN_LOG_DRIVERS.contains(spec.logConfig().driver()),
                "LogConfig.Type",
                "log-driver",
                spec.logConfig().driver() + " (expected: one that stays on the host)");
        spec.ports()
                .forEach(port -> check(
                        !port.isFixed() || port.hostPort() >= 1024,
                        "Ports",
                        "privileged-port",
                        port.hostPort() + " (expected: 1024 or above)"));
    }

    private VolumeMount admit(String field, VolumeMount mount) {
        String target = mount.containerPath();
        check(
                target.startsWith("/")
                        && target.indexOf(':') < 0
                        && target.indexOf(',') < 0
                        && target.chars().noneMatch(Character::isISOControl)
                        && !Path.of(target).normalize().toString().equals("/"),
                field + ".ContainerVolume",
                "bind-syntax",
                "\"" + target + "\" (expected: an absolute path without colons)");
        return new VolumeMount(target, binds.admit(field + ".HostVolume", mount.hostPath()));
    }

    static void check(boolean fine, String field, String rule, String reason) {
        if (!fine) {
            throw new NotAdmittedException(new Violation(field, rule, reason));
        }
    }
}
