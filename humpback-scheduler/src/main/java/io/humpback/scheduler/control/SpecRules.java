package io.humpback.scheduler.control;

import io.humpback.core.ContainerSpec;
import io.humpback.core.InstanceIdentity;
import io.humpback.scheduler.control.CommandRejectedException.Reason;
import java.util.Locale;

/** What no configuration may say, whichever command brings it. Stateless. */
final class SpecRules {
    private SpecRules() {}

    /** Throws {@link CommandRejectedException} unless {@code policy} admits the configuration. */
    static void checkAdmitted(ContainerSpec spec, SpecPolicy policy) {
        String refusal = policy.refusal(spec);
        if (!refusal.isEmpty()) {
            throw new CommandRejectedException(Reason.NOT_ADMITTED, refusal);
        }
    }

    /** Labels of ours make a container ours, so nobody else may give them, in whatever case. */
    static void checkLabels(ContainerSpec spec) {
        for (String label : spec.labels().keySet()) {
            if (label.toLowerCase(Locale.ROOT).startsWith(InstanceIdentity.LABEL_PREFIX)) {
                throw new CommandRejectedException(
                        Reason.INVALID,
                        "label: " + label + " (expected: none that begins with " + InstanceIdentity.LABEL_PREFIX + ")");
            }
        }
    }
}
