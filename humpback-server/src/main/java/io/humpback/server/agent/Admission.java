package io.humpback.server.agent;

import io.humpback.core.AdmissionProfile;
import io.humpback.core.ContainerSpec;
import io.humpback.core.VolumeMount;
import io.humpback.core.spi.ContainerRequest;
import io.humpback.server.security.AdmissionRules;
import io.humpback.server.security.Violation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Decides which containers a host admits. It sees typed requests alone and returns what may be sent to the engine, with
 * the links of mounted directories followed, so that what was checked is what is used. Safe for use by several threads.
 */
public final class Admission {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}");

    private final AdmissionPolicy policy;
    private final AdmissionRules rules;
    private final BindRules binds;

    /**
     * Creates it.
     *
     * @param own the agent's own files and directories and its engine's socket, which no container may mount
     */
    public Admission(AdmissionPolicy policy, List<Path> own) {
        this.policy = policy;
        this.rules = new AdmissionRules(policy.profile(), policy.allowBinds(), policy.denyBinds());
        this.binds = new BindRules(policy, own);
    }

    /** Returns the policy. */
    public AdmissionPolicy policy() {
        return policy;
    }

    /** Returns whether requests may ask for whatever they like, although not everything is passed on. */
    boolean isOff() {
        return policy.profile() == AdmissionProfile.OFF;
    }

    /** Returns the request as it may be sent to the engine; else throws {@link NotAdmittedException}. */
    public ContainerRequest admit(ContainerRequest request) {
        if (!NAME.matcher(request.name()).matches()) {
            throw new NotAdmittedException(new Violation("Name", "name", "\"" + request.name() + "\""));
        }
        ContainerSpec spec = request.spec();
        rules.violations(spec).stream().findFirst().ifPresent(violation -> {
            throw new NotAdmittedException(violation);
        });
        return isOff() ? request : followed(request);
    }

    private ContainerRequest followed(ContainerRequest request) {
        ContainerSpec spec = request.spec();
        List<VolumeMount> mounts = new ArrayList<>();
        for (int i = 0; i < spec.volumes().size(); i++) {
            VolumeMount mount = spec.volumes().get(i);
            mounts.add(new VolumeMount(
                    mount.containerPath(), binds.admit("Volumes[" + i + "].HostVolume", mount.hostPath())));
        }
        return new ContainerRequest(
                request.name(), spec.toBuilder().volumes(mounts).build(), request.ourLabels());
    }
}
