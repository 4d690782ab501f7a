package io.humpback.server;

import io.humpback.core.ContainerSpec;
import io.humpback.scheduler.control.SpecPolicy;
import io.humpback.server.config.AdmissionConfig;
import io.humpback.server.security.AdmissionRules;
import io.humpback.server.security.Violation;
import java.util.stream.Collectors;

/** The center's own policy, asked before anything is committed, whichever API brings it. Immutable. */
final class AdmittedSpecs implements SpecPolicy {
    private static final int MAX_TOLD = 5;

    private final AdmissionRules rules;

    private AdmittedSpecs(AdmissionRules rules) {
        this.rules = rules;
    }

    static SpecPolicy by(AdmissionConfig config) {
        return new AdmittedSpecs(new AdmissionRules(config.profile(), config.allowBinds(), config.denyBinds()));
    }

    @Override
    public String refusal(ContainerSpec spec) {
        return rules.violations(spec).stream()
                .limit(MAX_TOLD)
                .map(Violation::message)
                .collect(Collectors.joining("; "));
    }
}
