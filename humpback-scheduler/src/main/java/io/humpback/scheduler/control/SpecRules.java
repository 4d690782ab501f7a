package io.humpback.scheduler.control;

import io.humpback.core.ContainerSpec;
import io.humpback.core.GoDuration;
import io.humpback.core.InstanceIdentity;
import io.humpback.scheduler.control.CommandRejectedException.Reason;
import io.humpback.scheduler.reconcile.LoopSettings;
import java.time.Duration;
import java.util.Locale;

/** What no configuration may say, whichever command brings it. Stateless. */
final class SpecRules {
    private static final int HEARTBEATS = 3;

    private SpecRules() {}

    /** Throws {@link CommandRejectedException} unless {@code policy} admits the configuration. */
    static void checkAdmitted(ContainerSpec spec, SpecPolicy policy) {
        String refusal = policy.refusal(spec);
        if (!refusal.isEmpty()) {
            throw new CommandRejectedException(Reason.NOT_ADMITTED, refusal);
        }
    }

    /**
     * An instance that is to be stopped when its agent hears nothing must have ended when another one takes its place,
     * and must not be stopped for the sake of two lost announcements.
     */
    static void checkDisconnect(ContainerSpec spec, LoopSettings settings) {
        Duration time = spec.runOptions().stopOnDisconnect();
        Duration least = settings.heartbeat().multipliedBy(HEARTBEATS);
        Duration limit = settings.nodeTtl().plus(settings.migrateDelay());
        if (!time.isZero() && (time.compareTo(least) < 0 || time.compareTo(limit) >= 0)) {
            throw new CommandRejectedException(
                    Reason.INVALID,
                    "StopOnDisconnect: " + GoDuration.format(time) + " (expected: at least " + GoDuration.format(least)
                            + ", three heartbeats, and less than " + GoDuration.format(limit) + ", which is the TTL of "
                            + GoDuration.format(settings.nodeTtl()) + " and the migration delay of "
                            + GoDuration.format(settings.migrateDelay()) + ")");
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
